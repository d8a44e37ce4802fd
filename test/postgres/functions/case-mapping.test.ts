import { afterAll, expect, test } from "vitest";
import { lower, upper } from "../../../runtime/functions/index.js";
import { close, query } from "./support/postgres.js";

afterAll(close);

test.each([
  ["lower", lower],
  ["upper", upper],
] as const)("%s maps every code point as TypeScript does (MEANING B13)", async (name, helper) => {
  // Each text has 256 code points, so that it mixes letters with other characters.
  const rows = await query(`SELECT min(point), pg_temp.feat_${name}(string_agg(chr(point), '' ORDER BY point))
    FROM generate_series(1, 1114111) AS t(point) WHERE point NOT BETWEEN 55296 AND 57343 GROUP BY point / 256`);
  const different = rows.filter(([first, mapped]) => {
    const least = Number(first);
    const points = Array.from({ length: (Math.floor(least / 256) + 1) * 256 - least }, (_, n) => least + n);
    return mapped !== helper(points.map((point) => String.fromCodePoint(point)).join(""));
  });
  expect(rows.length).toBe(4352 - 8);
  expect(different).toEqual([]);
});
