import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { conversions } from "../../../compiler/functions/index.js";
import type { ConversionName } from "../../../compiler/functions/overloads.js";
import { fillCell, isUnsupported } from "../../../compiler/sql/dialects/cell.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { col } from "../../../compiler/sql/tree/index.js";
import * as runtime from "../../../runtime/functions/index.js";
import { scalar } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { nullable, values } from "../../functions/support/values.js";
import { close, decode, encode, literal, query, typeofText } from "./support/postgres.js";

afterAll(close);
const helpers: Readonly<Record<string, unknown>> = { ...runtime };

test.each([...conversions.entries()])("%s gives the same as in TypeScript", async (name, conversion) => {
  const [from, to] = [scalar(conversion.from), scalar(conversion.to)];
  const helper = helpers[conversion.ts] as (value: Value) => Value;
  const cell = postgres.conversions[name as ConversionName];
  if (isUnsupported(cell)) throw new Error(cell.unsupported);
  const sql = printLine(fillCell(cell, [col("x")], [{ nullable: true, finite: true, type: from }]), postgres);
  const rows = fc.sample(nullable(values(from, true)), { numRuns: 500, seed: 7 });
  const table = rows.map((value, n) => `(${n}, ${literal(value, from)})`).join(", ");
  const found = await query(`SELECT ${encode(sql)}, pg_typeof(${sql}) FROM (VALUES ${table}) AS t(n, x) ORDER BY n`);
  expect(found[0]![1]).toBe(typeofText(to));
  const pairs = rows.map((value, n) => ({ value, postgres: decode(found[n]![0], to), typescript: helper(value) }));
  expect(
    pairs.filter((pair) => (pair.postgres === 0 ? pair.typescript !== 0 : pair.postgres !== pair.typescript)),
  ).toEqual([]);
});
