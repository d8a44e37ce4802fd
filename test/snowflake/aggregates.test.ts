/**
 * For every aggregate of one column, the SQL on fakesnow (grouped and over a window, both with a filter) and the
 * TypeScript give the same values over the same rows, even for values that provoke cancellation and overflow.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AggregateOverloadName, overloadName } from "../../compiler/functions/overloads.js";
import { type AggregateNames, fillAggregate, isUnsupported } from "../../compiler/sql/dialects/cell.js";
import { snowflake } from "../../compiler/sql/dialects/snowflake/index.js";
import { typeOf as sqlTypeOf } from "../../compiler/sql/dialects/snowflake/types.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { rewritten } from "../../compiler/sql/rewrite/index.js";
import { col, filtered, type Sql, text } from "../../compiler/sql/tree/index.js";
import { decimalText } from "../../runtime/functions/decimals.js";
import { isNested, scalar, type Type } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";
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
import { Fakesnow, FakesnowError, type FakesnowRow } from "../support/fakesnow.js";
import { decode } from "./decode.js";

const print = (node: Sql): string =>
  printLine(
    rewritten(node, snowflake, () => []),
    snowflake,
  );

let engine: Fakesnow;
beforeAll(() => {
  engine = Fakesnow.open();
}, 300_000);
afterAll(() => engine?.close());

const sqlType = (type: Type): string => printLine(sqlTypeOf(type), snowflake);
/** A value as a typed literal. */
function literal(value: Value, type: Type): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  if (type.kind === "decimal") return `CAST('${decimalText(value as Int, type.scale)}' AS ${sqlType(type)})`;
  if (type.kind === "bytes") return `TO_BINARY('${Buffer.from(value as Uint8Array).toString("hex")}', 'HEX')`;
  if (type.kind === "string" || type.kind === "enum") return snowflake.text(String(value));
  return `CAST('${Object.is(value, -0) ? "-0" : String(value)}' AS ${sqlType(type)})`;
}

/** Grouped, and one frame that slides: a statement costs fakesnow much more than what it computes. */
const someFrames = frames.filter(({ over }) => over === "" || over.includes("4 PRECEDING"));

/** The aggregates that fakesnow gets wrong, and why. */
const inexact: ReadonlyMap<string, string> = new Map([
  ["sum/int64", "it sums integers as floats, so a total beyond 2^53 is rounded"],
  ["sum/decimal", "it sums decimals as floats"],
]);

async function check(name: string, overload: Alone, type: Type, all: readonly Row[], frame: (typeof frames)[number]) {
  const cell = snowflake.aggregates[overloadName({ function: name, overload: overload.key }) as AggregateOverloadName];
  if (isUnsupported(cell) || (frame.over !== "" && cell.framed === false)) return;
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
    (call, n) => `${print(filtered(fillAggregate(call, [col("x")], names), col("counts")))} ${frame.over} AS "c${n}"`,
  );
  const results = cell.calls.map((_, n) => col(`c${n}`));
  const value = print(cell.finish === undefined ? results[0]! : fillAggregate(cell.finish, results, names));
  const table = all.map(
    (row, n) =>
      `SELECT ${n} AS "n", ${row.group} AS g, ${row.at} AS k, ${row.counts === null ? "CAST(NULL AS BOOLEAN)" : literal(row.counts, scalar("bool"))} AS "counts", ${literal(row.x, type)} AS "x"`,
  );
  const key = frame.over === "" ? 'MIN("n")' : '"n"';
  const inner = `SELECT ${key} AS "n", ${calls.join(", ")} FROM (${table.join(" UNION ALL ")}) ${frame.over === "" ? "GROUP BY g" : ""}`;
  const found: readonly FakesnowRow[] | FakesnowError = await engine
    .query(`SELECT "n", ${value} AS "v" FROM (${inner}) ORDER BY 1`)
    .catch((error: unknown) => {
      if (error instanceof FakesnowError) return error;
      throw error;
    });
  const places =
    found instanceof FakesnowError ? all.map((_, n) => n) : found.map(([n]) => Number(decode(n!, scalar("int64"))));
  const outcomes = places.map((n) => {
    const rows = frame.rows(all, all[n]!);
    return { rows, outcome: expected(overload, rows) };
  });
  if (outcomes.some(({ outcome }) => outcome === "error")) {
    expect(found).toBeInstanceOf(FakesnowError);
    expect((found as FakesnowError).message).toContain("v.f: int64 overflow");
    return;
  }
  if (found instanceof FakesnowError) throw found;
  for (const [i, { rows, outcome }] of outcomes.entries()) {
    if (outcome === "error") continue;
    const own = decode(found[i]![1]!, result);
    if (!agrees(overload, own, outcome.value, rows)) {
      const over = rows.filter((row) => row.counts === true).map((row) => String(row.x));
      expect.fail(`${overload.ts}(${over.join(", ")}): fakesnow ${String(own)}, TypeScript ${String(outcome.value)}`);
    }
  }
}

describe.each(ofOneColumn)("$name", (fn) => {
  for (const overload of fn.overloads) {
    const param = overload.params[0]?.type;
    const types = param === undefined ? [typeOf("int64")] : param.kind === "exactly" ? param.types.map(typeOf) : [];
    test.each(types.filter((type) => !isNested(type)).map((type) => [type.kind, type] as const))(
      `${fn.name} ${overload.key} (%s)`,
      async (_, type) => {
        const all = async (): Promise<void> => {
          for (const x of argumentsOf(type))
            for (const rows of fc.sample(rowsOf(x), { numRuns: 1, seed }))
              for (const frame of someFrames) await check(fn.name, overload, type, rows, frame);
        };
        if (inexact.has(`${fn.name}/${overload.key}`))
          await expect(all(), "a listed aggregate works").rejects.toThrow();
        else await all();
      },
    );
  }
});
