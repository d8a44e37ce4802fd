/**
 * Patterns mean the same on Postgres as in TypeScript, or are refused. The tests use random patterns over random texts,
 * and patterns that people write.
 */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type ArgumentFacts, isLimited, type Limited } from "../../../compiler/sql/dialects/cell.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { typeName } from "../../../compiler/sql/tree/index.js";
import { regexExtract, regexMatches, regexReplace } from "../../../runtime/functions/index.js";
import { parsePattern } from "../../../runtime/functions/regex-pattern.js";
import { scalar } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { close, decode, encode, literal, query } from "./support/postgres.js";

afterAll(close);
const seed = Number(process.env.FEAT_SEED ?? 1);
const string = scalar("string", true);

type Name = "regex_matches" | "regex_extract" | "regex_replace";
const cellOf = (name: Name): Limited => {
  const cell = postgres.functions[`${name}/string`];
  if (!isLimited(cell)) throw new Error(`${name} has no limits`);
  return cell;
};

/** The call's SQL over a column `s`, or the reason why it is refused. */
function call(name: Name, literals: readonly string[]): { readonly sql: string } | { readonly refused: string } {
  const { cell, lacks } = cellOf(name);
  const refused = lacks([undefined, ...literals]);
  if (refused !== null) return { refused };
  const facts: ArgumentFacts[] = literals.map((value) => ({
    nullable: false,
    finite: true,
    type: string,
    literal: value,
  }));
  const args = ["s", ...literals].map(() => typeName("s"));
  if (typeof cell === "string") throw new Error("a template");
  return { sql: printLine(cell(args, [{ nullable: true, finite: true, type: string }, ...facts]), postgres) };
}

async function check(name: Name, literals: readonly string[], texts: readonly string[], meant: (s: string) => Value) {
  const made = call(name, literals);
  if ("refused" in made) return false;
  const rows = texts.map((text, n) => `(${n}, ${literal(text, string)})`);
  const type = name === "regex_matches" ? scalar("bool", true) : string;
  const found = await query(`SELECT ${encode(made.sql)} FROM (VALUES ${rows.join(", ")}) AS t(n, s) ORDER BY n`);
  for (const [n, text] of texts.entries())
    expect({ literals, text, value: decode(found[n]![0], type) }).toEqual({ literals, text, value: meant(text) });
  return true;
}

const checkAll = async (pattern: string, texts: readonly string[]): Promise<number> => {
  const groups = ((parsed) => ("pattern" in parsed ? parsed.pattern.groups : 0))(parsePattern(pattern));
  const replacement = groups > 0 ? "<\\1\\\\>&" : "<\\0>";
  const done = [
    await check("regex_matches", [pattern], texts, (s) => regexMatches(s, pattern)),
    await check("regex_extract", [pattern], texts, (s) => regexExtract(s, pattern)),
    await check("regex_extract", [pattern, String(Math.min(groups, 1))], texts, (s) =>
      regexExtract(s, pattern, Math.min(groups, 1)),
    ),
    await check("regex_replace", [pattern, replacement], texts, (s) => regexReplace(s, pattern, replacement)),
  ];
  return done.filter(Boolean).length;
};

const piece = fc.letrec<{ choice: string; sequence: string; repeated: string; single: string }>((tie) => ({
  choice: fc.oneof(
    { weight: 3, arbitrary: tie("sequence") },
    { weight: 1, arbitrary: fc.tuple(tie("sequence"), tie("sequence")).map(([a, b]) => `${a}|${b}`) },
  ),
  sequence: fc.array(tie("repeated"), { maxLength: 3 }).map((parts) => parts.join("")),
  repeated: fc
    .tuple(tie("single"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "*?", "+?", "??"))
    .map(([part, count]) => part + count),
  single: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "é") },
    { weight: 1, arbitrary: fc.constantFrom("^", "$", "\\b") },
    { weight: 2, arbitrary: tie("choice").map((inner) => `(?:${inner})`) },
    { weight: 1, arbitrary: tie("choice").map((inner) => `(${inner})`) },
  ),
}));

test("random patterns", async () => {
  const patterns = fc
    .sample(piece.choice, { numRuns: 1500, seed })
    .filter((pattern) => "pattern" in parsePattern(pattern));
  const texts = fc.sample(
    fc.array(fc.constantFrom("a", "b", "a", "b", "1", " ", "é", "\n"), { maxLength: 7 }).map((each) => each.join("")),
    { numRuns: 40, seed },
  );
  let taken = 0;
  for (const pattern of new Set(patterns)) taken += await checkAll(pattern, texts);
  expect(taken).toBeGreaterThan(500);
});

test.each([
  "[0-9]+",
  "@(.*)",
  "(\\d+)-(\\d+)",
  "^https?://([^/]+)",
  "utm_source=([^&]+)",
  "(iPhone|iPad|Android)",
  "<.*?>",
  "^\\s+|\\s+$",
  "^([a-z]+)_(\\d{2,4})$",
  "\\bfoo\\b",
  "[^a-z]",
  "(?:a|b)*c",
])("Postgres takes the pattern %s", async (pattern) => {
  const texts = [
    "a@b.org",
    "https://feat.dev/x?utm_source=ab&c",
    "iPad; Android 12-34 56",
    " <b>foo</b> ",
    "abac",
    "ab_123",
    "",
  ];
  expect(await checkAll(pattern, texts)).toBe(4);
});

test.each([
  ["ab|a|abc", "it has no match by the order of the pattern's choices, only the longest or the shortest one"],
  ["a?(?:ab)?", "it has no match by the order of the pattern's choices, only the longest or the shortest one"],
  ["a{300}", "it has no counts beyond 255 in patterns"],
])("the pattern %s is refused", (pattern, reason) => {
  expect(call("regex_extract", [pattern])).toEqual({ refused: reason });
});
