import type { Expr, View } from "../model/ir.js";
import { columnsIn } from "../model/substitute.js";
import type { Column, Condition, Rel } from "./algebra.js";
import type { Catalog } from "./catalog.js";

/** The rows of a view's source that can count for it, with `@k0` …, `@arrive` and what its latest values and aggregates read. */
export interface ViewRows {
  readonly rel: Rel;
  readonly keys: readonly string[];
  /** Full order of *Latest value*, greatest last: `@time`, `@created`, `@sequence`, then the values. */
  readonly order: readonly string[];
  /** Argument and condition columns of the aggregates, by the aggregate's id. */
  readonly aggregates: ReadonlyMap<string, { readonly args: readonly string[]; readonly where: string | null }>;
  readonly deleted: boolean;
  readonly until: boolean;
}

export function viewRows(view: View, catalog: Catalog): ViewRows {
  const { derived, base } = catalog.chain(view.from);
  const { functions } = catalog;

  /* What is read of each level, from the view down to the data. */
  const needed = new Set<string>();
  const need = (expr: Expr): void => columnsIn(expr, functions).forEach((name) => needed.add(name));
  view.keys.forEach((key) => need(key.value));
  if (view.where !== null) need(view.where);
  for (const aggregate of view.aggregates) {
    aggregate.args.forEach(need);
    if (aggregate.where !== null) need(aggregate.where);
  }
  // Ties are broken by every column of the source, used or not: a later use of one must not change an answer.
  const ordered =
    view.latest.length > 0 || view.aggregates.some((a) => a.function === "first" || a.function === "last");
  const top = catalog.source(view.from);
  const tieBreaks = ordered ? top.columns.map((column) => column.name) : [];
  // For a derived source the base's values go on where its own are equal.
  const baseTieBreaks = ordered && derived.length > 0 ? base.columns.map((column) => column.name) : [];
  tieBreaks.forEach((name) => needed.add(name));
  view.latest.forEach(({ column }) => needed.add(column));

  const levels: Set<string>[] = [];
  let wanted: Set<string> = needed;
  for (const source of derived) {
    levels.push(wanted);
    const below = new Set<string>();
    for (const column of source.columns)
      if (wanted.has(column.name)) columnsIn(column.value, functions).forEach((name) => below.add(name));
    if (source.where !== null) columnsIn(source.where, functions).forEach((name) => below.add(name));
    wanted = below;
  }
  const scanned = new Set([...wanted, ...baseTieBreaks]);

  const hiding =
    derived.length === 0
      ? view.keys.flatMap(({ value }) => (value.node === "column" ? [value.name] : []))
      : [...scanned];
  let rel: Rel = {
    node: "scan",
    source: base,
    columns: base.columns.map((column) => column.name).filter((name) => scanned.has(name)),
    hiding,
    title: `source ${base.name}`,
    at: base.at,
  };
  /** Columns of every level that the levels above must carry along. */
  const carried = ["@time", ...(base.created ? ["@created"] : []), ...(base.sequence ? ["@sequence"] : [])];
  if (base.deleted !== null) carried.push("@deleted");
  if (base.until !== null) carried.push("@until");
  const baseColumns = baseTieBreaks.map((name) => `@base.${name}`);
  if (baseColumns.length > 0)
    rel = {
      node: "project",
      input: rel,
      keep: true,
      columns: baseTieBreaks.map((name) => ({ name: `@base.${name}`, value: { node: "column", name } })),
    };
  carried.push(...baseColumns);

  for (const [index, source] of [...derived.entries()].reverse()) {
    const level = levels[index]!;
    if (source.where !== null)
      rel = { node: "filter", input: rel, conditions: [{ node: "holds", expr: source.where }] };
    rel = {
      node: "project",
      input: rel,
      keep: false,
      columns: [
        ...carried.map((name): Column => ({ name, value: { node: "column", name } })),
        ...source.columns
          .filter((column) => level.has(column.name))
          .map(
            (column): Column => ({
              name: column.name,
              value: {
                node: "stored",
                expr: column.value,
                type: column.type,
                default: null,
                what: `column ${source.name}.${column.name}`,
                row: null,
              },
            }),
          ),
      ],
      title: `source ${source.name}`,
      at: source.at,
    };
  }

  const keys = view.keys.length > 0 ? view.keys.map((_, index) => `@k${index}`) : ["@k0"];
  const aggregates = new Map<string, { args: readonly string[]; where: string | null }>();
  const inputs = new Map<string, Column>();
  const inputColumn = (prefix: string, value: Column["value"], identity: unknown): string => {
    const text = JSON.stringify(identity);
    const known = inputs.get(text);
    if (known) return known.name;
    const name = `${prefix}${inputs.size}`;
    inputs.set(text, { name, value });
    return name;
  };
  for (const aggregate of view.aggregates) {
    aggregates.set(aggregate.id, {
      args: aggregate.args.map((expr) =>
        inputColumn(
          "@x",
          {
            node: "stored",
            expr,
            type: expr.type,
            default: null,
            what: `an argument of ${view.name}.${aggregate.id}`,
            row: null,
          },
          ["x", expr],
        ),
      ),
      where:
        aggregate.where === null
          ? null
          : inputColumn("@w", { node: "expr", expr: aggregate.where }, ["w", aggregate.where]),
    });
  }
  const present: Condition = { node: "present", columns: ["@arrive", ...(view.keys.length > 0 ? keys : [])] };
  const where: readonly Condition[] = view.where === null ? [] : [{ node: "holds", expr: view.where }];
  if (where.length > 0) rel = { node: "filter", input: rel, conditions: where };
  const kept = new Set([...carried, ...tieBreaks, ...view.latest.map(({ column }) => column)]);
  rel = {
    node: "project",
    input: rel,
    keep: false,
    columns: [
      ...(view.keys.length > 0
        ? view.keys.map((key, index): Column => ({ name: `@k${index}`, value: { node: "expr", expr: key.value } }))
        : [{ name: "@k0", value: { node: "constant", value: true } } satisfies Column]),
      {
        name: "@arrive",
        value: { node: "arrive", delayMicros: view.delayMicros, before: view.boundary === "before", known: view.known },
      },
      ...[...kept].map((name): Column => ({ name, value: { node: "column", name } })),
      ...inputs.values(),
    ],
    title: `rows of view ${view.name}`,
    at: view.at,
  };
  rel = { node: "filter", input: rel, conditions: [present] };
  return {
    rel,
    keys,
    order: [
      "@time",
      ...(base.created ? ["@created"] : []),
      ...(base.sequence ? ["@sequence"] : []),
      ...tieBreaks,
      ...baseColumns,
    ],
    aggregates,
    deleted: base.deleted !== null,
    until: base.until !== null,
  };
}
