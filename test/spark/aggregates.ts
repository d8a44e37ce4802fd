import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noFunctions } from "../../compiler/ir/function-table.js";
import type { Expr, OverElements } from "../../compiler/ir/index.js";
import type { WindowAggregate, WindowArgument } from "../../compiler/plan/algebra.js";
import { calls, finish, mergedStates } from "../../compiler/sql/aggregate.js";
import { aggregateCell } from "../../compiler/sql/aggregate-cell.js";
import { spark } from "../../compiler/sql/dialects/spark/index.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { col } from "../../compiler/sql/tree/index.js";
import { sparkIdentifier } from "../../runtime/spark-types.js";
import { scalar, type Type, typeText } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import type { Session } from "../../runtime/warehouse/spark/session.js";
import {
  type Alone,
  agrees,
  argumentsOf,
  expected,
  frames,
  ofOneColumn,
  type Row,
  rowsOf,
  seed,
} from "../functions/support/aggregate-cases.js";
import { type Case, cases, compiledEach, listOf, randomLists } from "../functions/support/each-cases.js";
import { toOracle } from "../functions/support/oracle.js";
import { typeOf } from "../functions/support/values.js";
import { evaluate as meaning } from "../oracle/evaluate/expression.js";
import { Fault, type Value as Meant } from "../oracle/evaluate/values.js";
import { same } from "../oracle/support/same.js";
import { decode, encode, literal, typeofText } from "./functions/engine.js";

/* Many aggregates are computed by one statement, because each statement costs Spark half a second. */

interface Aggregate {
  readonly call: WindowAggregate;
  readonly title: string;
}
const aggregateOf = (
  overload: { readonly function: string; readonly overload: string },
  args: readonly WindowArgument[],
  types: readonly Type[],
  type: Type,
): WindowAggregate => ({
  ...overload,
  id: "a",
  args,
  types,
  type,
  where: "counts",
  by: null,
  micros: null,
  what: "v.f",
});

/**
 * The values of all aggregates, and the types of their SQL: for each group of rows, or for each row over its frame. The
 * first column numbers the results.
 */
async function computed(
  session: Session,
  table: string,
  aggregates: readonly Aggregate[],
  over: string,
): Promise<ReadonlyMap<number, readonly (readonly [value: string | null, type: string])[]>> {
  const inner: string[] = [];
  const outer = aggregates.map(({ call }, n) => {
    const results = calls(call, "whole", [], spark, { time: col("time"), t: col("t") }).map((own, m) => {
      inner.push(`${printLine(own, spark)} ${over} AS c${n}_${m}`);
      return col(`c${n}_${m}`);
    });
    const value = printLine(finish(call, "whole", results, spark), spark);
    return `array(${encode(value)}, typeof(${value}))`;
  });
  const rows =
    over === ""
      ? `SELECT id AS n, ${inner.join(", ")} FROM ${table} GROUP BY id`
      : `SELECT n, ${inner.join(", ")} FROM ${table}`;
  return read(await session.rows(`SELECT n, to_json(array(${outer.join(", ")})) FROM (${rows}) AS grouped`));
}

/** The same, from the calls' results over two parts of each group, as tiles merge them. */
async function merged(session: Session, table: string, aggregates: readonly Aggregate[]): ReturnType<typeof computed> {
  const [parts, whole]: [string[], string[]] = [[], []];
  const outer = aggregates.map(({ call }, n) => {
    const named = calls(call, "parts", [], spark, {}).map((own, m) => {
      parts.push(`${printLine(own, spark)} AS p${n}_${m}`);
      return col(`p${n}_${m}`);
    });
    const results = mergedStates(call, named, spark, {}).map((own, m) => {
      whole.push(`${printLine(own, spark)} AS c${n}_${m}`);
      return col(`c${n}_${m}`);
    });
    const value = printLine(finish(call, "parts", results, spark), spark);
    return `array(${encode(value)}, typeof(${value}))`;
  });
  const rows = `SELECT id AS n, ${whole.join(", ")} FROM (SELECT id, ${parts.join(", ")} FROM ${table} GROUP BY id, n % 2) AS parts GROUP BY id`;
  return read(await session.rows(`SELECT n, to_json(array(${outer.join(", ")})) FROM (${rows}) AS grouped`));
}
const read = (rows: readonly (readonly (string | null)[])[]): Awaited<ReturnType<typeof computed>> =>
  new Map(rows.map(([n, text]) => [Number(n), JSON.parse(text!) as [string | null, string][]]));

const columns = (names: readonly string[]): string => names.map(sparkIdentifier).join(", ");

/** Rows of one table: many random sets, each in groups of its own. `id` is a group's number among all sets. */
const nasty = (type: Type): readonly (readonly Row[])[] =>
  argumentsOf(type).flatMap((x) => fc.sample(rowsOf(x), { numRuns: 2, seed }));
const GROUPS = 4;

interface Placed {
  readonly n: number;
  readonly row: Row;
  readonly set: readonly Row[];
  readonly id: number;
}
const placed = (sets: readonly (readonly Row[])[]): readonly Placed[] =>
  sets
    .flatMap((set, index) => set.map((row) => ({ row, set, id: index * GROUPS + row.group })))
    .map((one, n) => ({ ...one, n }));
const tableOf = (rows: readonly Placed[], type: Type): string => {
  const values = rows.map(
    ({ n, id, row }) =>
      `(${n}, ${n}, ${id}, ${row.at}, ${literal(row.counts, scalar("bool"))}, ${literal(row.x, type)})`,
  );
  return `(VALUES ${values.join(", ")}) AS t(${columns(["n", "@rank", "id", "k", "counts", "x"])})`;
};

/** The types of one column that aggregates take, with these aggregates. */
const ofType = new Map<string, { readonly type: Type; readonly own: (readonly [name: string, overload: Alone])[] }>();
for (const { name, overloads } of ofOneColumn)
  for (const overload of overloads) {
    const param = overload.params[0]?.type;
    const types = param === undefined ? [typeOf("int64")] : param.kind === "exactly" ? param.types.map(typeOf) : [];
    for (const type of types) {
      const key = typeText(type);
      if (!ofType.has(key)) ofType.set(key, { type, own: [] });
      ofType.get(key)!.own.push([name, overload]);
    }
  }

/** How aggregates are computed, which of them are, and the rows that a result is over. */
interface Form {
  readonly title: string;
  readonly takes: (call: WindowAggregate) => boolean;
  readonly computed: typeof merged;
  readonly of: (one: Placed) => number;
  readonly rows: (all: readonly Row[], row: Row) => readonly Row[];
}
const lifetime = "OVER (PARTITION BY id ORDER BY k RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)";
const [grouped, running] = frames;
const forms: readonly Form[] = [
  {
    title: "in groups",
    takes: () => true,
    computed: (session, table, aggregates) => computed(session, table, aggregates, ""),
    of: ({ id }) => id,
    rows: grouped.rows,
  },
  {
    title: "from parts",
    takes: (call) => aggregateCell(call, spark).parts !== undefined,
    computed: merged,
    of: ({ id }) => id,
    rows: grouped.rows,
  },
  {
    title: "over a lifetime",
    takes: (call) => spark.frames(call),
    computed: (session, table, aggregates) => computed(session, table, aggregates, lifetime),
    of: ({ n }) => n,
    rows: running.rows,
  },
];

async function checkType(
  session: Session,
  type: Type,
  all: (readonly [string, Alone])[],
  form: (typeof forms)[number],
) {
  const made = all
    .map(([name, overload]) => {
      const result = overload.result(overload.params.length === 0 ? [] : [type]);
      const args = overload.params.length === 0 ? [] : [{ column: "x" }];
      const call = aggregateOf(
        { function: name, overload: overload.key },
        args,
        args.length === 0 ? [] : [type],
        result,
      );
      return { call, overload, title: `${name} ${overload.key} of ${typeText(type)} ${form.title}` };
    })
    .filter(({ call }) => form.takes(call));
  if (made.length === 0) return;
  const sets = nasty(type);
  const rows = placed(sets);
  const outcomeOf = (overload: Alone, { row, set }: Placed) => expected(overload, form.rows(set, row));
  const isError = (one: Placed): boolean => made.some(({ overload }) => outcomeOf(overload, one) === "error");
  // Sets with an overflow are computed on their own: one of them must raise it.
  const raising = new Set(rows.filter(isError).map(({ set }) => set));
  const plain = rows.filter(({ set }) => !raising.has(set));
  const found = await form.computed(session, tableOf(plain, type), made);
  for (const one of plain) {
    const own = found.get(form.of(one))!;
    for (const [index, { overload, call, title }] of made.entries()) {
      const outcome = outcomeOf(overload, one);
      if (outcome === "error") throw new Error(`${title} was to be among those that raise`);
      const [text, sqlType] = own[index]!;
      const value = decode(text, call.type);
      const stored = typeof value === "number" && !Number.isFinite(value) ? null : value;
      expect.soft(sqlType, `the SQL's type of ${title}`).toBe(typeofText(call.type));
      const over = form.rows(one.set, one.row);
      if (!agrees(overload, stored, outcome.value, over))
        expect.soft(value, `${title} over ${over.map(({ x }) => String(x)).join(", ")}`).toEqual(outcome.value);
    }
  }
  const [set] = raising;
  if (set === undefined) return;
  const own = placed([set]);
  const faulty = made.filter(({ overload }) => own.some((one) => outcomeOf(overload, one) === "error"));
  await expect(form.computed(session, tableOf(own, type), faulty)).rejects.toThrow(/v\.f: int64 overflow/);
}

/* Aggregates with further arguments, and those that hold all their values: over the elements of lists, in their order. */

/** The cases by the types of their arguments. Those without a second one are computed with others of their first. */
const groupsOfCases = (): readonly (readonly Case[])[] => {
  const groups: Case[][] = [];
  for (const one of cases.toSorted((a, b) => Number(readsY(b)) - Number(readsY(a)))) {
    const like = ([first]: readonly Case[]): boolean =>
      isDeepStrictEqual(first!.x, one.x) && (!readsY(one) || isDeepStrictEqual(first!.y, one.y));
    const group = groups.find(like);
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
};
const readsY = ({ args }: Case): boolean => args.includes("e.y");

function ofElements(one: Case): Aggregate & { readonly expr: OverElements } {
  const expr = compiledEach(one, "where e.c") as OverElements;
  const args = expr.args.map(
    (arg: Expr, index): WindowArgument =>
      arg.node === "literal" ? { literal: arg } : { column: index === 0 ? "x" : "y" },
  );
  const types = expr.args.map(({ type }) => type);
  return {
    expr,
    call: aggregateOf(expr, args, types, expr.type),
    title: `${one.name}(${one.args.join(", ")}) of ${typeText(one.x)}`,
  };
}

async function checkElements(session: Session, group: readonly Case[]): Promise<void> {
  const [first] = group;
  const list = listOf(first!);
  const lists = randomLists(first!, 25).filter((xs) => Array.isArray(xs) && xs.length > 0);
  const made = group.map(ofElements);
  const rows = lists.flatMap((xs, id) =>
    (xs as readonly (Readonly<Record<string, Value>> | null)[]).map((e, rank) => {
      const { x = null, y = null, c = null } = e ?? {};
      return `(${id}, ${rank}, ${literal(c, scalar("bool", true))}, ${literal(x, first!.x)}, ${literal(y, first!.y)})`;
    }),
  );
  const table = `(VALUES ${rows.join(", ")}) AS t(${columns(["id", "@rank", "counts", "x", "y"])})`;
  const meant = made.map(({ expr }) =>
    lists.map((xs): Meant | Fault => {
      try {
        return meaning(expr, { functions: noFunctions, request: () => toOracle(xs, list) });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return error;
      }
    }),
  );
  const sound = made.filter((_, index) => !meant[index]!.some((value) => value instanceof Fault));
  const found = await computed(session, table, sound, "");
  for (const one of sound) {
    const values = meant[made.indexOf(one)]!;
    for (const [id, xs] of lists.entries()) {
      const [text, sqlType] = found.get(id)![sound.indexOf(one)]!;
      const value = decode(text, one.call.type);
      // What a plan gives over no rows, such as a sum of 0, is put in after the aggregate.
      const nothing = value === null && one.expr.empty !== "null" && isEmpty(values[id] as Meant);
      expect.soft(sqlType, `the SQL's type of ${one.title}`).toBe(typeofText(one.call.type));
      if (!nothing && !same(one.expr.type, values[id] as Meant, value))
        expect.soft(value, `${one.title} over ${JSON.stringify(xs, big)}`).toEqual(values[id]);
    }
  }
  for (const one of made.filter((each) => !sound.includes(each)))
    await expect(computed(session, table, [one], "")).rejects.toThrow(/v\.f: (int64|decimal) overflow/);
}
const isEmpty = (value: Meant): boolean =>
  value === 0 || value === 0n || value === false || value === true || (Array.isArray(value) && value.length === 0);
const big = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

/** Every aggregate gives on Spark what its TypeScript or the oracle gives over the same rows. */
export function aggregatesOnSpark(session: () => Session): void {
  describe("aggregates", { timeout: 240_000 }, () => {
    for (const form of forms)
      test.each([...ofType.values()].map((one) => [typeText(one.type), one] as const))(
        `of one column of %s ${form.title}`,
        (_, { type, own }) => checkType(session(), type, own, form),
      );
    test.each(groupsOfCases().map((group) => [`${typeText(group[0]!.x)}, ${typeText(group[0]!.y)}`, group] as const))(
      "of elements of %s",
      (_, group) => checkElements(session(), group),
    );
    test("a map of maps, by the groups' keys", async () => {
      const inner: Type = { kind: "map", key: scalar("int64"), value: scalar("float64"), nullable: true };
      const type: Type = { kind: "map", key: scalar("string"), value: inner, nullable: false };
      const groups: readonly (readonly [string, Value])[] = ["\u{1F600}", "b", "\u{FFFF}", "a"].map((key, n) => [
        key,
        n === 1 ? null : new Map([[n, n / 2]]),
      ]);
      const rows = groups.map(([key, own]) => `(${literal(key, type.key)}, ${literal(own, inner)})`);
      const value = printLine(spark.mapAggregate(col("k"), col("v")), spark);
      const [row] = await session().rows(
        `SELECT ${encode(value)}, concat_ws(' ', map_keys(${value})) FROM (VALUES ${rows.join(", ")}) AS t(k, v)`,
      );
      expect(decode(row![0], type)).toEqual(new Map(groups));
      expect(row![1]).toBe("a b \u{FFFF} \u{1F600}");
    });
  });
}
