import type { ScalarOverload } from "../../../functions/overloads.js";
import { cast, fn, NULL, number, type Sql, text, where } from "../../tree/index.js";
import type { ArgumentFacts, SqlCell } from "../cell.js";
import { once } from "./values.js";

/* Regular expressions. BigQuery's are RE2's, as the language's are. A pattern is a literal. */

const ofPattern = (facts: ArgumentFacts | undefined, use: (pattern: string) => Sql, type: string): Sql =>
  typeof facts?.literal === "string" ? use(facts.literal) : cast(NULL, type);

/** REGEXP_EXTRACT gives the only group of a pattern, so all groups but the wanted one are made to capture nothing. */
export function withGroup(pattern: string, wanted: number): string | null {
  let made = "";
  let groups = 0;
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index]!;
    if (char === "\\") {
      if (pattern.startsWith("\\Q", index)) {
        const end = pattern.indexOf("\\E", index);
        made += pattern.slice(index, end < 0 ? undefined : end + 2);
        index = end < 0 ? pattern.length : end + 1;
        continue;
      }
      made += pattern.slice(index, index + 2);
      index++;
      continue;
    }
    if (inClass) {
      if (char === "]") inClass = false;
      made += char;
      continue;
    }
    if (char === "[") {
      inClass = true;
      made += char;
      // A bracket that is the first member does not close the class.
      if (pattern[index + 1] === "^") made += pattern[++index];
      if (pattern[index + 1] === "]") made += pattern[++index];
      continue;
    }
    if (char !== "(") {
      made += char;
      continue;
    }
    const named = /^\(\?P?<\w+>/.exec(pattern.slice(index))?.[0];
    if (named === undefined && pattern[index + 1] === "?") {
      made += char;
      continue;
    }
    groups++;
    made += groups === wanted ? "(" : "(?:";
    if (named !== undefined) index += named.length - 1;
  }
  if (wanted === 0) return `(${made})`;
  return wanted <= groups ? made : null;
}

export const regexes = {
  "regex_matches/string": ([s], [, facts]) =>
    ofPattern(facts, (pattern) => fn("REGEXP_CONTAINS", s!, text(pattern)), "BOOL"),
  "regex_extract/string": ([s, , group], [, facts, groupFacts]) =>
    ofPattern(
      facts,
      (pattern) => {
        if (group !== undefined && groupFacts?.literal == null) return cast(NULL, "STRING");
        const wanted = group === undefined ? 0 : Number(groupFacts!.literal);
        const own = withGroup(pattern, wanted);
        if (own === null) return cast(NULL, "STRING");
        // A group that took no part in the match is empty.
        return once("s", s!, (of) =>
          where(
            fn("REGEXP_CONTAINS", of, text(pattern)),
            fn("IFNULL", fn("REGEXP_EXTRACT", of, text(own), number(1)), text("")),
          ),
        );
      },
      "STRING",
    ),
  "regex_replace/string": ([s], [, facts, by]) =>
    typeof by?.literal === "string"
      ? ofPattern(facts, (pattern) => fn("REGEXP_REPLACE", s!, text(pattern), text(by.literal as string)), "STRING")
      : cast(NULL, "STRING"),
} as const satisfies Partial<Record<ScalarOverload, SqlCell>>;
