import { int, type Scalar, strict, text } from "./scalar-words.js";
import type { Value } from "./values.js";

/* Patterns run on JavaScript's own engine. The few character classes that RE2 defines differently are written out. */

function regExp(pattern: Value): RegExp {
  let source = "";
  let inClass = false;
  for (const [piece] of text(pattern).matchAll(/\\?[\s\S]/gu)) {
    if (piece === "[") inClass = true;
    else if (piece === "]") inClass = false;
    if (piece === "\\s") source += inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]";
    else if (piece === "\\S") source += "[^\\t\\n\\f\\r ]";
    else if (piece === "." && !inClass) source += "[^\\n]";
    else if (/^\\[^A-Za-z0-9]$/.test(piece)) source += `\\x${piece.charCodeAt(1).toString(16).padStart(2, "0")}`;
    else source += piece;
  }
  return new RegExp(source, "u");
}

/** Replaces matches from the left. An empty match right where the previous match ended is skipped. */
function replaced(rest: string, pattern: RegExp, by: string): string {
  const matches = [...rest.matchAll(new RegExp(pattern.source, "gu"))];
  let [result, at, end] = ["", 0, -1];
  for (const match of matches) {
    if (match[0] === "" && match.index === end) continue;
    const put = by.replace(/\\([0-9\\])/g, (_, which: string) =>
      which === "\\" ? "\\" : (match[Number(which)] ?? ""),
    );
    result += rest.slice(at, match.index) + put;
    at = match.index + match[0].length;
    end = at;
  }
  return result + rest.slice(at);
}

export const regexes: Readonly<Record<string, Scalar>> = {
  regex_matches: strict((s = null, pattern = null) => regExp(pattern).test(text(s))),
  regex_extract: strict((s = null, pattern = null, group = 0n) => {
    const match = regExp(pattern).exec(text(s));
    return match === null || int(group) < 0n || int(group) > 9n ? null : (match[Number(group)] ?? "");
  }),
  regex_replace: strict((s = null, pattern = null, by = null) => replaced(text(s), regExp(pattern), text(by))),
};
