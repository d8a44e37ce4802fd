import type { Int } from "../values.js";
import { FeatureError } from "./feature-error.js";
import { parsePattern } from "./regex-pattern.js";
import { strict2 } from "./strict.js";

/** Patterns are literals, so the cache holds only the project's patterns. */
const compiled = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const parsed = parsePattern(pattern);
  if ("problem" in parsed) throw new FeatureError(`the pattern "${pattern}": ${parsed.problem}`);
  const expression = new RegExp(parsed.pattern.source, "gu");
  compiled.set(pattern, expression);
  return expression;
}

function matchAt(expression: RegExp, text: string, start: number): RegExpExecArray | null {
  expression.lastIndex = start;
  return expression.exec(text);
}

export const regexMatches = strict2(
  (text: string, pattern: string) => matchAt(expressionOf(pattern), text, 0) !== null,
);

/** A group that took no part in the match gives the empty text, and so does a group that the pattern does not have. */
export function regexExtract(text: string | null, pattern: string | null, group: Int | null = 0): string | null {
  if (text === null || pattern === null || group === null || group < 0 || group > 9) return null;
  const match = matchAt(expressionOf(pattern), text, 0);
  return match === null ? null : (match[Number(group)] ?? "");
}

/** Replaces all matches. As in RE2, an empty match directly after another match is skipped. */
function replaced(text: string, pattern: string, by: string): string {
  const expression = expressionOf(pattern);
  const parts = replacementOf(by);
  let result = "";
  let at = 0;
  let end = -1;
  while (at <= text.length) {
    const match = matchAt(expression, text, at);
    if (match === null) break;
    result += text.slice(at, match.index);
    if (match.index === end && match[0] === "") {
      const char = String.fromCodePoint(text.codePointAt(match.index) ?? 0);
      if (match.index === text.length) break;
      result += char;
      at = match.index + char.length;
      continue;
    }
    for (const part of parts) result += typeof part === "string" ? part : groupOf(match, part);
    at = match.index + match[0].length;
    end = at;
  }
  return result + text.slice(at);
}

function groupOf(match: RegExpExecArray, group: number): string {
  if (group >= match.length) throw new FeatureError(`the pattern has no group ${group}`);
  return match[group] ?? "";
}

/** The texts of a replacement, and its group numbers: `\1` is a group, `\\` is `\`. */
export function parseReplacement(by: string): readonly (string | number)[] | null {
  const parts: (string | number)[] = [];
  for (const [part] of by.matchAll(/[^\\]+|\\.?/gsu)) {
    if (!part.startsWith("\\")) parts.push(part);
    else if (part === "\\\\") parts.push("\\");
    else if (/^\\[0-9]$/.test(part)) parts.push(Number(part[1]));
    else return null;
  }
  return parts;
}
function replacementOf(by: string): readonly (string | number)[] {
  const parts = parseReplacement(by);
  if (parts === null) throw new FeatureError(`the replacement "${by}": a \\ stands before a digit or another \\`);
  return parts;
}

interface RegexReplace {
  (text: string, pattern: string, by: string): string;
  (text: string | null, pattern: string | null, by: string | null): string | null;
}
function replaceMatches(text: string, pattern: string, by: string): string;
function replaceMatches(text: string | null, pattern: string | null, by: string | null): string | null;
function replaceMatches(text: string | null, pattern: string | null, by: string | null): string | null {
  return text === null || pattern === null || by === null ? null : replaced(text, pattern, by);
}
export const regexReplace: RegexReplace = replaceMatches;
