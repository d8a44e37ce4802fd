import { scalar, withNullable } from "../../runtime/types.js";
import { emptyOf } from "../ir/empty.js";
import type { Expr, Item, Project } from "../ir/index.js";
import { holdsFloat } from "../ir/not-finite.js";
import { raises } from "../ir/raises.js";
import { columnOf, columnsIn, type Leaf, substitute } from "../ir/substitute.js";
import { anyIn } from "../ir/walk.js";
import type { Alternative, Column, Rel } from "./algebra.js";
import { type Catalog, catalog, type EngineFacts, type FeaturesAt } from "./catalog.js";
import {
  aggregateColumn,
  featureColumn,
  filledColumn,
  keyColumn,
  latestColumn,
  stepColumn,
  stepKeyColumn,
  stepTime,
} from "./columns.js";
import { withLayers } from "./layers.js";
import { LowLayers } from "./low-layers.js";
import type { Part } from "./part.js";
import { readWhereUsed, whereRead } from "./read-where-used.js";
import { duckdbCosts } from "./strategies/costs.js";
import { type Instants, viewAt } from "./view-at.js";

/** By default the engine has all and spends what DuckDB does. Costs matter only where counts choose a strategy. */
export const planCatalog = (
  project: Project,
  { can = () => true, costs = duckdbCosts }: Partial<EngineFacts> = {},
): Catalog => catalog(project, featuresAt, { can, costs });

/**
 * A view's features at the rows of a relation. Both a service's reads and the joins of sources use it.
 *
 * Always: one row out per row in. Rows with numbers are joined to a view's values by them; each part of the values is a
 * stage. For other rows the view is evaluated once per different (key, instant).
 */
export function featuresAt(input: Rel, read: FeaturesAt, names: Catalog): Rel {
  const { id: step, view } = read;
  const keyColumns = view.keys.map((_, index) => stepKeyColumn(step, index));
  const t = stepTime(step);
  const keyed: Rel = {
    node: "project",
    input,
    keep: true,
    columns: [
      {
        name: t,
        value:
          view.every === null
            ? { node: "column", name: read.t }
            : {
                node: "cadence",
                column: read.t,
                everyMicros: view.every.everyMicros,
                afterMicros: view.every.afterMicros,
              },
      },
      ...(view.keys.length > 0
        ? view.keys.map((key, index): Column => {
            const expr = read.keys.get(key.name);
            if (expr === undefined) throw new Error(`read ${step} has no key ${key.name}`);
            return { name: keyColumns[index]!, value: { node: "expr", expr } };
          })
        : [{ name: stepKeyColumn(step, 0), value: { node: "constant", value: true } } satisfies Column]),
    ],
    title: `keys of ${step}`,
    at: view.at,
  };
  const keys = view.keys.length > 0 ? keyColumns : [stepKeyColumn(step, 0)];
  const present: Rel = { node: "filter", input: keyed, conditions: [{ node: "present", columns: [t, ...keys] }] };
  const own = keys.map((_, index) => keyColumn(index));
  const named = [{ name: "@t", from: t }, ...keys.map((from, index) => ({ name: own[index]!, from }))];
  const { row } = read;
  const instants: Instants =
    row === null
      ? { rel: { node: "distinct", input: present, columns: named, ...titled(step, view) }, id: ["@t", ...own] }
      : {
          rel: {
            node: "project",
            input: present,
            keep: false,
            columns: [{ name: row, from: row }, ...named].map(({ name, from }) => ({
              name,
              value: { node: "column", name: from },
            })),
            ...titled(step, view),
          },
          id: [row],
        };
  const on =
    row === null
      ? [{ left: t, right: "@t" }, ...keys.map((left, index) => ({ left, right: own[index]! }))]
      : [{ left: row, right: row }];
  const joined = viewAt(view, instants, names).reduce<Rel>(
    (left, part) => ({
      node: "join",
      left,
      right: row === null ? robust(part, names).rel : names.stage(step, part),
      on,
      columns: part.columns.map((from) => ({ name: stepColumn(step, from), from })),
      title: `${step} at its instants`,
      at: view.at,
    }),
    keyed,
  );
  // A label whose key or instant is null met no row: its aggregates have their values over no rows.
  const filled: Rel =
    view.aggregates.length === 0
      ? joined
      : {
          node: "project",
          input: joined,
          keep: true,
          columns: view.aggregates.map(({ id, empty, type }): Column => {
            const value = {
              node: "orEmpty",
              column: stepColumn(step, aggregateColumn(id)),
              empty: emptyOf(empty, type),
            } as const;
            return { name: stepColumn(step, filledColumn(id)), value };
          }),
        };
  const leaf = (l: Leaf): Expr => {
    switch (l.node) {
      case "latest":
        return columnOf(stepColumn(step, latestColumn(l.column)), l.type);
      case "aggregate":
        return columnOf(stepColumn(step, filledColumn(l.id)), l.type);
      case "item":
        return columnOf(featureColumn(step, l.name), l.type);
      case "now":
        return columnOf(t, scalar("timestamp", l.type.nullable));
      case "column":
      case "input":
      case "request":
      case "key":
      case "param":
        throw new Error(`a ${l.node} in an item of view ${view.name}`);
    }
  };
  return withItems(filled, view.items, { step, owner: view.name, row: read.row, alone: true }, leaf, names);
}

/** A plan inside a statement is made before anything is counted, and it is the only one. */
function robust({ name, alternatives }: Part, { can }: Catalog): Alternative {
  const able = alternatives.filter(({ needs }) => needs === undefined || can(needs));
  const found = able.find(({ scales }) => scales === true) ?? able[0];
  if (found === undefined) throw new Error(`no way to compute ${name}`);
  return found;
}

const titled = (step: string, { at }: FeaturesAt["view"]) => ({ title: `instants of ${step}`, at });

const withDefault = (expr: Expr, { default: right, type }: Item): Expr =>
  right === null ? expr : { node: "coalesce", type, values: [expr, right] };

/** Constant floats are rounded to their stored values where they are written. */
const isConstant = (expr: Expr): boolean =>
  !holdsFloat(expr.type) && !anyIn(expr, ({ node }) => node === "column" || node === "extern");

const isLet = ({ node }: Item): boolean => node === "let";

/**
 * Leaves out the `let`s that are substituted into everything that reads them. As a column, one that can fail would fail
 * even where nobody uses it (MEANING B2).
 */
function leaveOut(layers: Column[][], lets: ReadonlySet<string>, functions: Catalog["functions"]): void {
  const read = new Set<string>();
  for (const [index, columns] of [...layers.entries()].reverse()) {
    const kept = columns.filter(({ name }) => !lets.has(name) || read.has(name));
    for (const { value } of kept)
      if (value.node === "expr") for (const name of columnsIn(value.expr, functions)) read.add(name);
    layers[index] = kept;
  }
}

/** The view or service that items belong to. */
interface ItemsOf {
  readonly step: string;
  readonly owner: string;
  readonly row: string | null;
  /** Nobody else reads the lets among them. */
  readonly alone?: true;
}

/** Adds items in layers. Each layer reads those before it. */
export function withItems(
  input: Rel,
  items: readonly Item[],
  { step, owner, row, alone }: ItemsOf,
  leaf: (leaf: Leaf) => Expr,
  names: Catalog,
): Rel {
  const { failing } = names;
  const low = new LowLayers();
  // A constant is written where it is read: an engine sees through its column, and skips what is beside a null.
  const constants = new Map<string, Expr>();
  const own = (l: Leaf): Expr => (l.node === "item" ? constants.get(l.name) : undefined) ?? leaf(l);
  const layers: Column[][] = [];
  const at = items[0]?.at;
  for (const item of items) {
    const name = featureColumn(step, item.name);
    const over = readWhereUsed(substitute(item.value, own, names.functions), failing);
    const { expr, layer: depth } = low.placed(over);
    const layer = layers[depth] ?? [];
    layers[depth] = layer;
    if (item.type.nullable && isConstant(expr)) constants.set(item.name, withDefault(expr, item));
    const stored = (value: Expr): Expr => ({
      node: "stored",
      type: withNullable(item.type, item.type.nullable || item.default !== null),
      value,
      what: `feature ${owner}.${item.name}`,
      row,
    });
    const value = withDefault(stored(expr), item);
    if (raises(value, names.functions)) failing.set(name, withDefault(stored(whereRead(expr, failing)), item));
    low.add(name, depth, value);
    layer.push({ name, value: { node: "expr", expr: value } });
  }
  if (alone === true)
    leaveOut(layers, new Set(items.filter(isLet).map((item) => featureColumn(step, item.name))), names.functions);
  const full = layers.filter((columns) => columns.length > 0);
  return withLayers(input, full, row, names.functions, { title: `features of ${step}`, at });
}
