/** The checks of literal arguments: patterns that both engines read alike, existing time zones, existing units. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkOf } from "../../compiler/functions/define.js";
import { scalarFunctions } from "../../compiler/functions/index.js";
import * as runtime from "../../runtime/functions/index.js";
import { parsePattern } from "../../runtime/functions/regex-pattern.js";
import { scalar } from "../../runtime/types.js";
import { callScalar } from "../oracle/evaluate/scalar.js";
import { cellText, functionCell, unknown } from "./support/cells.js";
import { decode, encode, literal, query } from "./support/duckdb.js";

const seed = Number(process.env.FEAT_SEED ?? 1);

function problem(name: string, param: string, value: string, literals: readonly string[] = []): string | null {
  const params = scalarFunctions.get(name)!.overloads.flatMap((overload) => overload.params);
  return checkOf(params.find((each) => each.name === param)!)!(value, literals);
}

describe("patterns", () => {
  test.each([
    "a**",
    "a+*",
    "(a|b)+",
    "(?:a*)*",
    "(?:a?)?",
    "(?:^)?",
    "\\b+",
    "(?i)a",
    "(?=a)",
    "(?<n>a)",
    "(?P<n>a)",
    "\\1",
    "\\p{L}",
    "\\pL",
    "\\A",
    "\\z",
    "\\B",
    "\\x41",
    "\\Qa\\E",
    "\\_",
    "\\\u{E9}",
    "[[:alpha:]]",
    "[]",
    "[]a]",
    "[z-a]",
    "[a-\\d]",
    "[\\d-z]",
    "[a-c-e]",
    "[\\W]",
    "[a",
    "[a\\",
    "a{",
    "a{,2}",
    "a{2,1}",
    "a{0}",
    "a{1001}",
    "(?:a{1000}){1000}",
    "(?:a{100}){11}",
    "{1}",
    "}",
    "]",
    "*",
    "(a",
    "a)",
    "a\\",
    "a\0",
  ])("%j is refused", (pattern) => expect(problem("regex_matches", "pattern", pattern)).toBeTypeOf("string"));

  test("a replacement may name only groups that the pattern has", () => {
    expect(problem("regex_replace", "with", "\\1", ["", "(a)"])).toBeNull();
    expect(problem("regex_replace", "with", "\\2", ["", "(a)"])).toBe("the pattern has no group 2");
    expect(problem("regex_replace", "with", "\\n", ["", "a"])).toBeTypeOf("string");
    expect(problem("regex_replace", "with", "a\\", ["", "a"])).toBeTypeOf("string");
    expect(problem("regex_extract", "group", "1", ["", "a"])).toBe("the pattern has no group 1");
    expect(problem("regex_extract", "group", "1", ["", "(a)"])).toBeNull();
  });

  const char = fc.constantFrom("a", "b", "\u{E9}", "\u{1F600}", "\n", " ", "1", "_", "-", "\u{2028}");
  const single = fc.constantFrom(
    ..."a b é 😀 . [ab] [^a] [a-é] [^\\n] [\\d_-] [\\s😀] \\d \\D \\w \\W \\s \\S \\- \\n ^ $ \\b".split(" "),
  );
  const count = fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{2,}?");
  const { pattern } = fc.letrec<{ pattern: string; sequence: string; piece: string; atom: string }>((tie) => ({
    pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((each) => each.join("|")),
    sequence: fc.array(tie("piece"), { maxLength: 4 }).map((each) => each.join("")),
    piece: fc.tuple(tie("atom"), count).map((each) => each.join("")),
    atom: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: single },
      { weight: 1, arbitrary: tie("pattern").map((inner) => `(${inner})`) },
      { weight: 1, arbitrary: tie("pattern").map((inner) => `(?:${inner})`) },
    ),
  }));

  test("an accepted pattern means the same to DuckDB, TypeScript and the oracle", { timeout: 120_000 }, async () => {
    const patterns = fc
      .sample(pattern, { numRuns: 1500, seed })
      .filter((text) => "pattern" in parsePattern(text))
      .slice(0, 400);
    expect(patterns.length).toBeGreaterThan(300);
    const texts = fc.sample(fc.array(char, { maxLength: 8 }), { numRuns: 30, seed }).map((each) => each.join(""));
    const type = scalar("string", true);
    const table = texts.map((text, n) => `(${n}, ${literal(text, type)})`).join(", ");
    for (const text of patterns) {
      const groups = Math.min(9, (text.match(/\((?!\?)/g) ?? []).length);
      const by = `<\\0${groups > 0 ? `|\\${groups}` : ""}>`;
      const calls = [
        { name: "regex_matches", key: "string", more: [text], types: [type] },
        { name: "regex_extract", key: "string", more: [text, groups], types: [type, scalar("int64")] },
        { name: "regex_replace", key: "string", more: [text, by], types: [type, type] },
      ] as const;
      const sql = calls.map(({ name, key, more, types }) => {
        const filled = cellText(
          functionCell(name, key),
          ["x", ...more.map((value, i) => `(${literal(value, types[i]!)})`)],
          [
            ...unknown([type]),
            ...more.map((value, i) => ({ nullable: false, finite: true, type: types[i]!, literal: value })),
          ],
        );
        return encode(name === "regex_matches" ? `CAST(${filled} AS VARCHAR)` : filled, type);
      });
      const found = await query(`SELECT ${sql.join(", ")} FROM (VALUES ${table}) AS t(n, x) ORDER BY n`);
      for (const [n, x] of texts.entries()) {
        const duckdb = calls.map((_, i) => decode(found[n]![i], type));
        const typescript = [
          String(runtime.regexMatches(x, text)),
          runtime.regexExtract(x, text, groups),
          runtime.regexReplace(x, text, by),
        ];
        const oracle = calls.map(({ name, key, more }) => {
          const meant = callScalar(name, key, [
            x,
            ...more.map((value) => (typeof value === "number" ? BigInt(value) : value)),
          ]);
          return name === "regex_matches" ? String(meant) : meant;
        });
        expect({ text, x, typescript, oracle }).toEqual({ text, x, typescript: duckdb, oracle: duckdb });
      }
    }
  });
});

test.each(["Europe/Berlin", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+5"])("%s is a time zone", (zone) => {
  expect(problem("hour_of", "zone", zone)).toBeNull();
});
test.each(["+02:00", "Berlin", "", "Europe/Atlantis", "CEST"])("%j is not a time zone", (zone) => {
  expect(problem("hour_of", "zone", zone)).toBe(`there is no time zone "${zone}"`);
});

test("an unknown unit is refused with the units that exist", () => {
  const [ofTimestamps, ofDates] = scalarFunctions.get("start_of")!.overloads.map(({ params }) => checkOf(params[1]!)!);
  expect(ofTimestamps!("hour", [])).toBeNull();
  expect(ofTimestamps!("hours", [])).toBe("a unit is one of minute, hour, day, week, month, quarter, year");
  expect(ofDates!("hour", [])).toBe("a unit is one of day, week, month, quarter, year");
});

test("a literal that the checks would refuse raises an error in TypeScript", () => {
  expect(() => runtime.regexMatches("a", "(?=a)")).toThrow(runtime.FeatureError);
  expect(() => runtime.hourOf(0, "Europe/Atlantis")).toThrow(runtime.FeatureError);
  expect(() => runtime.startOf(0, "hours")).toThrow(runtime.FeatureError);
});
