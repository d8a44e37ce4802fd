import { scalar } from "../../runtime/types.js";
import { aggregateOverload } from "../functions/index.js";
import { emptyOf } from "../ir/empty.js";
import type { Aggregate, Expectation, Expr, Project, View } from "../ir/index.js";
import { narrowed } from "../ir/needed.js";
import { columnOf, itemsIn, type Leaf, substitute } from "../ir/substitute.js";
import { walk } from "../ir/walk.js";
import type { Column, Rel, WindowAggregate, WindowArgument } from "./algebra.js";
import type { Catalog, EngineFacts } from "./catalog.js";
import {
  aggregateColumn,
  failedColumn,
  featureColumn,
  filledColumn,
  holdsColumn,
  keyColumn,
  latestColumn,
  ruleColumn,
  sampleColumn,
} from "./columns.js";
import { planCatalog, withItems } from "./features-at.js";
import { inlined } from "./inline.js";
import { storedAt } from "./stored-at.js";

/** How many of the keys that fail a rule are reported. */
export const SAMPLES = 10;

export interface ChecksPlan {
  /**
   * One row: `@keys`, the number of keys. A rule for each key has `@failed0` … and its least failing keys, `@sample0.0`
   * …; any other rule has `@holds0` ….
   */
  readonly rel: Rel;
  /** The rows behind it, one for each key: `item:name`, and `rule:0` … for the rules that apply to each key. */
  readonly values: Rel;
  /** The columns of `values`, and the item or rule that each belongs to. */
  readonly named: readonly { readonly name: string; readonly what: string }[];
}

/**
 * A view's `expect`s at the instant `$at`, over the keys that have something then: a latest value that is present and
 * not null, or a row in a window.
 */
export function planChecks(project: Project, declared: View, engine?: Partial<EngineFacts>): ChecksPlan {
  const catalog = planCatalog(project, engine);
  const view = withWhatRulesRead(inlined(declared, catalog.functions), catalog);
  const own = { title: `rules of view ${view.name}`, at: view.at };
  const values = ruleValues(view, valuesAt(view, catalog), catalog);
  const aggregates = view.expects.flatMap((rule, index) =>
    rule.aggregates.map(
      (aggregate): WindowAggregate => ({
        id: aggregateId(index, aggregate.id),
        function: aggregate.function,
        overload: aggregate.overload,
        args: aggregate.args.map(
          (arg, n): WindowArgument =>
            arg.node === "literal" ? { literal: arg } : { column: argument(index, aggregate.id, n) },
        ),
        types: aggregate.args.map(({ type }) => type),
        type: aggregate.type,
        where: aggregate.where === null ? null : filter(index, aggregate.id),
        by: null,
        micros: null,
        what: ruleName(view, rule),
      }),
    ),
  );
  const keys = view.keys.map((_, index) => keyColumn(index));
  const forEach = [...view.expects.entries()]
    .filter(([, rule]) => rule.aggregates.length === 0)
    .map(([index]) => index);
  const tally: Rel = { node: "tally", input: values, keys, rules: forEach, samples: SAMPLES, aggregates, ...own };
  const filled = view.expects.flatMap((rule, index) =>
    rule.aggregates.map(({ id, empty, type }): Column => {
      const own = aggregateId(index, id);
      return {
        name: filledColumn(own),
        value: { node: "orEmpty", column: aggregateColumn(own), empty: emptyOf(empty, type) },
      };
    }),
  );
  const rel: Rel = {
    node: "project",
    input: { node: "project", input: tally, keep: true, columns: [{ name: "@t", value: { node: "at" } }, ...filled] },
    keep: false,
    columns: [
      { name: "@keys", value: { node: "column", name: "@keys" } },
      ...view.expects.flatMap((rule, index): Column[] => {
        if (rule.aggregates.length > 0)
          return [{ name: holdsColumn(index), value: { node: "expr", expr: overKeys(rule, index, catalog) } }];
        return [failedColumn(index), ...keys.map((_, key) => sampleColumn(index, key))].map((name) => ({
          name,
          value: { node: "column", name },
        }));
      }),
    ],
    ...own,
  };
  const named = [
    ...view.items.map(({ name }) => ({ name: featureColumn(view.name, name), what: `feature ${name}` })),
    ...view.expects.flatMap((rule, index) =>
      ruleColumns(rule, index).map((name) => ({ name, what: ruleName(view, rule) })),
    ),
  ];
  return { rel, values, named };
}

const aggregateId = (rule: number, id: string): string => `${rule}.${id}`;
const argument = (rule: number, id: string, n: number): string => `@x${rule}.${id}.${n}`;
const filter = (rule: number, id: string): string => `@w${rule}.${id}`;
const ruleName = (view: View, { at }: Expectation): string => `${view.name}.expect:${at.line}`;

const ruleColumns = ({ aggregates }: Expectation, rule: number): readonly string[] =>
  aggregates.length === 0
    ? [ruleColumn(rule)]
    : aggregates.flatMap(({ id, args, where }) => [
        ...args.flatMap((arg, n) => (arg.node === "literal" ? [] : [argument(rule, id, n)])),
        ...(where === null ? [] : [filter(rule, id)]),
      ]);

/** The view with the columns that its rules read added to the stored ones, and with only the items that they read. */
function withWhatRulesRead(view: View, { functions }: Catalog): View {
  const read = view.expects.flatMap(({ condition, aggregates }) => [
    condition,
    ...aggregates.flatMap(({ args, where }) => [...args, ...(where === null ? [] : [where])]),
  ]);
  const items = new Set(read.flatMap((expr) => [...itemsIn(expr, functions)]));
  const latest = new Map(view.latest.map((column) => [column.column, column]));
  for (const expr of read)
    walk(expr, (part) => {
      if (part.node === "latest") latest.set(part.column, { column: part.column, type: part.type });
    });
  return {
    ...view,
    items: narrowed(view, items, functions).items,
    latest: [...latest.values()],
    aggregates: [...view.aggregates, ...view.aggregates.flatMap(rowsOfNewest)],
  };
}

/**
 * An aggregate over the newest values does not see rows without a value. A count of all rows in its window is added
 * beside it.
 */
function rowsOfNewest(aggregate: Aggregate): readonly Aggregate[] {
  if (aggregateOverload(aggregate).newest === undefined) return [];
  const rows = {
    function: "count",
    overload: "rows",
    args: [],
    where: null,
    by: null,
    type: scalar("int64"),
    empty: "0",
  };
  return [{ ...aggregate, ...rows, id: `@rows.${aggregate.id}` }];
}

/** The keys that have something at the instant, and their stored values as they read then. */
function valuesAt(view: View, catalog: Catalog): Rel {
  const { rel, latest, marks } = storedAt(view, catalog, { from: false, marks: true });
  const { keys, deleted, until, gone, keyed: counts } = latest;
  const columns = view.latest.map(({ column }) => latestColumn(column));
  const read: Rel = {
    node: "project",
    input: { node: "project", input: rel, keep: true, columns: [{ name: "@t", value: { node: "at" } }] },
    keep: false,
    columns: [
      ...[...keys, "@t", ...marks].map((name): Column => ({ name, value: { node: "column", name } })),
      ...columns.map(
        (column): Column => ({
          name: column,
          value: { node: "live", column, ttlMicros: view.ttlMicros, deleted, until, gone, counts, same: [] },
        }),
      ),
      ...view.aggregates.map(
        ({ id, empty, type }): Column => ({
          name: aggregateColumn(id),
          value: { node: "orEmpty", column: aggregateColumn(id), empty: emptyOf(empty, type) },
        }),
      ),
    ],
    title: `values of view ${view.name}`,
    at: view.at,
  };
  return {
    node: "filter",
    input: read,
    conditions: [
      { node: "present", columns: keys },
      { node: "anyPresent", columns: [...columns, ...marks] },
    ],
    title: `keys of view ${view.name}`,
    at: view.at,
  };
}

/** Adds the features that rules read, then the rules for each key, then the arguments of the rules over all keys. */
function ruleValues(view: View, input: Rel, catalog: Catalog): Rel {
  const { functions } = catalog;
  const leaf = (l: Leaf): Expr => {
    switch (l.node) {
      case "latest":
        return columnOf(latestColumn(l.column), l.type);
      case "aggregate":
        return columnOf(aggregateColumn(l.id), l.type);
      case "item":
        return columnOf(featureColumn(view.name, l.name), l.type);
      case "now":
        return columnOf("@t", scalar("timestamp"));
      case "column":
      case "input":
      case "request":
      case "key":
      case "param":
        throw new Error(`a ${l.node} in a rule of view ${view.name}`);
    }
  };
  const items = withItems(input, view.items, { step: view.name, owner: view.name, row: null }, leaf, catalog);
  const value = (expr: Expr): Column["value"] => ({ node: "expr", expr: substitute(expr, leaf, functions) });
  return view.expects.reduce<Rel>(
    (rel, rule, index) => ({
      node: "project",
      input: rel,
      keep: true,
      columns:
        rule.aggregates.length === 0
          ? [{ name: ruleColumn(index), value: value(rule.condition) }]
          : rule.aggregates.flatMap(({ id, args, where }): Column[] => [
              ...args.flatMap((arg, n): Column[] => {
                if (arg.node === "literal") return [];
                const own = substitute(arg, leaf, functions);
                const what = `an argument of ${ruleName(view, rule)}`;
                const stored = { node: "stored", value: own, type: arg.type, what, row: null } as const;
                return [{ name: argument(index, id, n), value: { node: "expr", expr: stored } }];
              }),
              ...(where === null ? [] : [{ name: filter(index, id), value: value(where) }]),
            ]),
      title: `expect ${rule.text}`,
      at: rule.at,
    }),
    items,
  );
}

/** A rule over all keys, computed from its aggregates. */
const overKeys = (rule: Expectation, index: number, { functions }: Catalog): Expr =>
  substitute(
    rule.condition,
    (l) => {
      if (l.node === "aggregate") return columnOf(filledColumn(aggregateId(index, l.id)), l.type);
      if (l.node === "now") return columnOf("@t", scalar("timestamp"));
      throw new Error(`a ${l.node} in a rule over keys`);
    },
    functions,
  );
