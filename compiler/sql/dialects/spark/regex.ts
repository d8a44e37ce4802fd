import { parseReplacement } from "../../../../runtime/functions/regex.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { caseOf, cast, fn, NULL, number, type Sql, text } from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { type Pattern, patternOf, type Range } from "../standard/pattern.js";

/*
 * Regular expressions. Java takes the match that the pattern's choices reach first, as the language does. Classes and
 * anchors are written out: Java's `$` also matches before a line end.
 */

function printed(pattern: Pattern): string {
  switch (pattern.kind) {
    case "set":
      return setText(pattern);
    case "sequence":
      return pattern.parts.map(printed).join("");
    case "choice":
      return pattern.branches.map(printed).join("|");
    case "group":
      return `${pattern.captures ? "(" : "(?:"}${printed(pattern.of)})`;
    case "repeat":
      return `${repeatable(pattern.of)}${countText(pattern.least, pattern.most)}${pattern.lazy ? "?" : ""}`;
    case "anchor":
      return anchors[pattern.at];
  }
}
const WORD = "[0-9A-Za-z_]";
const anchors = {
  begin: "\\A",
  end: "\\z",
  word: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
} as const;
const repeatable = (pattern: Pattern): string =>
  pattern.kind === "set" || pattern.kind === "group" ? printed(pattern) : `(?:${printed(pattern)})`;
const countText = (least: number, most: number): string => {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? "*" : least === 1 ? "+" : `{${least},}`;
  if (least === 0 && most === 1) return "?";
  return least === most ? `{${least}}` : `{${least},${most}}`;
};
function setText({ ranges, negated }: Extract<Pattern, { kind: "set" }>): string {
  const [first] = ranges;
  if (ranges.length === 1 && !negated && first![0] === first![1]) return charText(first![0]);
  return `[${negated ? "^" : ""}${ranges.map(rangeText).join("")}]`;
}
const rangeText = ([first, last]: Range): string =>
  first === last ? charText(first) : `${charText(first)}-${charText(last)}`;
const charText = (point: number): string => {
  const char = String.fromCodePoint(point);
  return /^[0-9A-Za-z_ ]$/.test(char) ? char : `\\x{${point.toString(16).toUpperCase()}}`;
};

/**
 * Java's next match may be empty where the last one ended; the language's may not. The group is atomic, so that Java
 * does not look for another match there.
 */
const apart = (pattern: string): string => `(?>${pattern})(?!(?!\\A)\\G)`;

/** In Java's replacement `$1` is a group, and `\` escapes. A digit behind it could belong to its number. A group that took no part is empty. */
const replacement = (by: string): string =>
  (parseReplacement(by) ?? [])
    .map((part) => (typeof part === "number" ? `$${part}` : part.replace(/[\\$]|^\d/g, "\\$&")))
    .join("");

const isLiteral = (literal: unknown): literal is string => typeof literal === "string";
/** Null for a null pattern. */
const ofPattern = (facts: ArgumentFacts | undefined, use: (pattern: string) => Sql, type: string): Sql =>
  isLiteral(facts?.literal) ? use(printed(patternOf(facts.literal))) : cast(NULL, type);
const matches = (s: Sql, pattern: string): Sql => fn("regexp_like", s, text(pattern));

export const regexes = {
  "regex_matches/string": ([s], [, facts]) => ofPattern(facts, (pattern) => matches(s!, pattern), "BOOLEAN"),
  "regex_extract/string": ([s, , group], [, facts, groupFacts]) => {
    if (group !== undefined && groupFacts?.literal === null) return cast(NULL, "STRING");
    const which = number(String(groupFacts?.literal ?? 0));
    return ofPattern(
      facts,
      (pattern) => caseOf([[matches(s!, pattern), fn("regexp_extract", s!, text(pattern), which)]]),
      "STRING",
    );
  },
  "regex_replace/string": ([s], [, facts, by]) =>
    isLiteral(by?.literal)
      ? ofPattern(
          facts,
          (pattern) => fn("regexp_replace", s!, text(apart(pattern)), text(replacement(by.literal as string))),
          "STRING",
        )
      : cast(NULL, "STRING"),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
