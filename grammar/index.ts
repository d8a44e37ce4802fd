/**
 * The grammar: text → syntax tree.
 *
 * In: the text of one `.feat` file. Out: its tree, and what is wrong with its syntax, in the order of the text.
 * Always: never throws; a broken item costs that item alone, and stays in the tree, marked `incomplete`; every span lies in the text;
 * knows nothing of names, types or other files.
 */
import type { IRecognitionException } from "chevrotain";
import type { File } from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { lex, tokenSpan } from "./lexer.js";
import { FeatParser } from "./parser.js";
import { describe, helpFor, MAX_CHAIN, MAX_DEPTH, TooDeep } from "./parser-base.js";

export type * from "./ast.js";
export { childKeys, children, walk } from "./children.js";
export type { IssueCode, SyntaxIssue } from "./issues.js";
export { reservedWords, words } from "./tokens.js";

export interface Parsed {
  readonly file: File;
  readonly issues: readonly SyntaxIssue[];
}

/** One for the process: making it costs milliseconds, and a parse is synchronous. */
let shared: FeatParser | undefined;

export function parse(text: string): Parsed {
  shared ??= new FeatParser();
  const parser = shared;
  const { tokens, issues } = lex(text);
  parser.text = text;
  parser.input = tokens;
  let file: File;
  const found: SyntaxIssue[] = [...issues];
  try {
    file = parser.file() ?? { kind: "file", declarations: [], span: { start: 0, end: text.length } };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    file = { kind: "file", declarations: [], span: { start: 0, end: text.length }, incomplete: true };
    found.push({
      code: "too-deep",
      message: "an expression or type that is nested too deep",
      span: error.span,
      help: `at most ${MAX_DEPTH} levels, and ${MAX_CHAIN} operators in a row`,
    });
  }
  // What is left over after an error is the list's own report, or lies behind what was nested too deep.
  const errors = parser.errors.filter((error) => error.name !== "NotAllInputParsedException");
  found.push(...errors.map((error) => toIssue(error, text)), ...parser.issues);
  const sorted = found
    .map((issue) => ({ ...issue, span: clamp(issue.span, text.length) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // One place, one complaint: the first to fail there knows best.
  return { file, issues: sorted.filter((issue, i) => i === 0 || !samePlace(issue, sorted[i - 1]!)) };
}

const samePlace = (a: SyntaxIssue, b: SyntaxIssue): boolean =>
  a.span.start === b.span.start && a.span.end === b.span.end;

function toIssue(error: IRecognitionException, text: string): SyntaxIssue {
  const token = error.token;
  const end = Number.isNaN(token.startOffset);
  const previous = (error as { previousToken?: typeof token }).previousToken;
  const span = end
    ? {
        start: previous === undefined || Number.isNaN(previous.startOffset) ? text.length : tokenSpan(previous).end,
        end: text.length,
      }
    : tokenSpan(token);
  return {
    code: "unexpected",
    message: `${error.message}, found ${describe(token)}`,
    span: end ? { start: span.start, end: span.start } : span,
    ...helpFor(token),
  };
}

const clamp = ({ start, end }: { start: number; end: number }, length: number) => ({
  start: Math.min(start, length),
  end: Math.min(Math.max(start, end), length),
});
