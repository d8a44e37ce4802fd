/**
 * For every aggregate of one column, the SQL on GoogleSQL (grouped and over windows, both with a filter) and the
 * TypeScript give the same values over the same rows, even for values that provoke cancellation and overflow.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AggregateOverloadName, overloadName } from "../../compiler/functions/overloads.js";
import { bigquery } from "../../compiler/sql/dialects/bigquery/index.js";
import { type AggregateNames, fillAggregate, isUnsupported } from "../../compiler/sql/dialects/cell.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { rewritten } from "../../compiler/sql/rewrite/index.js";
import { col, filtered, type Sql, text } from "../../compiler/sql/tree/index.js";
import { scalar, type Type } from "../../runtime/types.js";
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
import { typeOf } from "../functions/support/values.js";
import { cellOf, type EngineTable, GoogleSqlError, typeText as sqlTypeName } from "../support/googlesql.js";
import { decode, engineType, googleSql, literal, sqlType } from "./support.js";

const print = (node: Sql): string =>
  printLine(
    rewritten(node, bigquery, () => []),
    bigquery,
  );

async function check(name: string, overload: Alone, type: Type, all: readonly Row[], frame: (typeof frames)[number]) {
  const cell = bigquery.aggregates[overloadName({ function: name, overload: overload.key }) as AggregateOverloadName];
  if (isUnsupported(cell) || (frame.over !== "" && cell.framed === false)) return;
  const engine = await googleSql();
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
    (call, n) => `${print(filtered(fillAggregate(call, [col("x")], names), col("counts")))} ${frame.over} AS c${n}`,
  );
  const results = cell.calls.map((_, n) => col(`c${n}`));
  const value = print(cell.finish === undefined ? results[0]! : fillAggregate(cell.finish, results, names));
  const table = all.map(
    (row, n) =>
      `SELECT ${n} AS n, ${row.group} AS g, ${row.at} AS k, ${row.counts === null ? "CAST(NULL AS BOOL)" : literal(row.counts, scalar("bool"))} AS counts, ${literal(row.x, type)} AS x`,
  );
  const key = frame.over === "" ? "MIN(n)" : "n";
  const inner = `SELECT ${key} AS n, ${calls.join(", ")} FROM (${table.join(" UNION ALL ")}) ${frame.over === "" ? "GROUP BY g" : ""}`;
  let found: EngineTable | GoogleSqlError;
  try {
    found = engine.evaluate(`SELECT n, ${value} AS v FROM (${inner}) ORDER BY 1`);
  } catch (error) {
    if (!(error instanceof GoogleSqlError)) throw error;
    found = error;
  }
  const places =
    found instanceof GoogleSqlError ? all.map((_, n) => n) : found.rows.map(([n]) => Number(n!.int64_value));
  const outcomes = places.map((n) => {
    const rows = frame.rows(all, all[n]!);
    return { rows, outcome: expected(overload, rows) };
  });
  if (outcomes.some(({ outcome }) => outcome === "error")) {
    expect(found).toBeInstanceOf(GoogleSqlError);
    expect((found as GoogleSqlError).message).toContain("v.f: int64 overflow");
    return;
  }
  if (found instanceof GoogleSqlError) throw found;
  const { columns, rows: values } = found;
  expect(sqlTypeName(columns[1]!.type), "the SQL's type").toBe(engineType(result));
  for (const [i, { rows, outcome }] of outcomes.entries()) {
    if (outcome === "error") continue;
    const own = decode(cellOf(values[i]![1]!, columns[1]!.type), result);
    if (!agrees(overload, own, outcome.value, rows)) {
      const over = rows.filter((row) => row.counts === true).map((row) => String(row.x));
      expect.fail(`${overload.ts}(${over.join(", ")}): GoogleSQL ${String(own)}, TypeScript ${String(outcome.value)}`);
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
          for (const all of fc.sample(rowsOf(x), { numRuns: 1, seed }))
            for (const frame of frames) await check(fn.name, overload, type, all, frame);
      },
    );
  }
});
