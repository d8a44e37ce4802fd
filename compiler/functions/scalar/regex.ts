import { parseReplacement } from "../../../runtime/functions/regex.js";
import { parsePattern } from "../../../runtime/functions/regex-pattern.js";
import { checked, exactly, example, gives, optional } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * Patterns are literals that RE2 and JavaScript match alike (MEANING 89): characters, `.`, `[a-z]`, `\d \w \s` and
 * their opposites outside `[ ]`, `^ $ \b`, `( )`, `(?: )`, `|`, and the counts `* + ? {2,5}`, also lazy, after a part
 * that cannot be empty and holds no group.
 */

const pattern = checked(exactly("pattern", "string"), (text) => {
  const parsed = parsePattern(text);
  return "problem" in parsed ? parsed.problem : null;
});
const groupsOf = (text: unknown): number => {
  const parsed = typeof text === "string" ? parsePattern(text) : null;
  return parsed !== null && "pattern" in parsed ? parsed.pattern.groups : 9;
};
const noGroup = (group: number, text: unknown): string | null =>
  group >= 0 && group <= Math.min(9, groupsOf(text)) ? null : `the pattern has no group ${group}`;

const group = checked(exactly("group", "int64"), (digits, [, text]) => noGroup(Number(digits), text));
const replacement = checked(exactly("with", "string"), (written, [, text]) => {
  const parts = parseReplacement(written);
  if (parts === null) return "a `\\` must stand before the digit of a group or another `\\`";
  return noGroup(Math.max(0, ...parts.filter((part) => typeof part === "number")), text);
});

const s = exactly("s", "string");
const row = (params: Overload["params"], ts: string): Overload => ({
  key: "string",
  params: [s, pattern, ...params],
  result: gives("string"),
  nulls: "strict",
  ts,
});

export const regex: readonly ScalarFunction[] = [
  {
    name: "regex_matches",
    doc: "Whether the pattern matches anywhere in the string. `^` and `$` are the string's ends.",
    overloads: [{ ...row([], "regexMatches"), result: gives("bool") }],
    examples: [
      example('regex_matches("order 12", "[0-9]+")', true),
      example('regex_matches("order", "^[0-9]+$")', false),
      example('regex_matches("caf\\u{E9}", "^\\\\w+$")', false),
    ],
  },
  {
    name: "regex_extract",
    doc: "The pattern's first match, or a group of it (a literal from 0 to 9; 0, the default, is the whole match). Null if nothing matches; empty text for a group that took no part.",
    overloads: [
      {
        ...row([optional(group)], "regexExtract"),
        nulls: "partial",
      },
    ],
    examples: [
      example('regex_extract("order 12 of 40", "[0-9]+")', "12"),
      example('regex_extract("a@b.org", "@(.*)", 1)', "b.org"),
      example('regex_extract("b", "(a)|b", 1)', ""),
      example('regex_extract("order", "[0-9]+")', null),
    ],
  },
  {
    name: "regex_replace",
    doc: "Replaces every match of the pattern, from left to right and without overlaps, by `with`. In `with`, `\\1` is the text of group 1, `\\0` the whole match and `\\\\` a `\\`.",
    overloads: [row([replacement], "regexReplace")],
    examples: [
      example('regex_replace("a1b22", "[0-9]+", "#")', "a#b#"),
      example('regex_replace("2024-01-02", "(\\\\d+)-(\\\\d+)", "\\\\2/\\\\1")', "01/2024-02"),
      example('regex_replace("baac", "a*", "x")', "xbxcx"),
      example('regex_replace("a", "a", "$&")', "$&"),
    ],
  },
];
