/**
 * Every overload of every aggregate: its DuckDB SQL, grouped and over windows, both with a filter, gives the same
 * values as its TypeScript over the same rows.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aggregateFunctions } from "../../compiler/functions/index.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
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
} from "./support/aggregate-cases.js";
import { aggregateText } from "./support/aggregate-sql.js";
import { decode, encode, literal, query, sqlType } from "./support/duckdb.js";
import { typeOf } from "./support/values.js";

async function check(name: string, overload: Alone, type: Type, all: readonly Row[], frame: (typeof frames)[number]) {
  const result = overload.result(overload.params.length === 0 ? [] : [type]);
  const table = all.map(
    (row, n) => `(${n}, ${row.group}, ${row.at}, ${literal(row.counts, scalar("bool"))}, ${literal(row.x, type)})`,
  );
  const sql = aggregateText(
    { function: name, overload: overload.key },
    ["x"],
    [type],
    { order: "n", what: "'v.f'" },
    (call) => `${call} FILTER (WHERE counts) ${frame.over}`,
  );
  const key = frame.over === "" ? "min(n)" : "n";
  const groups = frame.over === "" ? "GROUP BY g" : "";
  // TRY cannot wrap an aggregate, so an error of the query is caught here.
  const found = await query(
    `SELECT ${key}, ${encode(sql, result)}, typeof(${sql}) FROM (VALUES ${table.join(", ")}) AS t(n, g, k, counts, x) ${groups} ORDER BY 1`,
  ).catch((error: Error) => error);
  const outcomes = (found instanceof Error ? all.map((_, n) => n) : found.map(([n]) => Number(n))).map((n) => {
    const rows = frame.rows(all, all[n]!);
    return { rows, outcome: expected(overload, rows) };
  });
  if (outcomes.some(({ outcome }) => outcome === "error")) {
    expect(found).toBeInstanceOf(Error);
    expect((found as Error).message).toContain("v.f: int64 overflow");
    return;
  }
  if (found instanceof Error) throw found;
  for (const [i, { rows, outcome }] of outcomes.entries()) {
    if (outcome === "error") continue;
    const engine = decode(found[i]![1], result);
    const stored = typeof engine === "number" && !Number.isFinite(engine) ? null : engine;
    expect(found[i]![2], "the SQL's type").toBe(sqlType(result));
    if (!agrees(overload, stored, outcome.value, rows)) {
      const over = rows.filter((row) => row.counts === true).map((row) => String(row.x));
      expect.fail(`${overload.ts}(${over.join(", ")}): DuckDB ${String(engine)}, TypeScript ${String(outcome.value)}`);
    }
  }
}

describe.each(ofOneColumn)("$name", (fn) => {
  for (const overload of fn.overloads) {
    const param = overload.params[0]?.type;
    const types = param === undefined ? [typeOf("int64")] : param.kind === "exactly" ? param.types.map(typeOf) : [];
    test.each(types.map((type) => [sqlType(type), type] as const))(
      `${fn.name} ${overload.key} (%s)`,
      async (_, type) => {
        for (const x of argumentsOf(type)) {
          for (const all of fc.sample(rowsOf(x), { numRuns: 4, seed })) {
            for (const frame of frames) await check(fn.name, overload, type, all, frame);
          }
        }
      },
    );
  }
});

/**
 * Enough rows that an engine merges partial results, with offsets so large that subtracting sums would lose all digits.
 */
test.each(["sum", "avg", "stddev", "variance"])("%s over many rows", async (name) => {
  const overload = aggregateFunctions.get(name)!.overloads.find(({ key }) => key === "float64") as Alone;
  const xs = fc.sample(fc.double({ min: -1, max: 1, noNaN: true }), { numRuns: 5000, seed });
  const all = xs.map((x, n): Row => ({ group: 0, at: n, counts: true, x: n % 2500 === 0 ? 1e16 : x + 1e9 }));
  const window = "OVER (ORDER BY k RANGE BETWEEN 2000 PRECEDING AND CURRENT ROW)";
  const sql = aggregateText(
    { function: name, overload: overload.key },
    ["x"],
    [scalar("float64")],
    { order: "k", what: "''" },
    (call) => `${call} ${window}`,
  );
  const table = all.map((row) => `(${row.at}, ${String(row.x)}::DOUBLE)`).join(", ");
  const found = await query(`SELECT ${sql} FROM (VALUES ${table}) AS t(k, x) ORDER BY k`);
  for (let n = 0; n < all.length; n += 97) {
    const rows = all.slice(Math.max(0, n - 2000), n + 1);
    const outcome = expected(overload, rows);
    if (outcome === "error") expect.fail("floats do not overflow");
    else if (!agrees(overload, found[n]![0] as Value, outcome.value, rows)) expect(found[n]![0]).toBe(outcome.value);
  }
});
