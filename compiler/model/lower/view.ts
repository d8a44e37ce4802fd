import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { bareNeedsKey, emptyBody } from "../../diagnostics/catalog/model.js";
import { unknownColumn } from "../../diagnostics/catalog/symbols.js";
import type { Aggregate, Expectation, Expr, Item, View } from "../../ir/index.js";
import { childrenOf } from "../../ir/walk.js";
import type { Located } from "../../symbols/index.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Ctx, Scope } from "../expr/context.js";
import { infer } from "../expr/infer.js";
import { mention, mentionDeclared } from "../governance/deprecation.js";
import { Aggregates } from "./aggregates.js";
import { columnScope, foreignMember } from "./column-scope.js";
import { declared } from "./declared.js";
import { lowerExpect } from "./expectations.js";
import { type Definition, Items } from "./items.js";
import type { Resolver, SourceInfo, ViewInfo } from "./resolver.js";
import { spreadItems } from "./spread.js";
import { lowerClauses } from "./view-clauses.js";
import { lowerViewKeys } from "./view-keys.js";

/** A view, as it is stored (latest columns, aggregates) and as it is read (items). */
export function lowerView({ decl, file }: Located<ast.ViewDecl>, resolver: Resolver): ViewInfo | null {
  const { report } = resolver;
  const source = resolver.source(decl.from, file);
  mentionDeclared(decl.from, resolver.symbols.names.get(decl.from.text), { file, lint: resolver.lint });
  const keys = lowerViewKeys(decl, file, source, resolver);
  if (source === null) return null;
  const ctx: Ctx = {
    infer,
    functions: resolver.functions,
    file,
    report,
    member: 0,
    scope: columnScope(source, "a view's `where`", resolver),
  };
  const clauses = lowerClauses(decl, source, ctx, resolver.lint);

  const { items: nodes, expects: expected, sound } = spreadItems(decl, file, resolver);
  if (decl.items.length === 0 && decl.incomplete !== true) {
    report(emptyBody.at(file.place(decl.name), { what: `view \`${decl.name.text}\``, wanted: "features" }));
  }

  const aggregates = new Aggregates(source, clauses, nodes, resolver);
  const bareAllowed = () => keyed(source, keys?.ir ?? null);
  let refusedBare = false;
  /** A column of the latest row; outside aggregates it is null when there is no visible row. */
  const latest = (name: ast.Name, scoped: Ctx, known: readonly string[]): Expr | null => {
    const type = source.columns.get(name.text);
    if (type === undefined) {
      const candidates = [...known, ...source.columns.keys()];
      const near = suggest(name.text, candidates);
      const help = suggestion(name.text, [...source.columns.keys(), ...known], "its columns are");
      const place = file.place(name);
      scoped.report(
        unknownColumn.at(
          place,
          { name: name.text, source: source.name, also: "a feature of this view" },
          {
            help: near === null ? help : `did you mean \`${near}\`?`,
            fix: near === null ? null : { place, text: near },
          },
        ),
      );
      return null;
    }
    mention(name, "column", source.deprecated.get(name.text), { file, lint: resolver.lint });
    if (type === null) return null;
    if (!bareAllowed()) {
      if (!refusedBare)
        scoped.report(bareNeedsKey.at(file.place(name), { source: source.base.name, key: source.base.key }));
      refusedBare = true;
      return null;
    }
    return { node: "latest", type: { ...type, nullable: true }, column: name.text };
  };

  const scope = (definition: Definition, items: Items): Scope => ({
    where: "a view",
    family: (node) =>
      node.kind === "nameExpr" && node.name.text !== definition.node.name.text ? items.family(node.name.text) : null,
    name: (name, scoped) => {
      const own = name.text === definition.name || name.text === definition.node.name.text;
      if (!own && items.has(name.text)) return items.read(name, scoped);
      return latest(name, scoped, own ? [] : items.names());
    },
    member: (object, _name, scoped) =>
      items.has(object.text) ? undefined : foreignMember(object, source, "a view", resolver.symbols, scoped),
    aggregate: (call, fn, scoped) => aggregates.lower(call, fn, definition.name, scoped),
    now: viewNow,
  });
  const items = new Items(
    {
      kind: "view",
      name: decl.name.text,
      file,
      resolver,
      scope,
      bare: (feature, scoped) => latest(feature.name, scoped, []),
    },
    nodes,
  );
  const values: Parameters<typeof lowerExpect>[1] = {
    family: (node) => (node.kind === "nameExpr" ? items.family(node.name.text) : null),
    name: (name, scoped) => (items.has(name.text) ? items.read(name, scoped) : latest(name, scoped, items.names())),
    member: (object, _name, scoped) =>
      items.has(object.text) ? undefined : foreignMember(object, source, "a view", resolver.symbols, scoped),
    now: viewNow,
  };
  let expects: readonly (readonly Expectation[] | null)[] = [];
  // The expectations are lowered as extra readers, so that they do not change the order of the items.
  const finished = items.finish(() => {
    expects = expected.map((one) => lowerExpect(one, values, { infer, functions: resolver.functions, file, report }));
  });

  const whole =
    decl.incomplete !== true &&
    sound &&
    finished.sound &&
    !expects.includes(null) &&
    keys !== null &&
    clauses !== null &&
    source.ir !== null &&
    decl.items.length > 0;
  const ir: View | null =
    whole && clauses !== null && keys !== null
      ? {
          name: decl.name.text,
          ...declared(decl.lead, decl.name, file),
          entities: decl.entities.map((entity) => entity.name.text),
          keys: keys.ir,
          from: source.name,
          ...clauses,
          ...stored(finished.items, aggregates.all),
          items: finished.items,
          expects: expects.flatMap((some) => some ?? []),
        }
      : null;
  return { kind: "view", name: decl.name.text, keys: keys?.keys ?? [], reads: source.reads, ...items.offer(), ir };
}

/**
 * Checks the bare columns of a keyed state source: the view's keys must contain the source's key. Otherwise the value
 * would come from the last row that mentions the view's key, although the thing in that row may since have moved to
 * another key. Events need no such check: their latest row is an answer in itself.
 */
function keyed(source: SourceInfo, keys: View["keys"] | null): boolean {
  const { key, kind } = source.base;
  if (kind === "events" || key.length === 0 || keys === null) return true;
  const columns = new Set(
    keys.map(({ value }) => {
      const inner = value.node === "convert" ? value.value : value;
      return inner.node === "column" ? source.carried.get(inner.name) : undefined;
    }),
  );
  return key.every((column) => columns.has(column));
}

const viewNow: Scope["now"] = () => ({ node: "now", type: { kind: "timestamp", nullable: false } });

/** The columns and aggregates that items read, in order of first use. */
function stored(
  items: readonly Item[],
  aggregates: ReadonlyMap<string, Aggregate>,
): Pick<View, "latest" | "aggregates"> {
  const latest = new Map<string, Type>();
  const used = new Map<string, Aggregate>();
  const visit = (expr: Expr): void => {
    if (expr.node === "latest") latest.set(expr.column, expr.type);
    if (expr.node === "aggregate") used.set(expr.id, aggregates.get(expr.id)!);
    for (const child of childrenOf(expr)) visit(child);
  };
  for (const item of items) visit(item.value);
  return { latest: [...latest].map(([column, type]) => ({ column, type })), aggregates: [...used.values()] };
}
