/** What is wrong with single tokens and characters. */
import type { IToken } from "chevrotain";
import type { Foreign } from "./foreign-signs.js";
import { durationHelp, durationOf } from "./idioms/durations.js";
import type { SyntaxIssue } from "./issues.js";
import { isClosed } from "./strings.js";
import * as t from "./tokens.js";

const spanOf = (token: IToken) => ({ start: token.startOffset, end: token.startOffset + token.image.length });
const short = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);

export function foreignSign(token: IToken, { message, help, fix, as }: Foreign, text: string): SyntaxIssue {
  const whole = spanOf(token);
  // The first line tells enough of what spans several.
  const [shown = ""] = /^(?:case\b[^\r\n]*?\bwhen\b|[^\r\n]*)/i.exec(token.image) ?? [];
  const span = as === t.ForeignValue ? { ...whole, end: whole.start + shown.length } : whole;
  const issue = { code: "foreign", message: message ?? `there is no \`${short(token.image)}\``, span, help } as const;
  if (as === t.Str) {
    const inner = token.image.slice(1, -1);
    return /^'.*'$/.test(token.image) && !/["\\]/.test(inner) ? { ...issue, fix: `"${inner}"` } : issue;
  }
  if (as === t.Num && /^\.\d/.test(token.image)) return { ...issue, fix: `0${token.image}` };
  if (fix === null) return issue;
  // A word stands apart from its neighbours.
  const isWord = /^\w/.test(fix);
  const before = isWord && /\w/.test(text[span.start - 1] ?? "") ? " " : "";
  const after = isWord && /\w$/.test(fix) && /\w/.test(text[span.end] ?? "") ? " " : "";
  return { ...issue, fix: before + fix + after };
}

export function checkNumber(token: IToken, issues: SyntaxIssue[]): void {
  const { image } = token;
  if (t.numberPattern.test(image)) return;
  const [, count = "", unit = ""] = /^(\d+)_?([A-Za-z]+)$/.exec(image) ?? [];
  const duration = durationOf(count, unit);
  if (duration !== null) {
    const issue = {
      code: "bad-number",
      message: `\`${short(image)}\` is not a duration`,
      span: spanOf(token),
    } as const;
    issues.push({ ...issue, help: duration.help, ...(duration.fix === null ? {} : { fix: duration.fix }) });
    return;
  }
  const help = helpForNumber(image);
  issues.push({ code: "bad-number", message: `\`${short(image)}\` is not a number`, span: spanOf(token), help });
}

function helpForNumber(image: string): string {
  if (/^\d[\d_]*\.$/.test(image)) return "digits stand on both sides of the point: `1.0`";
  if (/^0[xXbBoO]/.test(image)) return "numbers are decimal: `255`";
  if (/^[\d_]+(?:\.[\d_]+)?(?:[fFlLuUn]|[iu]\d+)$/.test(image))
    return "a number has no letter behind it: `1` is int64, `1.0` float64";
  if (/^\d+\.\d+[a-z]+$/.test(image)) return "a duration is an integer and its unit: `36h`";
  if (/^\d+[eE][+-]?$/.test(image)) return "an exponent has digits: `1e6`";
  if (/_(?!\d)/.test(image) && !/[A-Za-z]/.test(image)) return "`_` stands between two digits only";
  return `a name begins with a letter: \`n_${short(image)}\`; ${durationHelp}`;
}

export function checkString(token: IToken, issues: SyntaxIssue[]): void {
  const { start, end } = spanOf(token);
  if (!isClosed(token.image)) {
    issues.push({
      code: "bad-string",
      message: "a string is not closed on its line",
      span: { start, end },
      help: 'a string ends with `"`; a line end in it is written `\\n`',
    });
    return;
  }
  if (!token.image.includes("\\")) return;
  for (const match of token.image.matchAll(/\\(u\{([^}"]*)\}?|[\s\S])/gu)) {
    const [written, character, hex] = match;
    const span = { start: start + match.index, end: start + match.index + written.length };
    if (hex !== undefined) {
      const code = /^[0-9A-Fa-f]{1,6}$/.test(hex) && written.endsWith("}") ? Number.parseInt(hex, 16) : -1;
      if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        issues.push({
          code: "bad-escape",
          message: `\`${short(written)}\` is not a Unicode code point`,
          span,
          help: "`\\u{…}` holds 1 to 6 hex digits, up to 10FFFF and no surrogate",
        });
    } else if (!'nt\\"'.includes(character ?? "")) {
      const help = 'the escapes are \\n, \\t, \\\\, \\" and \\u{…}';
      issues.push({ code: "bad-escape", message: `\`${written}\` is not an escape`, span, help });
    }
  }
}

export function checkBacktick(token: IToken, issues: SyntaxIssue[]): void {
  const { image } = token;
  const span = spanOf(token);
  const closed = image.length > 1 && image.endsWith("`");
  if (closed && image.length > 2 && !image.includes("${")) return;
  if (image.includes("${"))
    issues.push({
      code: "foreign",
      message: "there are no template strings",
      span,
      help: "backticks hold a column's name; strings are joined by `concat`",
    });
  else if (closed) issues.push({ code: "backtick", message: "a name between backticks is empty", span });
  else
    issues.push({
      code: "backtick",
      message: "a backtick is not closed",
      span,
      help: "a name in backticks ends with one",
    });
}

/** All control characters but tab and line ends. */
const controls = /(?:(?![\t\r\n])\p{Cc})+/gu;

/** Control characters may stand in strings only. */
export function checkCharacters(text: string, tokens: readonly IToken[]): SyntaxIssue[] {
  const issues: SyntaxIssue[] = [];
  let at = 0;
  for (const match of text.matchAll(controls)) {
    const start = match.index;
    for (let token = tokens[at]; token !== undefined && spanOf(token).end <= start; token = tokens[++at]);
    const token = tokens[at];
    if (token !== undefined && token.startOffset <= start && token.tokenType === t.Str) continue;
    issues.push(badCharacter(match[0], start));
  }
  return issues;
}

/** A name with letters beyond ASCII. */
export const foreignName = (token: IToken): SyntaxIssue => ({
  code: "bad-character",
  message: `\`${short(token.image)}\` is not a valid name`,
  span: spanOf(token),
  help: "names have the letters a to z, digits and `_`; a column of another name is written in backticks",
});

/** A run of characters that no token has; control characters are reported apart. */
export function foreignCharacters(image: string, start: number): SyntaxIssue[] {
  return [...image.matchAll(/\P{Cc}+/gu)].map((match) => badCharacter(match[0], start + match.index));
}

function badCharacter(image: string, start: number): SyntaxIssue {
  const code = image.codePointAt(0) ?? 0;
  const shown = /^[\p{L}\p{P}\p{S}]/u.test(image)
    ? `\`${String.fromCodePoint(code)}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const quote = /[“”„«»‘’]/.test(image);
  return {
    code: "bad-character",
    message: `the character ${shown} means nothing here`,
    span: { start, end: start + image.length },
    ...(quote ? { help: 'a string stands in straight quotes: `"`' } : {}),
  };
}
