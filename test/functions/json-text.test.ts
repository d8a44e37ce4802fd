/** Values without an order of their own are ordered by their JSON text. SQL writes the same text as TypeScript. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { jsonTextOf } from "../../compiler/sql/dialects/duckdb/json-text.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { col } from "../../compiler/sql/tree/index.js";
import { jsonText } from "../../runtime/functions/json-text.js";
import { typeText } from "../../runtime/types.js";
import { decode, encode, literal, query } from "./support/duckdb.js";
import { types } from "./support/json-text-cases.js";
import { nullable, values } from "./support/values.js";

const seed = Number(process.env.FEAT_SEED ?? 1);
test.each(types.map((type) => [typeText(type), type] as const))("%s", async (_, type) => {
  const all = fc.sample(nullable(values(type, true)), { numRuns: 60, seed });
  const rows = all.map((value, n) => `(${n}, ${literal(value, type)})`).join(", ");
  const sql = encode(printLine(jsonTextOf(type, col("x")), duckdb), { kind: "string", nullable: true });
  const found = await query(`SELECT ${sql} FROM (VALUES ${rows}) AS t(n, x) ORDER BY n`);
  // The engines may spell one escape with different case. That does not change the order.
  const same = (text: string): string => text.replace(/\\u[0-9A-F]{4}/gi, (code) => code.toLowerCase());
  const texts = found.map(([text]) => decode(text, { kind: "string", nullable: true }));
  expect(texts.map((text) => (text === null ? null : same(String(text))))).toEqual(
    all.map((value) => (value === null ? null : same(jsonText(type)(value)))),
  );
});
