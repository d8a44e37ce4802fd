/**
 * Turns the parser library's errors into issues: what was expected, where, and what a newcomer from SQL or TypeScript
 * probably meant.
 */
import {
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
  tokenLabel,
} from "chevrotain";
import type { Span } from "./ast.js";
import { durationHelp } from "./idioms/durations.js";
import { idiomAt } from "./idioms/index.js";
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
  view: "an entity's name",
  namedType: "a number",
  suffix: "`?` or `[]`",
  mapType: "`>`",
  columnStar: "a column",
  lead: "a declaration",

  transformItem: "a feature",
  pick: "`view.*`, `view.feature` or `view { … }`",
  dotPick: "`*` or a feature's name",
  blockPick: "`{` and the features",
  enumDecl: "a value",
  infix: "an operator",
  isNull: "`null` or `not null`",
};

const named = (rule: string): string => whatRuleReads[rule] ?? "the end of the line";

export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }: { expected: TokenType }) => `expected ${tokenLabel(expected)}`,
  buildNotAllInputParsedMessage: () => "expected a declaration",
  buildNoViableAltMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
  buildEarlyExitMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
};

/** How a declaration, or a part of one, is written. It is the help if a part is missing. */
const shapeOfRule: Readonly<Record<string, string>> = {
  entity: "an entity is `entity name { key: type }`",
  request: "a request is `request name { field: type }`",
  enumDecl: "an enum is `enum name { a, b }`",
  view: "a view is `view name for entity from source { … }`",
  entityRef: "a view is `view name for entity from source { … }`",
  source: "a source is `source name from other { … }`",
  rows: "a source is `source name from other { … }`",
  transform: "a transform is `transform name { feature = value }`",
  service: "a service is `service name { view.*, view.feature }`",
  test: 'a test is `test "title" { given view { x: 1 } expect view { y: 2 } }`',
  testStep: 'write `given view { x: 1 }`, `at "2024-01-31T09:30:00Z"`, `for { key: 1 }` or `expect view { y: 2 }`',
  given: "write `given view { x: 1 }`, or of a source `given source [{ x: 1 } { x: 2 }]`",
  fn: "a function is `fn name(x: int64): int64 = …`",
  externFn: 'write `extern fn name(x: int64): int64 from "./file.ts"`',
  param: "a parameter needs its type: `x: int64`",
  params: "a function is `fn name(x: int64): int64 = …`",
  field: "a field is `name: type`",
  rowField: "a field is `name: value`",
  key: "a key is bound by one `=`: `(customer_id = buyer_id)`",
  keys: "a key is bound by one `=`: `(customer_id = buyer_id)`",
  pick: "write `view.*`, `view.feature` or `view { a, b }`",
  dotPick: "write `view.*` or `view.feature`",
  blockPick: "write `view.*`, `view.feature` or `view { a, b }`",
  pickedStar: "write `view { * }` or `view { * except { a } }`",
  except: "write `view.* except { a, b }`",
  use: "write `use view`, or `use view (key = value)`",
  join: "write `join table on key`, or `join table on (theirs = ours)`",
};

/** Help for errors of a rule. */
const helpOfRule: Readonly<Record<string, string>> = {
  ifExpr: "write `if condition then value else other`: both branches are needed",
  arm: "an arm is `pattern => value`, or `else => value`",
  duration: durationHelp,
  window: "write `over 7d`, `over [1d, 7d]`, `over lifetime`",
  over: "write `over 7d`, `over [1d, 7d]`, `over lifetime`",
  lastRows: "write `over last 10 rows`",
  isNull: "write `x is null` or `x is not null`",
  typeNode: "a type is a name like `int64` or `string?`, `T[]`, `struct { … }` or `map<K, V>`",
  literal: "a literal is a number, a string, `true`, `false`, `null` or a list of them",
  annotation: 'an annotation is `@owner("team")`',
  postfix: "a value is a name, a literal, a call, or an expression in parentheses",
  letItem: "write `let name = value`",
  "a feature": "a feature is `name = value`; in a view a column's name alone is its latest value",
  "a column": "a column is `name` or `name = value`; `*` takes all columns, and comes first",
  "a field": "a field is a name, `:` and what it has",
  "a value": "the values of an enum are names alone",
  "an arm": "an arm is `pattern => value`, or `else => value`",
  "`from`": "a source is `source name from other { … }`",
  "`given`, `at`, `for` or `expect`": "write `given view { x: 1 }` and `expect view { y: 2 }`",
  "`view.*`, `view.feature` or `view { … }`": "names are written without quotes: `view.*`, `view.feature`",
  "a feature's name": "write `except { a, b }`",
  declaration: t.declarationHelp,
  "a declaration": t.declarationHelp,
};

/** Help for a missing token. */
const helpOfExpected: Readonly<Record<string, string>> = {
  "expected `)`": "each `(` needs its `)`; arguments have commas between them",
  "expected `]`": "each `[` needs its `]`; elements have commas between them",
  "expected `,` or `]`": "each `[` needs its `]`; elements have commas between them",
  "expected `}`": "each `{` needs its `}`",
};

const helpOfToken: Readonly<Record<string, string>> = {
  "?": "there is no `? :`; write `if … then … else …`",
  "=>": "`=>` belongs in the arms of a `match`; for a lambda write `each x in xs`",
  "=": "a feature is `name = value`; equality is written `==`",
  "==": "write one `=` to give a value",
  ";": "separate items by a new line or a comma",
};

/** A token as messages name it. */
export function describe(token: IToken): string {
  if (Number.isNaN(token.startOffset) || token.image === "") return "the end of the file";
  if (token.tokenType === t.DocComment) return "a doc comment";
  if (t.reservedWords.has(token.image)) return `the word \`${token.image}\``;
  return `\`${token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image}\``;
}

function helpFor(token: IToken, previous: IToken | null, rule: string): string | undefined {
  const { image, tokenType } = token;
  if (tokenType === t.LineMinus)
    return "a `-` at the start of a line does not subtract: put it at the end of the line before, or use parentheses";
  if (previous !== null && /^[=:.]$|^=>$/.test(image) && t.isSoftWord(previous) && !clauses.has(previous.image))
    return `\`${previous.image}\` belongs to the text before it; put a comma before it to make it a name`;
  if (tokenType === t.DocComment)
    return "a doc comment goes before a declaration or an item; a plain one begins with `//`";
  const lower = image.toLowerCase();
  if (lower !== image && t.wordOf(lower) !== undefined) return `words are in lower case: \`${lower}\``;
  if (Object.hasOwn(shapeOfRule, rule)) return shapeOfRule[rule];
  if ((tokenType === t.LParen || tokenType === t.LBracket) && previous !== null && t.isName(previous))
    return `\`${image}\` touches the name before it: \`${previous.image}${image}\``;
  if (rule === "postfix" && image === "if")
    return "put an `if` that is an operand in parentheses: `(if condition then value else other)`";
  if (Object.hasOwn(helpOfToken, image)) return helpOfToken[image];
  if (t.reservedWords.has(image) && (rule === "postfix" || !Object.hasOwn(helpOfRule, rule)))
    return reservedHelp(image);
  return helpOfRule[rule];
}
/** Words that begin a clause in a declaration's head: a name is not possible there. */
const clauses: ReadonlySet<string> = new Set([
  "ttl",
  "delay",
  "every",
  "after",
  "for",
  "from",
  "on",
  "given",
  "expect",
]);
const reservedHelp = (image: string): string =>
  `\`${image}\` is reserved; a column of that name is written in backticks`;

const withHelp = (issue: SyntaxIssue, help: string | undefined): SyntaxIssue =>
  help === undefined ? issue : { ...issue, help };

/** The issue for a token where an item of a list should be. */
export function expectedItem(
  what: string,
  token: IToken,
  next: IToken,
  previous: IToken,
  continues: boolean,
): SyntaxIssue {
  const span = tokenSpan(token);
  if (t.reservedWords.has(token.image) && (next.tokenType === t.Assign || next.tokenType === t.Colon))
    return reserved(token);
  if (/^[)\]}]$/.test(token.image)) {
    const message = `\`${token.image}\` closes no bracket`;
    return { code: "unexpected", message, span, help: "remove it, or open the bracket before it" };
  }
  const help = helpFor(token, previous, what);
  if (!continues)
    return withHelp({ code: "unexpected", message: `expected ${what}, found ${describe(token)}`, span }, help);
  const end = what === "a declaration" ? "a new line" : "a comma or a new line";
  const message = `expected ${end} after ${describe(previous)}, found ${describe(token)}`;
  return withHelp({ code: "unexpected", message, span }, help ?? "an item ends with its line, or with a comma");
}

const reserved = (token: IToken): SyntaxIssue => ({
  code: "reserved-name",
  message: `\`${token.image}\` is a reserved word, not a name`,
  span: tokenSpan(token),
  help: "choose another name; a column of that name is written in backticks",
});

export function toIssue(error: IRecognitionException, text: string): SyntaxIssue {
  const { token } = error;
  const previous = previousOf(error);
  const rules = error.context.ruleStack;
  // For a name, the rule around it matters.
  const rule = rules.findLast((name) => name !== "nameNode") ?? "";
  const atEnd = Number.isNaN(token.startOffset);
  if (t.reservedWords.has(token.image) && (error.message === "expected a name" || rule === "dotPick"))
    return withIdiom(reserved(token), text, declarationOf(rules));
  // Report a token that is missing at the end of a line there, not at the start of the next line.
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
  const around = rules.findLast((name) => Object.hasOwn(shapeOfRule, name)) ?? "";
  const help =
    helpOfExpected[error.message] ??
    helpOfName(error.message, token) ??
    helpFor(token, previous, rule) ??
    shapeOfRule[around];
  return withIdiom(withHelp(issue, help), text, declarationOf(rules));
}

function helpOfName(message: string, { tokenType }: IToken): string | undefined {
  if (message !== "expected a name") return undefined;
  if (tokenType === t.Str) return "a name is written without quotes";
  return tokenType === t.Num || tokenType === t.DurationToken ? "a name begins with a letter" : undefined;
}

function previousOf(error: IRecognitionException): IToken | null {
  if (!("previousToken" in error)) return null;
  const previous = error.previousToken as IToken | undefined;
  return previous === undefined || Number.isNaN(previous.startOffset) ? null : previous;
}

/** Replaces an issue by a more helpful one, if its place holds an idiom of another language. */
export function withIdiom(issue: SyntaxIssue, text: string, within: string): SyntaxIssue {
  // A reserved word used as a name is an error of its own, except after a dot.
  const asked = issue.code === "unexpected" || (issue.code === "reserved-name" && text[issue.span.start - 1] === ".");
  if (!asked) return issue;
  return idiomAt(text, issue.span, within) ?? issue;
}

const wordOfRule: Readonly<Record<string, string>> = { enumDecl: "enum", externFn: "extern" };

/** The keyword of the declaration around the rules; "" outside declarations. */
function declarationOf(rules: readonly string[]): string {
  const rule = rules[rules.indexOf("declaration") + 1] ?? "";
  return wordOfRule[rule] ?? rule;
}

export const tooDeep = (span: Span, depth: number): SyntaxIssue => ({
  code: "too-deep",
  message: "nested too deep",
  span,
  help: `at most ${depth} levels: name a part of it in a \`let\``,
});

const closers: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };
export const closerOf = (open: string): string => closers[open] ?? open;
