import type * as ast from "../../../grammar/ast.js";
import { type MapType, scalar, type Type, typeText, withNullable } from "../../../runtime/types.js";
import {
  badTimeLiteral,
  testAmbiguous,
  testGivenTarget,
  testNothing,
  testNull,
  testOneRow,
  testStatus,
  testValue,
  twice,
} from "../../diagnostics/catalog/model.js";
import { duplicateMember, unknownMember, unknownName } from "../../diagnostics/catalog/symbols.js";
import { badLiteralValue } from "../../diagnostics/catalog/types.js";
import { kindText, type Located } from "../../symbols/index.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx, Scope } from "../expr/context.js";
import { infer } from "../expr/infer.js";
import { isLiteral } from "../expr/literals.js";
import type { Constant, Expr, Literal, MapLiteral, PhysicalSource, Service, Test, TestRow } from "../ir.js";
import { parseTimestamp } from "../types/time-literal.js";
import { isConstant, keyLiteral, mapLiteral } from "./map-literal.js";
import type { Offer, Resolver, TransformInfo, ViewInfo } from "./resolver.js";

type Target<K extends string> = { readonly kind: K; readonly name: string };
type Fields = ReadonlyMap<string, Type | null>;

interface Subject<K extends string> {
  readonly target: Target<K>;
  /** Null: it has errors of its own. */
  readonly fields: Fields | null;
  readonly offer: Offer | null;
  readonly keys: ReadonlyMap<string, Type>;
  readonly statuses: boolean;
}

/** A `test`, its literals typed by what they stand for. Null where something in it has an error. */
export function lowerTest(
  { decl, file }: Located<ast.TestDecl>,
  resolver: Resolver,
  service: (name: string) => Service | null,
): Test | null {
  const { report, symbols, functions } = resolver;
  const ctx: Ctx = { infer, functions, file, report, member: 0, scope: literals };
  const given: Test["given"][number][] = [];
  const expect: Test["expect"][number][] = [];
  const keys = new Map<string, Type>();
  let instantMicros: string | null = null;
  let rowFor: ast.RowExpr | null = null;
  let sound = decl.incomplete !== true;
  let seenAt = false;
  let broken = false;

  for (const step of decl.steps) {
    switch (step.kind) {
      case "given": {
        const subject = givenSubject(step.name);
        if (subject === null || subject.fields === null) {
          sound = false;
          broken = true;
          break;
        }
        const { target } = subject;
        if (target.kind !== "source" && (step.rows.length !== 1 || step.list)) {
          report(testOneRow.at(file.place(step), { name: target.name, is: target.kind }));
          sound = false;
        }
        const rows: TestRow[] = [];
        for (const row of step.rows) {
          const lowered = lowerRow(row, subject, `${target.kind} \`${target.name}\``);
          if (lowered === null) sound = false;
          else rows.push(lowered);
        }
        given.push({ target, rows, at: file.at(step) });
        break;
      }
      case "testAt": {
        if (seenAt) {
          report(twice.at(file.place(step), { what: "`at`" }));
          sound = false;
        }
        seenAt = true;
        instantMicros = parseTimestamp(step.time.value);
        if (instantMicros === null) {
          report(badTimeLiteral.at(file.place(step.time), { text: step.time.value, kind: "timestamp" }));
          sound = false;
        }
        break;
      }
      case "testFor":
        if (rowFor !== null) {
          report(twice.at(file.place(step), { what: "`for`" }));
          sound = false;
        }
        rowFor = step.row;
        break;
      case "testExpect": {
        const subject = expectSubject(step.name);
        if (subject === null || subject.fields === null) {
          sound = false;
          broken = true;
          break;
        }
        for (const [name, type] of subject.keys) keys.set(name, type);
        const row = lowerRow(step.row, subject, `\`${subject.target.name}\``);
        if (row === null) sound = false;
        else expect.push({ target: subject.target, row, at: file.at(step) });
        break;
      }
    }
  }
  if (!decl.steps.some((step) => step.kind === "testExpect") && decl.incomplete !== true) {
    report(testNothing.at(file.place(decl.title), {}));
    return null;
  }
  // Without every subject its keys are not all known.
  const forRow = rowFor === null || broken ? null : lowerFor(rowFor);
  if (!sound || (rowFor !== null && forRow === null)) return null;
  return { title: decl.title.value, at: file.at(decl), given, instantMicros, for: forRow, expect };

  function givenSubject(name: ast.Name): Subject<"source" | "view" | "transform" | "request"> | null {
    if (name.text === "") return null;
    const named = symbols.names.get(name.text);
    switch (named?.kind) {
      case "physical":
        return {
          target: { kind: "source", name: name.text },
          fields: physicalFields(named.source),
          offer: null,
          keys: new Map(),
          statuses: false,
        };
      case "source": {
        const base = resolver.source(name, file)?.base.name;
        if (base !== undefined) {
          report(
            testGivenTarget.at(
              file.place(name),
              { name: name.text, is: "derived source" },
              { help: `give rows of \`${base}\`` },
            ),
          );
        }
        return null;
      }
      case "view":
        return ofView(resolver.view(name.text));
      case "transform":
        return ofTransform(resolver.transform(name.text, file.place(name)));
      case "request": {
        const request = resolver.request(name.text);
        const fields = request === null ? null : new Map(request.fields.map((field) => [field.name, field.type]));
        return { target: { kind: "request", name: name.text }, fields, offer: null, keys: new Map(), statuses: false };
      }
      case undefined:
        if (symbols.services.has(name.text)) {
          report(
            testGivenTarget.at(
              file.place(name),
              { name: name.text, is: "service" },
              { help: "give rows of sources, or features of views" },
            ),
          );
        } else unknown(name, "source, view, transform or request", [...symbols.names.keys()]);
        return null;
    }
  }

  function expectSubject(name: ast.Name): Subject<"view" | "transform" | "service"> | null {
    if (name.text === "") return null;
    const named = symbols.names.get(name.text);
    const isService = symbols.services.has(name.text);
    if (isService && (named?.kind === "view" || named?.kind === "transform")) {
      report(testAmbiguous.at(file.place(name), { name: name.text, kinds: [`a ${named.kind}`, "a service"] }));
      return null;
    }
    if (named?.kind === "view") return ofView(resolver.view(name.text));
    if (named?.kind === "transform") return ofTransform(resolver.transform(name.text, file.place(name)));
    if (isService) {
      const lowered = service(name.text);
      if (lowered === null) return null;
      return {
        target: { kind: "service", name: name.text },
        fields: new Map(lowered.features.map((feature) => [feature.name, feature.type])),
        offer: null,
        keys: new Map(lowered.keys.map((key) => [key.name, key.type])),
        statuses: true,
      };
    }
    if (named !== undefined) {
      report(
        testGivenTarget.at(
          file.place(name),
          { name: name.text, is: kindText(named) },
          { help: "a test expects features of a view, transform or service" },
        ),
      );
      return null;
    }
    const offers = [...symbols.names]
      .filter(([, { kind }]) => kind === "view" || kind === "transform")
      .map(([text]) => text);
    unknown(name, "view, transform or service", [...offers, ...symbols.services.keys()]);
    return null;
  }

  function ofView(view: ViewInfo | null): Subject<"view"> | null {
    if (view === null) return null;
    const keyTypes = new Map(view.keys.map((key) => [key.name, key.type]));
    return {
      target: { kind: "view", name: view.name },
      fields: fieldsOf(view),
      offer: view,
      keys: keyTypes,
      statuses: true,
    };
  }

  function ofTransform(transform: TransformInfo | null): Subject<"transform"> | null {
    if (transform === null) return null;
    const target: Target<"transform"> = { kind: "transform", name: transform.name };
    return { target, fields: fieldsOf(transform), offer: transform, keys: transformKeys(transform), statuses: true };
  }

  function transformKeys(transform: TransformInfo): ReadonlyMap<string, Type> {
    const found = new Map(transform.ir?.keys.map((key) => [key.name, key.type]) ?? []);
    for (const name of transform.ir?.transforms ?? []) {
      const inner = resolver.transform(name, file.place(decl.title));
      if (inner !== null) for (const [key, type] of transformKeys(inner)) found.set(key, type);
    }
    return found;
  }

  function lowerFor(row: ast.RowExpr): TestRow | null {
    const subject = { fields: keys, offer: null, statuses: false };
    return lowerRow(row, subject, "what this test expects", "key");
  }

  function lowerRow(
    row: ast.RowExpr,
    subject: Pick<Subject<string>, "fields" | "offer" | "statuses">,
    of: string,
    what = "",
  ): TestRow | null {
    const cells: TestRow[number][] = [];
    const seen = new Set<string>();
    let whole = row.incomplete !== true;
    for (const { name, value } of row.fields) {
      if (name.text === "") {
        whole = false;
        continue;
      }
      const type = subject.fields?.get(name.text);
      if (type === undefined) {
        unknownField(name, subject, of, what);
        whole = false;
        continue;
      }
      if (seen.has(name.text)) {
        report(duplicateMember.at(file.place(name), { name: name.text, what: "value", first: null }));
        whole = false;
        continue;
      }
      seen.add(name.text);
      const lowered = type === null ? null : lowerCell(name.text, value, type, subject.statuses, of);
      if (lowered === null) whole = false;
      else cells.push({ name: name.text, value: lowered });
    }
    return whole ? cells : null;
  }

  function lowerCell(
    name: string,
    node: ast.Expr,
    type: Type,
    statuses: boolean,
    of: string,
  ): TestRow[number]["value"] | null {
    if (node.kind === "nameExpr") {
      const status = node.name.text;
      if (status === "missing" || status === "stale") {
        if (statuses) return { node: "status", status };
        report(testStatus.at(file.place(node), { status, where: of }));
        return null;
      }
    }
    if (!isLiteral(node)) {
      if (node.kind !== "missing") report(testValue.at(file.place(node), {}));
      return null;
    }
    const wanted = withNullable(type, true);
    if (type.kind === "map" && node.kind === "row") return lowerMap(name, node, type);
    const expr: Expr | null = inferAs(node, ctx, { type: wanted, where: `\`${name}\``, stored: true });
    if (expr === null) return null;
    if (expr.node === "literal" && expr.value === null && !type.nullable) {
      report(testNull.at(file.place(node), { name, type: typeText(type) }));
      return null;
    }
    return isConstant(expr) ? expr : null;
  }

  /** A map is given as a row of its keys' texts (MEANING 100). */
  function lowerMap(name: string, node: ast.RowExpr, type: MapType): MapLiteral | null {
    const entries: { key: Literal; value: Constant }[] = [];
    for (const field of node.fields) {
      const key = keyLiteral(field.name.text, withNullable(type.key, false));
      if (key === null) {
        const args = { text: field.name.text, type: typeText(type.key), known: [] };
        report(badLiteralValue.at(file.place(field.name), args));
        return null;
      }
      const value = lowerCell(`${name}.${field.name.text}`, field.value, type.value, false, "a map");
      if (value === null || value.node === "status") return null;
      entries.push({ key, value });
    }
    return mapLiteral(type, entries);
  }

  function unknownField(
    name: ast.Name,
    subject: Pick<Subject<string>, "fields" | "offer">,
    of: string,
    what: string,
  ): void {
    const known = [...(subject.fields?.keys() ?? [])];
    const near = suggest(name.text, known);
    const family = subject.offer?.families.get(name.text);
    const place = file.place(name);
    const help =
      family === undefined
        ? suggestion(name.text, known, "there are")
        : `name its members: ${family.members.map((member) => `\`${member}\``).join(", ")}`;
    const plain = of.replace(/^\w+ /, "").replaceAll("`", "");
    report(
      unknownMember.at(
        place,
        {
          name: name.text,
          of: what === "key" ? "for" : plain,
          what: what === "" ? (subject.offer === null ? "column or field" : "feature") : what,
        },
        { help, fix: near === null ? null : { place, text: near } },
      ),
    );
  }

  function unknown(name: ast.Name, what: string, candidates: readonly string[]): void {
    const near = suggest(name.text, candidates);
    const place = file.place(name);
    report(
      unknownName.at(
        place,
        { name: name.text, what },
        {
          help: suggestion(name.text, candidates, "there are"),
          fix: near === null ? null : { place, text: near },
        },
      ),
    );
  }
}

const fieldsOf = (offer: Offer): Fields => new Map([...offer.features.values()].map(({ name, type }) => [name, type]));

/** Declared columns, and the physical ones that YAML gives a role without declaring them. */
function physicalFields(source: PhysicalSource): Fields {
  const fields = new Map<string, Type | null>(
    source.columns.map((column) => [column.name, withNullable(column.type, true)]),
  );
  const declared = new Set(source.columns.map((column) => column.column));
  const role = (column: string | null | undefined, type: Type) => {
    if (column == null || declared.has(column) || fields.has(column)) return;
    fields.set(column, withNullable(type, true));
  };
  const timeType = (format: string): Type => scalar(format === "date" ? "date" : "timestamp");
  role(source.time.column, timeType(source.time.format));
  if (source.created !== null) role(source.created.column, timeType(source.created.format));
  if (source.until !== null) role(source.until.column, timeType(source.until.format));
  if (source.sequence !== null) role(source.sequence.column, source.sequence.type);
  role(source.deleted, scalar("bool"));
  return fields;
}

/** A test's values are literals, so no name is ever asked for. */
const literals: Scope = {
  where: "a test",
  name: () => null,
  member: () => null,
  aggregate: () => null,
  now: () => null,
  family: () => null,
};
