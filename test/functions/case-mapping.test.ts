import { expect, test } from "vitest";
import { lower, upper } from "../../runtime/functions/index.js";
import { scalar } from "../../runtime/types.js";
import { cellText, functionCell, unknown } from "./support/cells.js";
import { query } from "./support/duckdb.js";

/** Every code point that is not a surrogate, except U+0000, which DuckDB's `chr` does not take. */
const codePoints = "range(1, 1114112) AS t(point) WHERE point NOT BETWEEN 55296 AND 57343";

test.each([
  ["lower", lower],
  ["upper", upper],
] as const)("%s maps every code point as DuckDB does (MEANING B13)", async (name, helper) => {
  const sql = cellText(functionCell(name, "string"), ["chr(point::INTEGER)"], unknown([scalar("string")]));
  const rows = await query(`SELECT point, hex(${sql}) FROM ${codePoints}`);
  const different = rows
    .map(([point, hex]) => {
      const char = String.fromCodePoint(Number(point));
      return { char, duckdb: Buffer.from(String(hex), "hex").toString("utf8"), typescript: helper(char) };
    })
    .filter(({ duckdb, typescript }) => duckdb !== typescript);
  expect(rows.length).toBe(1_112_063);
  expect(different).toEqual([]);
});

test.each([
  ["lower", "ΑΣ İ ẞ ǅ Ⓐ 𐐀", "ασ i ß ǆ ⓐ 𐐨"],
  ["upper", "straße ŉ ﬁ ᾳ ᾀ ǆ ı ſ ⓐ 𐐨", "STRAßE ŉ ﬁ ᾼ ᾈ Ǆ I S Ⓐ 𐐀"],
] as const)("%s uses Unicode's simple case mapping", (name, text, expected) => {
  expect((name === "lower" ? lower : upper)(text)).toBe(expected);
});
