/**
 * Text → tokens.
 *
 * In: a file's text. Out: tokens for the parser, and what is wrong with single ones.
 * Always: never throws; every character is in a token or skipped; tokens have exact offsets; layout is resolved here: a `(` or `[` that
 * touches the token before it, and a `-` that begins a line outside `( )` and `[ ]`, are kinds of their own.
 */
import { type IToken, Lexer, type TokenType } from "chevrotain";
import type { Span } from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import * as t from "./tokens.js";

const lexer = new Lexer(t.allTokens, {
  positionTracking: "onlyOffset",
  ensureOptimizations: false,
  skipValidations: true,
  safeMode: false,
});
export const lexerTokens = t.allTokens;

export interface Lexed {
  readonly tokens: IToken[];
  readonly issues: SyntaxIssue[];
}

export const tokenSpan = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

const become = (token: IToken, type: TokenType): void => {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
};

const INT = String.raw`\d+(?:_\d+)*`;
const durationPattern = new RegExp(`^(${INT})(us|ms|s|m|h|d|w)$`);
const numberPattern = new RegExp(`^${INT}(?:\\.${INT})?(?:[eE][+-]?${INT})?$`);

const foreignByToken = new Map(t.foreigners.map((f) => [f.token.name, f]));

export function lex(text: string): Lexed {
  const issues: SyntaxIssue[] = [];
  const tokens: IToken[] = [];
  const brackets: ("(" | "[" | "{")[] = [];
  let previousEnd = -1;
  for (const token of lexer.tokenize(text).tokens) {
    const span = tokenSpan(token);
    const foreign = foreignByToken.get(token.tokenType.name);
    if (foreign !== undefined) {
      issues.push({
        code: "foreign",
        message: `\`${short(token.image)}\` is not written like that`,
        span,
        help: foreign.help,
      });
      if (foreign.as === null) continue;
      become(token, foreign.as);
    }
    if (token.tokenType === t.Unknown) {
      const last = issues.at(-1);
      // A run of such characters is one mistake.
      if (last?.code === "bad-character" && last.span.end === span.start)
        issues[issues.length - 1] = { ...last, span: { start: last.span.start, end: span.end } };
      else
        issues.push({
          code: "bad-character",
          message: `a character that means nothing here: ${visible(token.image)}`,
          span,
        });
      continue;
    }
    if (token.tokenType === t.Num && foreign === undefined) checkNumber(token, issues);
    if (token.tokenType === t.Str && foreign === undefined) checkString(token, issues);
    if (token.tokenType === t.Backtick && (token.image.length < 3 || !token.image.endsWith("`")))
      issues.push({
        code: "backtick",
        message:
          token.image.endsWith("`") && token.image.length > 1
            ? "a name between backticks is empty"
            : "a backtick is not closed",
        span,
      });
    layout(token, text, previousEnd, brackets);
    previousEnd = span.end;
    tokens.push(token);
  }
  return { tokens, issues };
}

function layout(token: IToken, text: string, previousEnd: number, brackets: string[]): void {
  const type = token.tokenType;
  if (type === t.LParen || type === t.LBracket) {
    if (previousEnd === token.startOffset) become(token, type === t.LParen ? t.TouchingLParen : t.TouchingLBracket);
    brackets.push(token.image);
  } else if (type === t.LBrace) brackets.push("{");
  else if (type === t.RParen || type === t.RBracket || type === t.RBrace) {
    const open = type === t.RParen ? "(" : type === t.RBracket ? "[" : "{";
    const at = brackets.lastIndexOf(open);
    // A closer without its opener leaves the others as they are: the parser says what is missing.
    if (at >= 0) brackets.length = at;
  } else if (type === t.Minus) {
    const inner = brackets.at(-1);
    const begins = previousEnd < 0 || /[\r\n]/.test(text.slice(previousEnd, token.startOffset));
    if (begins && inner !== "(" && inner !== "[") become(token, t.LineMinus);
  }
}

function checkNumber(token: IToken, issues: SyntaxIssue[]): void {
  if (durationPattern.test(token.image)) become(token, t.DurationToken);
  else if (!numberPattern.test(token.image)) {
    const help = /^\d[\d_]*\.$/.test(token.image)
      ? "digits stand on both sides of the point: `1.0`"
      : /_(?!\d)/.test(token.image)
        ? "`_` stands between two digits only"
        : /[A-Za-z]/.test(token.image)
          ? "a duration is an integer and one of us, ms, s, m, h, d, w: `7d`"
          : undefined;
    issues.push({
      code: "bad-number",
      message: `\`${token.image}\` is not a number`,
      span: tokenSpan(token),
      ...(help === undefined ? {} : { help }),
    });
  }
}

function checkString(token: IToken, issues: SyntaxIssue[]): void {
  const span = tokenSpan(token);
  if (!closed(token.image)) {
    issues.push({
      code: "bad-string",
      message: "a string is not closed on its line",
      span,
      help: 'a string ends with `"`; a line end in it is written `\\n`',
    });
    return;
  }
  for (const match of token.image.matchAll(/\\(u\{([^}"]*)\}?|[\s\S])/g)) {
    const at = { start: span.start + match.index, end: span.start + match.index + match[0].length };
    if (match[2] !== undefined) {
      const code = /^[0-9A-Fa-f]{1,6}$/.test(match[2]) && match[0].endsWith("}") ? Number.parseInt(match[2], 16) : -1;
      if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        issues.push({
          code: "bad-escape",
          message: `\`${match[0]}\` is not a Unicode code point`,
          span: at,
          help: "`\\u{…}` holds 1 to 6 hex digits, up to 10FFFF and no surrogate",
        });
    } else if (!'nt\\"'.includes(match[1] ?? "")) {
      issues.push({
        code: "bad-escape",
        message: `\`${match[0]}\` is not an escape`,
        span: at,
        help: 'the escapes are \\n, \\t, \\\\, \\" and \\u{…}',
      });
    }
  }
}

const closed = (image: string): boolean => /^"(?:[^"\\]|\\.)*"$/.test(image);

/** The text that a string token stands for. */
export function stringValue(image: string): string {
  if (image.startsWith("'")) return image.replace(/^'|'$/g, "");
  const body = image.slice(1, closed(image) ? -1 : undefined);
  return body.replace(/\\(u\{([0-9A-Fa-f]{1,6})\}|[\s\S])/g, (whole, one: string, hex: string | undefined) => {
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\uFFFD";
    }
    return one === "n" ? "\n" : one === "t" ? "\t" : one === "\\" || one === '"' ? one : whole;
  });
}

const microsOf: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
  w: 604_800_000_000n,
};
export function durationMicros(image: string): string {
  const match = durationPattern.exec(image);
  if (match === null) return "0";
  return (BigInt((match[1] ?? "0").replaceAll("_", "")) * (microsOf[match[2] ?? ""] ?? 0n)).toString();
}

const short = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);
const visible = (text: string): string => {
  const code = text.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0)
    ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
    : `\`${text}\``;
};
