/**
 * Signs and literals of other languages.
 *
 * Always: each sign is reported with what to write here, and is read as a token of this language, so that the rest of
 * the file still parses. No row matches a text that is valid in this language.
 */
import { createToken, type IToken, type ITokenConfig, type TokenType } from "chevrotain";
import * as t from "./tokens.js";

export interface Foreign {
  readonly token: TokenType;
  /** The token that the sign is read as; null skips the sign. */
  readonly as: TokenType | null;
  readonly message: string | null;
  readonly help: string;
  readonly fix: string | null;
}

interface Row {
  readonly pattern: NonNullable<ITokenConfig["pattern"]>;
  /** The characters that the sign may begin with. */
  readonly start: string;
  readonly as: TokenType | null;
  /** Without it, the message is "there is no `sign`". */
  readonly message?: string;
  readonly help: string;
  readonly fix?: string;
}

const operator = (pattern: RegExp, start: string, as: TokenType, fix: string, help = `write \`${fix}\``): Row => ({
  pattern,
  start,
  as,
  help,
  fix,
});
const unfixed = (pattern: RegExp, start: string, as: TokenType | null, help: string): Row => ({
  pattern,
  start,
  as,
  help,
});
const comment = (pattern: Row["pattern"], start: string, sign: string, help = "a comment begins with `//`"): Row => ({
  pattern,
  start,
  as: null,
  message: `a comment does not begin with \`${sign}\``,
  help,
});

const tripleQuotes = {
  message: "there are no strings in triple quotes",
  help: "a doc is a line that begins with `///`; a string is on one line, in one pair of double quotes",
};

const rows: Readonly<Record<string, Row>> = {
  TripleEqual: operator(/===/, "=", t.Equal, "==", "equality is written `==`"),
  TripleNotEqual: operator(/!==/, "!", t.NotEqual, "!=", "inequality is written `!=`"),
  Diamond: operator(/<>/, "<", t.NotEqual, "!=", "inequality is written `!=`"),
  DoubleAmp: operator(/&&/, "&", t.word("and"), "and"),
  DoubleBar: operator(/\|\|/, "|", t.word("or"), "or", "write `or`; `concat` joins strings, `??` replaces null"),
  SingleAmp: operator(/&/, "&", t.word("and"), "and", "write `and`; there are no operators on bits"),
  Power: unfixed(/\*\*/, "*", t.Star, "write `pow(x, y)`"),
  Caret: unfixed(/\^/, "^", t.Star, "write `pow(x, y)`; there are no operators on bits"),
  Shift: unfixed(/<</, "<", t.Star, "there are no operators on bits"),
  Increment: unfixed(/\+\+/, "+", null, "write `x + 1`"),
  AssignTo: operator(/:=/, ":", t.Assign, "=", "write `=` to give a value"),
  AssignWith: unfixed(
    /[+*/%]=(?!=)|-=(?!=)/,
    "+-*/%",
    t.Assign,
    "a name has one value: give the new value another name",
  ),
  ThinArrow: unfixed(
    /->/,
    "-",
    t.Arrow,
    "an arm is `pattern => value`, a function `fn name(x: int64): int64 = …`, a feature of a view `view.feature`",
  ),
  NullSafeMember: operator(/\?\.(?=[A-Za-z_])/, "?", t.Dot, ".", "write `.`: null stays null"),
  PostgresCast: unfixed(
    /::\s*[A-Za-z_]\w*(?:\(\d+(?:\s*,\s*\d+)?\))?(?:\[\])?/,
    ":",
    null,
    "a type is called to cast: `int64(x)`, `string(x)`",
  ),
  Range: unfixed(/\.\.=?(?!\.)\w*/, ".", t.Num, "write `x between low and high`, or `range(from, to)` for a list"),
  Match: {
    pattern: { exec: (text, offset, matched) => between(/=~|!~\*?|~\*?/y, text, offset, matched) },
    start: "=!~",
    as: t.Equal,
    help: "write `regex_matches(s, pattern)`",
  },
  Tilde: operator(/~/, "~", t.word("not"), "not ", "write `not`"),
  Dollar: unfixed(/\$\{[^}\r\n]*\}|\$(?=\w)/, "$", null, "write the name alone; `${NAME}` works in YAML only"),
  Template: {
    pattern: /\{\{[^{}\r\n]*\}\}|\{%[^\r\n]*?%\}/,
    start: "{",
    as: t.ForeignName,
    message: "there are no templates",
    help: "write the name itself",
  },
  Case: {
    pattern: { exec: caseExpression },
    start: "cC",
    as: t.ForeignValue,
    message: "there is no `case when`",
    help: "write `match { condition => value, else => value }`",
  },
  SqlComment: comment({ exec: sqlComment }, "-", "--"),
  BlockComment: comment(
    /\/\*(?:[\s\S]{0,5000}?\*\/|[^\r\n]*)/,
    "/",
    "/*",
    "each line of a comment begins with `//`, each of a doc with `///`",
  ),
  HashComment: comment(/#[^\r\n]*/, "#", "#"),
  TripleQuotedValue: {
    pattern: { exec: (text, offset, matched) => (wantsOperand(matched.at(-1)) ? tripleQuoted(text, offset) : null) },
    start: "\"'",
    as: t.ForeignValue,
    ...tripleQuotes,
  },
  TripleQuoted: { pattern: { exec: tripleQuoted }, start: "\"'", as: null, ...tripleQuotes },
  StringPrefix: {
    pattern: /(?:[fF][rR]?|[rR][fF]?|[bBuU])(?=["'])/,
    start: "fFrRbBuU",
    as: null,
    message: "there are no strings with a prefix",
    help: "`concat` joins strings: `concat(a, string(b))`",
  },
  SingleQuoted: {
    pattern: /'[^'\r\n]*'?/,
    start: "'",
    as: t.Str,
    message: "single quotes do not make a string",
    help: "a string is in double quotes",
  },
  Semicolon: {
    pattern: /;/,
    start: ";",
    as: null,
    message: "there are no semicolons",
    help: "separate items by a new line or a comma",
    fix: "",
  },
  LeadingDot: {
    pattern: /\.\d\w*/,
    start: ".",
    as: t.Num,
    message: "a number does not begin with a point",
    help: "a number begins with a digit: `0.5`",
  },
};
/** Tried after the signs of the language, so that `!=` does not match as `!`. */
const lateRows: Readonly<Record<string, Row>> = {
  Bang: unfixed(/!/, "!", t.word("not"), "write `not`"),
};

const made = (table: Readonly<Record<string, Row>>): readonly Foreign[] =>
  Object.entries(table).map(([name, { pattern, start, as, message = null, help, fix = null }]) => ({
    token: createToken({ name, pattern, line_breaks: true, start_chars_hint: [...start] }),
    as,
    message,
    help,
    fix,
  }));
const early = made(rows);
const late = made(lateRows);

export const earlyForeign: readonly TokenType[] = early.map(({ token }) => token);
export const lateForeign: readonly TokenType[] = late.map(({ token }) => token);
export const foreignOf: ReadonlyMap<TokenType, Foreign> = new Map([...early, ...late].map((row) => [row.token, row]));

/**
 * `--` begins a comment if a minus makes no sense there, or if the text after it reads as prose. `a --b` and `x = --1`
 * are valid.
 */
function sqlComment(text: string, offset: number, matched: readonly IToken[]): [string] | null {
  if (!text.startsWith("--", offset)) return null;
  const rest = /[^\r\n]*/y;
  rest.lastIndex = offset;
  const line = rest.exec(text)?.[0] ?? "--";
  return isProse(line) || standsAlone(line, text, offset, matched.at(-1)) ? [line] : null;
}
/** True if no token before it could be the left operand of a minus. */
function standsAlone(line: string, text: string, offset: number, previous: IToken | undefined): boolean {
  if (previous === undefined) return true;
  const { image } = previous;
  if (image === "{" || image === "}") return /^--+(\s|$)/.test(line);
  const begins = /[\r\n]/.test(text.slice(previous.startOffset + image.length, offset));
  return begins && (image === "," || endsOperand(previous));
}
function isProse(line: string): boolean {
  const words = /^--+\s+([A-Za-z]\w*)[,:]?\s+([A-Za-z]\w*)/.exec(line);
  if (words === null) return /^--+\s*$/.test(line);
  return ![words[1], words[2]].some((text) => text !== undefined && t.wordOf(text) !== undefined);
}

/** True if an operand may end with this token. */
export const endsOperand = ({ image }: IToken): boolean =>
  /[\w"'`)\]}]$/.test(image) && (!t.reservedWords.has(image) || t.isConstant(image));

const wantsOperand = (token: IToken | undefined): boolean =>
  token !== undefined && /^(?:[=(,:[<>]|[=!<>]=|then|else|\?\?)$/.test(token.image);

/** The text that the pattern matches, if an operand comes before it. */
function between(pattern: RegExp, text: string, offset: number, matched: readonly IToken[]): [string] | null {
  const previous = matched.at(-1);
  if (previous === undefined || !endsOperand(previous)) return null;
  pattern.lastIndex = offset;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? null : [found];
}

/** `CASE … WHEN … THEN … END`, on one line or on several. */
function caseExpression(text: string, offset: number, matched: readonly IToken[]): [string] | null {
  if (/[\w.`]/.test(text[offset - 1] ?? "")) return null;
  const pattern = /case\b(?:[ \t]+[\w.]+)?\s+when\b[^{}]{0,5000}?\bend\b/iy;
  pattern.lastIndex = offset;
  const found = pattern.exec(text)?.[0];
  return found === undefined || matched.at(-1)?.image === "." ? null : [found];
}

/** Three quotes, up to the next three quotes. */
function tripleQuoted(text: string, offset: number): [string] | null {
  const pattern = /("""|''')[\s\S]{0,5000}?\1/y;
  pattern.lastIndex = offset;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? null : [found];
}
