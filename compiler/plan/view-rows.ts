import { aggregateOverload } from "../functions/index.js";
import type { Aggregate, DerivedSource, Expr, View } from "../ir/index.js";
import { raises } from "../ir/raises.js";
import { expressionsOfAggregate } from "../ir/source-expressions.js";
import { columnsIn } from "../ir/substitute.js";
import type { Column, Condition, OrderBy, Rel, SameKey, WindowArgument } from "./algebra.js";
import { arrivals } from "./arrivals.js";
import type { Catalog } from "./catalog.js";
import { keyColumn, rowKeyColumn } from "./columns.js";
import { byFacts, byValues } from "./order-by.js";
import { addAll, counts, sourceRows } from "./source-rows.js";

/**
 * The rows of a view's source that can count for it, with `@k0` …, `@arrive` and the columns that its latest values and
 * aggregates read.
 */
export interface ViewRows {
  readonly rel: Rel;
  readonly keys: readonly string[];
  /**
   * True for a keyed state. Then a row is found by the source's own key first, and `where` and the view's other keys
   * apply to it after that.
   */
  readonly keyed: boolean;
  /** The keys that a latest row is found by: all keys, or those that are the source's `key`. */
  readonly foundBy: readonly string[];
  /** The other keys. */
  readonly same: readonly SameKey[];
  /** The same rows with `@rank`, for every reader that needs their order. */
  readonly ranked: Rel;
  /** How long after its `@time` a row is visible, if that is the same for all rows. */
  readonly shiftMicros: string | null;
  /** The full order of *Latest value*, greatest last: `@time`, `@created`, `@sequence`, then the values. */
  readonly order: readonly OrderBy[];
  /** Argument and condition columns of the aggregates, by the aggregate's id. */
  readonly aggregates: ReadonlyMap<string, AggregateInputs>;
  readonly deleted: boolean;
  readonly until: boolean;
  /**
   * True if rows have `@superseded`: each row of a source with a `key` counts until a newer version of it is visible.
   */
  readonly superseded: boolean;
  /**
   * True if later rows become visible later. False under `known`, and where branches of a union have different delays.
   */
  readonly inOrder: boolean;
  /** True if rows have `@gone`: their source is `complete`. */
  readonly gone: boolean;
}
export interface AggregateInputs {
  readonly args: readonly WindowArgument[];
  readonly where: string | null;
  readonly by: string | null;
  readonly since: string | null;
}

/** True if the aggregate needs the order of the rows. */
export const needsOrder = (aggregate: Aggregate): boolean =>
  aggregateOverload(aggregate).ordered === true ||
  aggregate.window?.extent.kind === "since" ||
  typeof aggregate.window?.lastRows === "number";

/**
 * The rows for a view's latest values, and those for its aggregates. They are the same except over a keyed `state`.
 * There a latest row is found by the source's key, and aggregates run over all current rows.
 */
export function viewRows(view: View, catalog: Catalog): { readonly latest: ViewRows; readonly aggregates: ViewRows } {
  const { derived, base } = catalog.chain(view.from);
  if (base.source.node === "union") {
    const rows = rowsOf(view, catalog, base.keyed);
    return { latest: rows, aggregates: rows };
  }
  // Rows of a keyed state that share a version, or become visible later than it, are found like those of events.
  const several = derived.some(({ retime, steps }) => retime !== null || steps.some(({ step }) => step === "each"));
  const versions = base.key.length > 0 && (base.kind === "events" || several);
  const latest = rowsOf(view, catalog, versions);
  const same = base.key.length === 0 || versions || view.aggregates.length === 0;
  return { latest, aggregates: same ? latest : rowsOf(view, catalog, true) };
}

/** The view's rows as if no row were a version of another. */
export const rowsWithoutVersions = (view: View, catalog: Catalog): Rel => rowsOf(view, catalog, false).rel;

/** The same, each with `@fresh` if its source has a `key`: true if a version of it is new. */
export const rowsWithFreshness = (view: View, catalog: Catalog, offsets: readonly string[]): Rel =>
  rowsOf(view, catalog, false, offsets).rel;

function rowsOf(view: View, catalog: Catalog, superseded: boolean, fresh?: readonly string[]): ViewRows {
  const { derived, base } = catalog.chain(view.from);
  const { functions } = catalog;

  /* The columns that are read of each level, from the view down to the data. */
  const needed = new Set<string>();
  const need = (expr: Expr): void => addAll(needed, columnsIn(expr, functions));
  for (const key of view.keys) need(key.value);
  if (view.where !== null) need(view.where);
  for (const aggregate of view.aggregates) {
    for (const expr of expressionsOfAggregate(aggregate)) need(expr);
  }
  // Every column of the source breaks ties, used or not: a later use of one must not change an answer.
  const ordered = view.latest.length > 0 || view.aggregates.some(needsOrder);
  const top = catalog.source(view.from);
  const keyed = base.kind === "state" && base.key.length > 0 && !superseded;
  const found = keyed ? ownKeys(view, derived, base.key) : new Set<number>();
  // A view without keys has no latest row: bare columns need the source's key.
  const hasKeys = keyed && view.keys.length > 0;
  // Rows that are compared have equal values in the keys that they were found by.
  const equal = new Set(
    view.keys.flatMap(({ value }, index) =>
      value.node === "column" && (!hasKeys || found.has(index)) ? [value.name] : [],
    ),
  );
  const breaking = top.columns.filter(({ name }) => !equal.has(name));
  const tieBreaks = ordered ? breaking.map(({ name }) => name) : [];
  addAll(
    needed,
    view.latest.map(({ column }) => column),
  );
  const used = new Set(needed);
  addAll(needed, tieBreaks);

  const hiding = new Set(view.keys.flatMap(({ value }) => (value.node === "column" ? [value.name] : [])));
  const read = { view, catalog, used, hiding, superseded, keyed, ties: ordered && derived.length > 0, fresh };
  const { rel: source, carried, ordinals, baseColumns } = sourceRows({ derived, base }, needed, read);
  let rel = source;

  const keys = view.keys.length > 0 ? view.keys.map((_, index) => keyColumn(index)) : [keyColumn(0)];
  const aggregates = new Map<string, AggregateInputs>();
  const inputs = new Map<string, Column>();
  const inputColumn = (prefix: string, value: Column["value"], identity: unknown): string => {
    const text = JSON.stringify(identity);
    const known = inputs.get(text);
    if (known) return known.name;
    const name = `${prefix}${inputs.size}`;
    inputs.set(text, { name, value });
    return name;
  };
  const conditionColumn = (expr: Expr | null): string | null =>
    expr === null ? null : inputColumn("@w", { node: "expr", expr }, ["w", expr]);
  for (const aggregate of view.aggregates) {
    const { params } = aggregateOverload(aggregate);
    const { window } = aggregate;
    aggregates.set(aggregate.id, {
      args: aggregate.args.map((expr, index): WindowArgument => {
        if (params[index]?.literal === true && expr.node === "literal") return { literal: expr };
        const what = `an argument of ${view.name}.${aggregate.id}`;
        const { where } = aggregate;
        const stored: Expr = { node: "stored", value: expr, type: expr.type, what, row: null };
        // A row that the condition leaves out is not used, so it must not fail.
        const when = where === null || !raises(stored, functions) ? null : where;
        const used: Expr =
          when === null ? stored : { node: "case", type: expr.type, branches: [{ when, then: stored }], else: null };
        return { column: inputColumn("@x", { node: "expr", expr: used }, ["x", expr, when]) };
      }),
      where: conditionColumn(aggregate.where),
      by:
        aggregate.by === null
          ? null
          : inputColumn("@g", { node: "expr", expr: aggregate.by.value }, ["g", aggregate.by.value]),
      since: conditionColumn(window?.extent.kind === "since" ? window.extent.condition : null),
    });
  }
  const foundBy = hasKeys ? keys.filter((_, index) => found.has(index)) : keys;
  const others = hasKeys ? view.keys.flatMap((key, index) => (found.has(index) ? [] : [{ key, index }])) : [];
  // A null in the source's key hides a row. A null in another key of the view keeps the current row out of every group.
  const present: Condition = { node: "present", columns: ["@arrive", ...(view.keys.length > 0 ? foundBy : [])] };
  const where: readonly Condition[] = view.where === null ? [] : [{ node: "holds", expr: view.where }];
  if (where.length > 0 && !keyed) rel = { node: "filter", input: rel, conditions: where };
  const kept = new Set([...carried, ...tieBreaks, ...view.latest.map(({ column }) => column)]);
  rel = {
    node: "project",
    input: rel,
    keep: false,
    columns: [
      ...(view.keys.length > 0
        ? view.keys.map((key, index): Column => ({ name: keyColumn(index), value: { node: "expr", expr: key.value } }))
        : [{ name: keyColumn(0), value: { node: "constant", value: true } } satisfies Column]),
      ...arrivals(view, view.delayMicros),
      ...(keyed
        ? [
            counts(derived.length > 0, view.where === null ? [] : [view.where]),
            ...others.map(
              ({ key, index }): Column => ({ name: rowKeyColumn(index), value: { node: "expr", expr: key.value } }),
            ),
          ]
        : []),
      ...[...kept].map((name): Column => ({ name, value: { node: "column", name } })),
      ...inputs.values(),
    ],
    title: `rows of view ${view.name}`,
    at: view.at,
  };
  rel = { node: "filter", input: rel, conditions: [present] };
  const order: readonly OrderBy[] = [
    ...byFacts([
      "@time",
      ...(base.created ? ["@created"] : []),
      ...(base.sequence ? ["@sequence"] : []),
      // The order of elements continues the order of the rows that hold them.
      ...ordinals,
    ]),
    ...(!ordered || (keyed && baseColumns.length > 0) ? [] : byValues(breaking)),
    ...baseColumns,
  ];
  const inOrder = !view.known && view.delayMicros !== null;
  return {
    rel,
    ranked: { node: "rank", input: rel, by: keys, order },
    shiftMicros: inOrder ? String(BigInt(view.delayMicros ?? 0) + (view.boundary === "before" ? 1n : 0n)) : null,
    keys,
    keyed,
    foundBy,
    same: others.map(({ index }) => ({ label: keyColumn(index), row: rowKeyColumn(index) })),
    order,
    aggregates,
    deleted: base.deleted,
    until: base.until,
    superseded,
    inOrder,
    gone: base.complete,
  };
}

/**
 * The keys of the view that are the source's own `key`, followed through the names that derived sources give its
 * columns.
 */
function ownKeys(view: View, derived: readonly DerivedSource[], key: readonly string[]): ReadonlySet<number> {
  const baseName = (expr: Expr): string | null => {
    let at: Expr | undefined = expr;
    for (const source of derived) {
      if (at?.node === "convert") at = at.value;
      if (at?.node !== "column") return null;
      const name: string = at.name;
      at = source.columns.find((column) => column.name === name)?.value;
    }
    if (at?.node === "convert") at = at.value;
    return at?.node === "column" ? at.name : null;
  };
  return new Set(
    view.keys.flatMap(({ value }, index) => {
      const name = baseName(value);
      return name !== null && key.includes(name) ? [index] : [];
    }),
  );
}
