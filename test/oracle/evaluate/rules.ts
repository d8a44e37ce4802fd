import type { Aggregate, Expectation, Expr, Item, View } from "../../../compiler/ir/index.js";
import { walk } from "../../../compiler/ir/walk.js";
import { scalar } from "../../../runtime/types.js";
import { callAggregate } from "./aggregate.js";
import { evaluate, literal } from "./expression.js";
import { compare, stored, type Value } from "./values.js";
import { type Cell, type Cells, viewAt } from "./view.js";
import type { World } from "./world.js";

export interface RuleAnswer {
  readonly holds: boolean;
  readonly keys: number;
  /** Every key for which the rule does not hold, in order; null for a rule over all keys. */
  readonly failed: readonly (readonly Value[])[] | null;
}

/** The results of a view's `expect` rules at t, from the view's values for every key that occurs in its source. */
export function rulesAt(world: World, view: View, t: bigint): readonly RuleAnswer[] {
  const watched = watching(view);
  const known = new Map(world.viewRows(view).map(({ key }) => [JSON.stringify(key.map(String)), key]));
  const keys = view.keys.length === 0 ? [[]] : [...known.values()].sort(compare);
  const there = keys
    .map((key) => ({ key, cells: viewAt(world, watched, key, { stored: t, read: t }) }))
    .filter(({ cells }) => [...cells].some(([name, cell]) => isThere(name, cell)));
  return view.expects.map((rule, index) => {
    if (rule.aggregates.length === 0) {
      const failed = there.filter(({ cells }) => cells.get(`rule ${index}`)!().value !== true).map(({ key }) => key);
      return { holds: failed.length === 0, keys: there.length, failed };
    }
    const over = new Map(
      rule.aggregates.map((aggregate) => [
        aggregate.id,
        overKeys(
          aggregate,
          index,
          there.map(({ cells }) => cells),
        ),
      ]),
    );
    const now = there[0]?.cells.get("now")?.().value ?? null;
    const scope = {
      functions: world.functions,
      aggregate: (id: string) => over.get(id) ?? null,
      now: now as bigint | null,
    };
    return { holds: evaluate(rule.condition, scope) === true, keys: there.length, failed: null };
  });
}

/** True if the key has a present latest value or a row in a window at the instant. */
const isThere = (name: string, cell: () => Cell): boolean =>
  (name.startsWith("latest ") && cell().status === "present") || (name.startsWith("rows ") && cell().value !== 0n);

function overKeys(aggregate: Aggregate, index: number, cells: readonly Cells[]): Value {
  const rows = cells
    .filter((own) => aggregate.where === null || own.get(`where ${index} ${aggregate.id}`)!().value === true)
    .map((own) => ({
      args: aggregate.args.map((_, n) => own.get(`arg ${index} ${aggregate.id} ${n}`)!().value),
      age: 0n,
    }))
    .filter(({ args }) => !args.includes(null));
  if (Array.isArray(aggregate.empty) && rows.length === 0) return [];
  const literals = aggregate.args.map((arg) => (arg.node === "literal" ? literal(arg) : null));
  return stored(callAggregate(aggregate.function, rows, literals, aggregate.args[0]?.type), aggregate.type);
}

/** The view with an extra feature for each value of a key that its rules read. */
function watching(view: View): View {
  const columns = new Map(view.latest.map(({ column, type }) => [column, type]));
  const see = (expr: Expr): void =>
    walk(expr, (part) => {
      if (part.node === "latest") columns.set(part.column, part.type);
    });
  const asked = view.expects.flatMap((rule, index) => ofRule(rule, index));
  for (const { value } of asked) see(value);
  const rows = view.aggregates.map((aggregate): Aggregate => {
    const count = { function: "count", overload: "rows", args: [], where: null, empty: "0", type: scalar("int64") };
    return { ...aggregate, ...count, id: `rows ${aggregate.id}` };
  });
  return {
    ...view,
    aggregates: [...view.aggregates, ...rows],
    items: [
      ...view.items,
      ...asked,
      ...[...columns].map(([column, type]) => ({
        ...feature(`latest ${column}`, { node: "latest", type, column }),
        origin: { kind: "latest" as const, column },
      })),
      ...rows.map(({ id, type }) => feature(id, { node: "aggregate", type, id })),
      feature("now", { node: "now", type: scalar("timestamp") }),
    ],
  };
}

function ofRule({ condition, aggregates }: Expectation, index: number): readonly Item[] {
  if (aggregates.length === 0) return [feature(`rule ${index}`, condition)];
  return aggregates.flatMap(({ id, args, where }) => [
    ...args.map((arg, n) => feature(`arg ${index} ${id} ${n}`, arg)),
    ...(where === null ? [] : [feature(`where ${index} ${id}`, where)]),
  ]);
}

const feature = (name: string, value: Expr): Item => ({
  node: "feature",
  name,
  type: { ...value.type, nullable: true },
  value,
  default: null,
  origin: { kind: "computed" },
  doc: null,
  annotations: [],
  at: { file: "", line: 0 },
});
