import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversions } from "../../compiler/functions/index.js";
import type { ConversionName } from "../../compiler/functions/overloads.js";
import * as runtime from "../../runtime/functions/index.js";
import { scalar } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { cellText, conversionCell, unknown } from "./support/cells.js";
import { decode, literal, query } from "./support/duckdb.js";
import { nullable, values } from "./support/values.js";

const helpers: Readonly<Record<string, unknown>> = { ...runtime };

describe.each([...conversions.entries()])("%s", (name, conversion) => {
  const [from, to] = [scalar(conversion.from), scalar(conversion.to)];
  const helper = helpers[conversion.ts] as (value: Value) => Value;

  test("gives the same on both engines", async () => {
    const rows = fc.sample(nullable(values(from, false)), { numRuns: 500, seed: 7 });
    const table = rows.map((value, n) => `(${n}, ${literal(value, from)})`).join(", ");
    const found = await query(
      `SELECT ${cellText(conversionCell(name as ConversionName), ["x"], unknown([from]))} FROM (VALUES ${table}) AS t(n, x) ORDER BY n`,
    );
    const pairs = rows.map((value, n) => ({ value, duckdb: decode(found[n]![0], to), typescript: helper(value) }));
    expect(pairs.filter(({ duckdb, typescript }) => duckdb !== typescript)).toEqual([]);
  });

  test("is marked free only if it changes no value", () => {
    const rows = fc.sample(values(from, true), { numRuns: 500, seed: 7 });
    expect(rows.some((value) => helper(value) !== value)).toBe(conversion.free !== true);
  });
});

test("an int converts to the nearest float64, with ties to even (MEANING A3)", () => {
  expect(runtime.float64FromInt64(2n ** 53n + 1n)).toBe(2 ** 53);
  expect(runtime.float64FromInt64(2n ** 53n + 3n)).toBe(2 ** 53 + 4);
});
