import { parseReplacement } from "../../../../runtime/functions/regex.js";
import type { ScalarOverload } from "../../../functions/overloads.js";
import { cast, fn, NULL, number, type Sql, text, where } from "../../tree/index.js";
import type { ArgumentFacts, Limited } from "../cell.js";
import { anyIn, type Pattern, patternOf } from "../standard/pattern.js";
import { type Preference, preferenceOf } from "./regex/preference.js";
import { forced, MOST_COUNT, printed } from "./regex/print.js";
import { byCodePoint, helper, listed } from "./values.js";

/*
 * Regular expressions. Whether a pattern matches is the same on every engine. Which match is taken, if several begin at
 * one place, is not: patterns for which Postgres would take another match are refused.
 */

const isLiteral = (literal: unknown): literal is string => typeof literal === "string";
const tooLong = (pattern: Pattern): string | null =>
  anyIn(
    pattern,
    (part) => part.kind === "repeat" && (part.least > MOST_COUNT || (part.most > MOST_COUNT && part.most < Infinity)),
  )
    ? `it has no counts beyond ${MOST_COUNT} in patterns`
    : null;

/**
 * Which match Postgres must take, or why it cannot be made to take the right one. `groups`: true if the groups' texts
 * are read.
 */
function preferred(pattern: Pattern, groups: boolean): Preference | string {
  const preference = preferenceOf(pattern);
  if (preference === null)
    return "it has no match by the order of the pattern's choices, only the longest or the shortest one";
  if (groups && preference.ambiguous) return "it has other groups for a pattern that matches a text in several ways";
  return preference;
}
const refused = (pattern: Pattern, groups: boolean): string | null => {
  const preference = preferred(pattern, groups);
  return typeof preference === "string" ? preference : null;
};
const textOf = (pattern: Pattern): Sql => {
  const preference = preferenceOf(pattern);
  return text(forced(pattern, preference?.takes ?? "longest"));
};
/** Null for a null pattern. */
const ofPattern = (facts: ArgumentFacts | undefined, use: (pattern: Pattern) => Sql, type: string): Sql =>
  isLiteral(facts?.literal) ? use(patternOf(facts.literal)) : cast(NULL, type);

const canBeEmpty = (pattern: Pattern): boolean => {
  switch (pattern.kind) {
    case "set":
      return false;
    case "anchor":
      return true;
    case "sequence":
      return pattern.parts.every(canBeEmpty);
    case "choice":
      return pattern.branches.some(canBeEmpty);
    case "group":
      return canBeEmpty(pattern.of);
    case "repeat":
      return pattern.least === 0 || canBeEmpty(pattern.of);
  }
};

const matches = (s: Sql, pattern: Pattern): Sql => fn("regexp_like", byCodePoint(s), text(printed(pattern)));

const groupsIn = (by: string): boolean =>
  (parseReplacement(by) ?? []).some((part) => typeof part === "number" && part > 0);
/** In Postgres's replacement `\&` is the whole match, and `\\` a backslash. */
const replacement = (by: string): string =>
  (parseReplacement(by) ?? [])
    .map((part) => (typeof part === "number" ? (part === 0 ? "\\&" : `\\${part}`) : part.replaceAll("\\", "\\\\")))
    .join("");
/** The replacement's texts and group numbers, in turn. */
const pieces = (by: string): readonly Sql[] => {
  const found: string[] = [""];
  for (const part of parseReplacement(by) ?? []) {
    if (typeof part === "number") found.push(String(part), "");
    else found[found.length - 1] += part;
  }
  return found.map(text);
};

export const regexes = {
  "regex_matches/string": {
    cell: ([s], [, facts]) => ofPattern(facts, (pattern) => matches(s!, pattern), "BOOLEAN"),
    lacks: ([, pattern]) => (isLiteral(pattern) ? tooLong(patternOf(pattern)) : null),
  },
  "regex_extract/string": {
    cell: ([s, , group], [, facts, groupFacts]) =>
      ofPattern(
        facts,
        (pattern) => {
          const which = group === undefined ? number(0) : number(String(groupFacts?.literal ?? 0));
          if (group !== undefined && groupFacts?.literal === null) return cast(NULL, "TEXT");
          const part = fn("regexp_substr", byCodePoint(s!), textOf(pattern), number(1), number(1), text(""), which);
          // A group that took no part in the match is empty.
          return group === undefined || groupFacts?.literal === "0"
            ? part
            : where(matches(s!, pattern), fn("coalesce", part, text("")));
        },
        "TEXT",
      ),
    lacks: ([, pattern, group]) =>
      isLiteral(pattern)
        ? (tooLong(patternOf(pattern)) ?? refused(patternOf(pattern), group != null && Number(group) > 0))
        : null,
  },
  "regex_replace/string": {
    cell: ([s], [, facts, by]) => {
      const written = by?.literal;
      if (!isLiteral(written)) return cast(NULL, "TEXT");
      return ofPattern(
        facts,
        (pattern) =>
          canBeEmpty(pattern)
            ? helper("regex_replace", byCodePoint(s!), textOf(pattern), listed(pieces(written)))
            : fn("regexp_replace", byCodePoint(s!), textOf(pattern), text(replacement(written)), text("g")),
        "TEXT",
      );
    },
    lacks: ([, pattern, by]) =>
      isLiteral(pattern)
        ? (tooLong(patternOf(pattern)) ?? refused(patternOf(pattern), isLiteral(by) && groupsIn(by)))
        : null,
  },
} as const satisfies Partial<Record<ScalarOverload, Limited>>;
