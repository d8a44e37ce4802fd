/** The library's errors in our words: what was expected, where, and what newcomers from SQL and TypeScript most likely meant. */
import {
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
  tokenLabel,
} from "chevrotain";
import type { Span } from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { tokenSpan } from "./lexer.js";
import * as t from "./tokens.js";

const whatRuleReads: Readonly<Record<string, string>> = {
  expr: "an expression",
  postfix: "an expression",
  argument: "an argument",
  atom: "a literal",
  literal: "a literal",
  literalList: "a literal",
  typeNode: "a type",
  declaration: "a declaration",
  arm: "`else`, or a pattern and `=>`",
  testStep: "`given`, `at`, `for` or `expect`",
  given: "a row, or `[` and rows",
  source: "`from`, or `{` and the branches of a union",
  columns: "a column",
  join: "a column's name, or `(` and keys",
  window: "a window: `7d`, `lifetime`, `last 10 rows` …",
  extent: "a window: `7d`, `lifetime`, `last 10 rows` …",
  over: "a window, or `[` and several",
  by: "`in [ … ]` or `top`",
  rollup: "`where`, `by`, `each` or `over`",
  clause: "a clause of the view",
  viewItem: "a feature",
  transformItem: "a feature",
  pick: "`view.*`, `view.feature` or `view { … }`",
  dotPick: "`*` or a feature's name",
  blockPick: "`{` and the features",
  enumDecl: "a value",
  infix: "an operator",
  isNull: "`null` or `not null`",
};

const named = (rule: string): string => whatRuleReads[rule] ?? "something else";

export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }: { expected: TokenType }) => `expected ${tokenLabel(expected)}`,
  buildNotAllInputParsedMessage: () => "expected a declaration",
  buildNoViableAltMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
  buildEarlyExitMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
};

/** What a rule's own errors have in common. */
const helpOfRule: Readonly<Record<string, string>> = {
  ifExpr: "write `if condition then value else other`: both branches are needed",
  arm: "an arm is `pattern => value`, or `else => value`",
  duration: "a duration is an integer and one of us, ms, s, m, h, d, w: `7d`",
  window: "write `over 7d`, `over [1d, 7d]`, `over lifetime`",
  over: "write `over 7d`, `over [1d, 7d]`, `over lifetime`",
  isNull: "write `x is null` or `x is not null`",
  view: "a view is `view name for entity from source { … }`",
  source: "a source is `source name from other { … }`",
  fn: "a function is `fn name(x: int64): int64 = …`",
  param: "a parameter says its type: `x: int64`",
  key: "a key is bound by one `=`: `(customer_id = buyer_id)`",
  declaration: t.declarationHelp,
  "a declaration": t.declarationHelp,
};

const helpOfToken: Readonly<Record<string, string>> = {
  "?": "there is no `? :`; write `if … then … else …`",
  "=>": "`=>` stands in the arms of a `match` only; what a lambda does, `each x in xs` does",
  "=": "a feature is `name = value`; equality is written `==`",
  "==": "a value is given by one `=`",
  ";": "items need no separator",
  elif: "write `else if`",
  import: "there are no imports: the files of a project share their names",
};

/** Idioms of other languages, by the line that failed. */
const idioms: readonly { readonly pattern: RegExp; readonly message: string; readonly help: string }[] = [
  {
    pattern: /\bcase\s+(?:\w+\s+)?when\b/i,
    message: "there is no `case when`",
    help: "write `match { condition => value, else => value }`",
  },
  {
    pattern: /\bgroup\s+by\b/i,
    message: "there is no `group by`",
    help: "a view groups by its entity; `count() by country` makes a map",
  },
  {
    pattern: /\binterval\s*(?=["'\d])/i,
    message: "there are no intervals",
    help: "a window is `over 7d`; between instants there are `seconds_between`, `hours_between`, `days_between`",
  },
  { pattern: /\belse?if\b|\belsif\b/i, message: "there is no `elif`", help: "write `else if`" },
];

/** `end`, or what stands there. */
export function describe(token: IToken): string {
  if (Number.isNaN(token.startOffset) || token.image === "") return "the end of the file";
  if (token.tokenType === t.DocComment) return "a doc comment";
  if (t.reservedWords.has(token.image)) return `the word \`${token.image}\``;
  return `\`${token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image}\``;
}

function helpFor(token: IToken, previous: IToken | null, rule: string): string | undefined {
  const { image, tokenType } = token;
  if (tokenType === t.LineMinus)
    return "a `-` that begins a line is no minus between two values: end the line before with it, or use parentheses";
  if ((tokenType === t.LParen || tokenType === t.LBracket) && previous !== null && t.isName(previous))
    return `\`${image}\` touches the name before it: \`${previous.image}${image}\``;
  if (previous !== null && /^[=:.]$/.test(image) && t.isSoftWord(previous))
    return `\`${previous.image}\` belongs to what stands before it; a comma before it makes it a name`;
  if (tokenType === t.DocComment)
    return "a doc comment stands before a declaration or an item; a plain one begins with `//`";
  const lower = image.toLowerCase();
  if (lower !== image && t.wordOf(lower) !== undefined) return `words are in lower case: \`${lower}\``;
  // What is missing from a signature is not what stands in its place.
  if (rule === "fn" || rule === "param") return helpOfRule[rule];
  if (rule === "postfix" && image === "if")
    return "an `if` as an operand stands in parentheses: `(if condition then value else other)`";
  if (Object.hasOwn(helpOfToken, image)) return helpOfToken[image];
  if (Object.hasOwn(helpOfRule, rule)) return helpOfRule[rule];
  return t.reservedWords.has(image) ? reservedHelp(image) : undefined;
}
const reservedHelp = (image: string): string =>
  `\`${image}\` is reserved; a column of that name is written in backticks`;

const withHelp = (issue: SyntaxIssue, help: string | undefined): SyntaxIssue =>
  help === undefined ? issue : { ...issue, help };

/** Something stands where an item of a list should. */
export function expectedItem(what: string, token: IToken, next: IToken, previous: IToken): SyntaxIssue {
  const span = tokenSpan(token);
  if (t.reservedWords.has(token.image) && (next.tokenType === t.Assign || next.tokenType === t.Colon))
    return reserved(token);
  const message = `expected ${what}, found ${describe(token)}`;
  return withHelp({ code: "unexpected", message, span }, helpFor(token, previous, what));
}

const reserved = (token: IToken): SyntaxIssue => ({
  code: "reserved-name",
  message: `\`${token.image}\` is a reserved word, no name`,
  span: tokenSpan(token),
  help: "choose another name; a column of that name is written in backticks",
});

export function toIssue(error: IRecognitionException, text: string): SyntaxIssue {
  const { token } = error;
  const previous = previousOf(error);
  const rule = error.context.ruleStack.at(-1) ?? "";
  const atEnd = Number.isNaN(token.startOffset);
  if (t.reservedWords.has(token.image) && (error.message === "expected a name" || rule === "dotPick"))
    return reserved(token);
  // What is missing at the end of a line is missing there, not where the next line begins.
  const before = previous === null ? null : tokenSpan(previous);
  const late = before !== null && (atEnd || /[\r\n]/.test(text.slice(before.end, token.startOffset)));
  const issue: SyntaxIssue =
    late && previous !== null
      ? { code: "unexpected", message: `${error.message} after ${describe(previous)}`, span: before }
      : {
          code: "unexpected",
          message: `${error.message}, found ${describe(token)}`,
          span: atEnd ? { start: text.length, end: text.length } : tokenSpan(token),
        };
  return withHelp(issue, helpFor(token, previous, rule));
}

function previousOf(error: IRecognitionException): IToken | null {
  if (!("previousToken" in error)) return null;
  const previous = error.previousToken as IToken | undefined;
  return previous === undefined || Number.isNaN(previous.startOffset) ? null : previous;
}

/** Where the line of an unexpected token has an idiom of another language, that is what is wrong. */
export function withIdiom(issue: SyntaxIssue, text: string): SyntaxIssue {
  if (issue.code !== "unexpected") return issue;
  const line = lineAround(text, issue.span);
  const written = text.slice(line.start, line.end);
  for (const { pattern, message, help } of idioms) {
    const match = pattern.exec(written);
    if (match === null) continue;
    const start = line.start + match.index;
    return { code: "foreign", message, span: { start, end: start + match[0].trimEnd().length }, help };
  }
  return issue;
}

/** The line around a place, as far as anyone writes one by hand. */
function lineAround(text: string, { start }: Span): Span {
  const before = text.slice(Math.max(0, start - 200), start);
  const after = text.slice(start, start + 200);
  return {
    start: start - (/[^\r\n]*$/.exec(before)?.[0].length ?? 0),
    end: start + (/^[^\r\n]*/.exec(after)?.[0].length ?? 0),
  };
}

export const tooDeep = (span: Span, depth: number): SyntaxIssue => ({
  code: "too-deep",
  message: "nested too deep",
  span,
  help: `at most ${depth} levels: name a part of it in a \`let\``,
});

const closers: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };
export const closerOf = (open: string): string => closers[open] ?? open;
