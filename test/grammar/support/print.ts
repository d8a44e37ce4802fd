/** Trees as short s-expressions, so that expected trees are easy to read. */
import type * as ast from "../../../grammar/index.js";

type Part = string | null | undefined | readonly (string | null)[];
const s = (head: string, ...parts: Part[]): string =>
  `(${[head, ...parts.flat()].filter((part) => part !== null && part !== undefined && part !== "").join(" ")})`;
const tag = (name: string, value: string | null): string | null => (value === null ? null : `:${name} ${value}`);
const flag = (name: string, on: boolean): string | null => (on ? `:${name}` : null);
const orNull = <T>(node: T | null, print: (node: T) => string): string | null => (node === null ? null : print(node));
const broken = (node: { readonly incomplete?: true }): string => (node.incomplete === true ? "!" : "");

export const name = (node: ast.Name): string => (node.backticked ? `\`${node.text}\`` : node.text);
const names = (nodes: readonly ast.Name[]): string => `[${nodes.map(name).join(" ")}]`;
const text = (value: string): string => JSON.stringify(value);

export function type(node: ast.TypeNode): string {
  switch (node.kind) {
    case "namedType":
      return node.args.length === 0 ? name(node.name) : s(name(node.name), node.args.map(String));
    case "structType":
      return s("struct", node.fields.map(field));
    case "mapType":
      return s("map", type(node.key), type(node.value));
    case "nullableType":
      return `${type(node.inner)}?`;
    case "arrayType":
      return `${type(node.element)}[${node.size ?? ""}]`;
  }
}

const lead = ({ doc, annotations }: ast.Lead): string =>
  [
    doc === null ? "" : `/${doc.text.replaceAll("\n", "|")}/ `,
    ...annotations.map((a) => `@${name(a.name)}${a.args.length === 0 ? "" : `(${a.args.map(argument).join(" ")})`} `),
  ].join("");

const typed = (node: { readonly type: ast.TypeNode | null }): string =>
  node.type === null ? "" : `: ${type(node.type)}`;

const field = (node: ast.Field): string => `${lead(node.lead)}${name(node.name)}${typed(node)}${broken(node)}`;

const argument = (node: ast.Argument): string =>
  node.name === null ? expr(node.value) : `${name(node.name)}: ${expr(node.value)}`;

export function expr(node: ast.Expr): string {
  const bang = broken(node);
  switch (node.kind) {
    case "number":
      return node.integer === /^\d+$/.test(node.text) ? node.text : `${node.text}!integer`;
    case "string":
      return text(node.value);
    case "duration":
      return `${node.text}=${node.micros}us`;
    case "bool":
      return String(node.value);
    case "null":
      return "null";
    case "nameExpr":
      return name(node.name);
    case "call":
      return s(`${name(node.name)}()`, node.args.map(argument), orNull(node.rollup, rollup));
    case "member":
      return s(".", expr(node.object), name(node.name));
    case "index":
      return s("[]", expr(node.object), expr(node.index));
    case "list":
      return `[${node.elements.map(expr).join(" ")}]`;
    case "row":
      return `{${node.fields.map((f) => `${name(f.name)}: ${expr(f.value)}${broken(f)}`).join(" ")}}${bang}`;
    case "unary":
      return s(node.op, expr(node.operand));
    case "binary":
      return s(node.op, expr(node.left), expr(node.right));
    case "between":
      return s(node.negated ? "not between" : "between", expr(node.operand), expr(node.low), expr(node.high));
    case "isNull":
      return s(node.negated ? "is not null" : "is null", expr(node.operand));
    case "if":
      return s("if", expr(node.condition), expr(node.then), expr(node.else));
    case "match":
      return s(`match${bang}`, orNull(node.subject, expr), node.arms.map(arm));
    case "paren":
      return s("paren", expr(node.inner));
    case "missing":
      return "_";
  }
}

const arm = (node: ast.MatchArm): string =>
  `${node.isElse ? "else" : node.patterns.map(expr).join("|")}=>${expr(node.value)}${broken(node)}`;

const step = (node: ast.RowStep): string => {
  switch (node.kind) {
    case "join":
      return s("join", name(node.target), tag("as", orNull(node.alias, name)), orNull(node.on, keys));
    case "each":
      return s("each", name(node.name), expr(node.list));
    case "where":
      return s("where", expr(node.condition));
  }
};

const keys = (nodes: readonly ast.Key[]): string =>
  `<${nodes.map((key) => (key.value === null ? name(key.name) : `${name(key.name)}=${expr(key.value)}`)).join(" ")}>`;

const rollup = ({ where, by, each, over }: ast.Rollup): string =>
  s(
    "rollup",
    tag("where", orNull(where, expr)),
    by === null
      ? null
      : [
          tag("by", expr(by.value)),
          tag("in", by.in === null ? null : `[${by.in.map(expr).join(" ")}]`),
          tag("top", orNull(by.top, expr)),
        ],
    orNull(each, step),
    over === null
      ? null
      : [`:over ${over.list ? `[${over.windows.map(window).join(" ")}]` : over.windows.map(window).join("?")}`],
  );

function window({ extent, lastRows, offset, times }: ast.Window): string {
  const written = {
    duration: () => (extent.kind === "duration" ? extent.duration.text : ""),
    lifetime: () => "lifetime",
    this: () =>
      extent.kind === "this" ? `this-${name(extent.unit)}${extent.zone === null ? "" : `@${extent.zone.value}`}` : "",
    since: () => (extent.kind === "since" ? `since${expr(extent.condition)}` : ""),
    rows: () => "rows",
  }[extent.kind]();
  const more = [
    lastRows === null ? "" : `/last${lastRows.text}`,
    offset === null ? "" : `/offset${offset.text}`,
    times === null ? "" : `/times${times.text}`,
  ];
  return written + more.join("");
}

const rows = (node: ast.Rows): string =>
  s(
    `from${broken(node)}`,
    name(node.from),
    tag("at", orNull(node.at, expr)),
    node.steps.map(step),
    node.columns === null
      ? null
      : `{${[node.columns.star ? "*" : "", ...node.columns.columns.map(valued)].filter((c) => c !== "").join(" ")}}`,
  );

const valued = (node: {
  readonly lead: ast.Lead;
  readonly name: ast.Name;
  readonly type: ast.TypeNode | null;
  readonly value: ast.Expr | null;
  readonly incomplete?: true;
}): string =>
  `${lead(node.lead)}${name(node.name)}${typed(node)}${node.value === null ? "" : ` = ${expr(node.value)}`}${broken(node)}`;

const clause = (node: ast.Clause): string => {
  switch (node.kind) {
    case "where":
      return step(node);
    case "ttl":
    case "delay":
      return s(node.kind, node.duration.text);
    case "every":
      return s(
        "every",
        node.duration.text,
        tag(
          "after",
          orNull(node.after, (d) => d.text),
        ),
      );
    default:
      return s(node.kind);
  }
};

const item = (node: ast.ViewItem | ast.TransformItem): string => {
  switch (node.kind) {
    case "feature": {
      const fallback = node.default === null ? "" : ` default ${expr(node.default)}`;
      const { incomplete: _, ...whole } = node;
      return `${valued(whole)}${fallback}${broken(node)}`;
    }
    case "let":
      return `${lead(node.lead)}let ${name(node.name)} = ${expr(node.value)}${broken(node)}`;
    case "spread":
      return `${lead(node.lead)}...${name(node.view)}`;
    case "expect":
      return `${lead(node.lead)}expect ${expr(node.condition)}${broken(node)}`;
    case "use":
      return (
        lead(node.lead) +
        s(`use${broken(node)}`, name(node.view), tag("as", orNull(node.alias, name)), orNull(node.keys, keys))
      );
  }
};

const pick = (node: ast.Pick): string => {
  switch (node.kind) {
    case "dotPick":
      return `${lead(node.lead)}${name(node.of)}.${node.feature === null ? "*" : name(node.feature)}${
        node.alias === null ? "" : ` as ${name(node.alias)}`
      }${node.except.length === 0 ? "" : ` except ${names(node.except)}`}${broken(node)}`;
    case "blockPick":
      return (
        lead(node.lead) +
        s(
          `block${broken(node)}`,
          name(node.of),
          tag("as", orNull(node.alias, name)),
          orNull(node.keys, keys),
          flag("star", node.star),
          node.except.length === 0 ? null : `:except ${names(node.except)}`,
          node.features.map((f) => name(f.name) + (f.alias === null ? "" : `>${name(f.alias)}`)),
        )
      );
    case "allowPii":
      return "allow-pii";
  }
};

const testStep = (node: ast.TestStep): string => {
  switch (node.kind) {
    case "given":
      return s("given", name(node.name), node.list ? `[${node.rows.map(expr).join(" ")}]` : node.rows.map(expr));
    case "testAt":
      return s("at", expr(node.time));
    case "testFor":
      return s("for", expr(node.row));
    case "testExpect":
      return s("expect", name(node.name), expr(node.row));
  }
};

export function declaration(node: ast.Declaration): string {
  const head = `${lead(node.lead)}`;
  const kind = `${node.kind}${broken(node)}`;
  switch (node.kind) {
    case "entity":
    case "request":
      return head + s(kind, name(node.name), node.fields.map(field));
    case "enum":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.values.map((value) => text(value.text)),
        )
      );
    case "source":
      return head + s(kind, name(node.name), flag("union", node.union), node.branches.map(rows));
    case "view":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.entities.map((e) => `for ${name(e.name)}${e.keys === null ? "" : keys(e.keys)}`),
          tag("from", name(node.from)),
          node.clauses.map(clause),
          node.items.map((i) => `[${item(i)}]`),
        )
      );
    case "transform":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.items.map((i) => `[${item(i)}]`),
        )
      );
    case "service":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.picks.map((p) => `[${pick(p)}]`),
        )
      );
    case "fn":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.params.map((p) => `${name(p.name)}${typed(p)}`),
          orNull(node.result, (r) => `-> ${type(r)}`),
          expr(node.body),
        )
      );
    case "externFn":
      return (
        head +
        s(
          kind,
          name(node.name),
          node.params.map((p) => `${name(p.name)}${typed(p)}`),
          orNull(node.result, (r) => `-> ${type(r)}`),
          expr(node.from),
        )
      );
    case "test":
      return head + s(kind, expr(node.title), node.steps.map(testStep));
  }
}

export const file = (node: ast.File): string => node.declarations.map(declaration).join("\n");
