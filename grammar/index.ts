/**
 * The grammar: text → syntax tree.
 *
 * In: the text of one `.feat` file. Out: its tree, and what is wrong with its syntax, in the order of the text.
 * Always: never throws; a broken item costs that item alone, and stays in the tree, marked `incomplete`; every span lies in the text;
 * knows nothing of names, types or other files.
 */
import type { File } from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { lex } from "./lexer.js";
import { toIssue, withIdiom } from "./messages.js";
import { FeatParser } from "./parser.js";

export type * from "./ast.js";
export { childKeys, children, walk } from "./children.js";
export type { IssueCode, SyntaxIssue } from "./issues.js";
export { oneLine } from "./one-line.js";
export { durationMicros } from "./strings.js";
export type { Highlight, TokenRow } from "./tokens.js";
export { reservedWords, tokenTable } from "./tokens.js";

export interface Parsed {
  readonly file: File;
  readonly issues: readonly SyntaxIssue[];
}

/** One for the process: making it costs milliseconds, and a parse is synchronous. */
let shared: FeatParser | undefined;

export function parse(text: string): Parsed {
  shared ??= new FeatParser();
  const parser = shared;
  const { tokens, issues, balanced } = lex(text);
  parser.input = tokens;
  parser.text = text;
  parser.balanced = balanced;
  const file = parser.file();
  // A list reports what it skips itself.
  const errors = parser.errors.filter((error) => error.name !== "NotAllInputParsedException");
  const unread = [...parser.issues, ...errors.map((error) => toIssue(error, text))];
  const found = [...issues, ...unread.map((issue) => withIdiom(issue, text))];
  parser.input = [];
  return { file, issues: inOrder(found, text.length) };
}

function inOrder(issues: readonly SyntaxIssue[], length: number): SyntaxIssue[] {
  const sorted = issues
    .map((issue) => ({ ...issue, span: clamp(issue.span, length) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // One place, one complaint: the first to fail there knows best.
  return sorted.filter((issue, i) => i === 0 || !samePlace(issue, sorted[i - 1]));
}

const samePlace = (a: SyntaxIssue, b: SyntaxIssue | undefined): boolean =>
  a.span.start === b?.span.start && a.span.end === b.span.end;

const clamp = ({ start, end }: { start: number; end: number }, length: number) => ({
  start: Math.min(start, length),
  end: Math.min(Math.max(start, end), length),
});
