/**
 * For every aggregate of one column, the SQL on Postgres (grouped and over windows, both with a filter) and the
 * TypeScript give the same values over the same rows, even for values that provoke cancellation and overflow.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type AggregateOverloadName, overloadName } from "../../../compiler/functions/overloads.js";
import { type AggregateNames, fillAggregate, isUnsupported } from "../../../compiler/sql/dialects/cell.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { col, text } from "../../../compiler/sql/tree/index.js";
import { scalar, type Type } from "../../../runtime/types.js";
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
} from "../../functions/support/aggregate-cases.js";
import { typeOf } from "../../functions/support/values.js";
import { close, decode, encode, hasNul, literal, query, sqlType, typeofText } from "./support/postgres.js";

afterAll(close);

/** True if partial sums may leave the range of floats. Postgres then raises an error (MEANING B33). */
const mayOverflow = (rows: readonly Row[]): boolean =>
  rows.reduce((sum, { x }) => sum + (typeof x === "number" ? Math.abs(x) : 0), 0) > Number.MAX_VALUE / 4;

async function check(name: string, overload: Alone, type: Type, all: readonly Row[], frame: (typeof frames)[number]) {
  const cell = postgres.aggregates[overloadName({ function: name, overload: overload.key }) as AggregateOverloadName];
  if (isUnsupported(cell)) return;
  if (frame.over !== "" && cell.framed === false) return;
  const result = overload.result(overload.params.length === 0 ? [] : [type]);
  const names: AggregateNames = {
    order: col("n"),
    time: col("time"),
    t: col("t"),
    what: text("v.f"),
    types: [type],
    literals: [undefined],
  };
  const calls = cell.calls.map(
    (call, n) =>
      `${printLine(fillAggregate(call, [col("x")], names), postgres)} FILTER (WHERE counts) ${frame.over} AS "c${n}"`,
  );
  const results = cell.calls.map((_, n) => col(`c${n}`));
  const value = cell.finish === undefined ? results[0]! : fillAggregate(cell.finish, results, names);
  const sql = printLine(value, postgres);
  const table = all.map(
    (row, n) => `(${n}, ${row.group}, ${row.at}, ${literal(row.counts, scalar("bool"))}, ${literal(row.x, type)})`,
  );
  const key = frame.over === "" ? "min(n)" : "n";
  const inner = `SELECT ${key} AS n, ${calls.join(", ")} FROM (VALUES ${table.join(", ")}) AS t(n, g, k, counts, x) ${frame.over === "" ? "GROUP BY g" : ""}`;
  const found = await query(`SELECT n, ${encode(sql)}, pg_typeof(${sql}) FROM (${inner}) AS grouped ORDER BY 1`).catch(
    (error: Error) => error,
  );
  if (found instanceof Error && type.kind === "float64" && mayOverflow(all)) {
    expect(found.message).toMatch(/out of range/);
    return;
  }
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
    expect(found[i]![2], "the SQL's type").toBe(typeofText(result));
    if (!agrees(overload, engine, outcome.value, rows)) {
      const over = rows.filter((row) => row.counts === true).map((row) => String(row.x));
      expect.fail(
        `${overload.ts}(${over.join(", ")}): Postgres ${String(engine)}, TypeScript ${String(outcome.value)}`,
      );
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
        for (const x of argumentsOf(type))
          for (const all of fc.sample(rowsOf(x), { numRuns: 4, seed }))
            for (const frame of frames)
              await check(
                fn.name,
                overload,
                type,
                all.filter((row) => !hasNul(row.x)),
                frame,
              );
      },
    );
  }
});
