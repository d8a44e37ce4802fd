/** Values without an order of their own are ordered by their JSON text. Postgres writes the same text as TypeScript. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { jsonTextOf } from "../../../compiler/sql/dialects/postgres/json-text.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { col } from "../../../compiler/sql/tree/index.js";
import { jsonText } from "../../../runtime/functions/json-text.js";
import { scalar, typeText } from "../../../runtime/types.js";
import { types } from "../../functions/support/json-text-cases.js";
import { nullable, values } from "../../functions/support/values.js";
import { close, decode, encode, hasNul, literal, query } from "./support/postgres.js";

afterAll(close);
const seed = Number(process.env.FEAT_SEED ?? 1);

test.each(types.map((type) => [typeText(type), type] as const))("%s", async (_, type) => {
  const all = fc.sample(nullable(values(type, true)), { numRuns: 60, seed }).filter((value) => !hasNul(value));
  const rows = all.map((value, n) => `(${n}, ${literal(value, type)})`).join(", ");
  const sql = printLine(jsonTextOf(type, col("x")), postgres);
  const found = await query(`SELECT ${encode(sql)} FROM (VALUES ${rows}) AS t(n, x) ORDER BY n`);
  expect(found.map(([text]) => decode(text, scalar("string", true)))).toEqual(
    all.map((value) => (value === null ? null : jsonText(type)(value))),
  );
});
