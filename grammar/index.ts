/**
 * The grammar: text → syntax tree.
 *
 * In: the text of one `.feat` file. Out: its tree, and its syntax errors in the order of the text.
 * Always: it never throws. A broken item does not affect other items, and stays in the tree, marked `incomplete`. Every
 * span is inside the text. The grammar knows nothing about names, types or other files.
 */
import type { IToken } from "chevrotain";
import type { File, Span } from "./ast.js";
import { commentOperands } from "./comment-operands.js";
import { foldCase } from "./fold-case.js";
import type { SyntaxIssue } from "./issues.js";
import { lex } from "./lexer.js";
import { toIssue } from "./messages.js";
import { FeatParser } from "./parser.js";

export type * from "./ast.js";
export { childKeys, children, walk } from "./children.js";
export { idiomAt } from "./idioms/index.js";
export type { IssueCode, SyntaxIssue } from "./issues.js";
export { oneLine } from "./one-line.js";
export { durationMicros } from "./strings.js";
export type { Highlight, TokenRow } from "./tokens.js";
export { reservedWords, tokenTable } from "./tokens.js";

export interface Parsed {
  readonly file: File;
  readonly issues: readonly SyntaxIssue[];
  /** Valid text that may not mean what its author intended. */
  readonly warnings: readonly SyntaxIssue[];
}

/** One parser for the process: it takes milliseconds to make, and parsing is synchronous. */
let shared: FeatParser | undefined;

export function parse(text: string): Parsed {
  shared ??= new FeatParser();
  const { tokens, issues, balanced, comments } = lex(text);
  const run = { text, balanced };
  let read = readFile(shared, tokens, run);
  // If a file does not parse, a word like `AND` in capitals may be the reason.
  const folded = read.issues.length > 0 ? foldCase(tokens) : [];
  if (folded.length > 0) read = readFile(shared, tokens, run);
  const signs = issues.filter((issue) => issue.code !== "foreign" || !isWithin(issue.span, read.skipped));
  const found = [...signs, ...folded, ...read.issues];
  const warnings = commentOperands(text, read.file, comments, isExpression);
  return { file: read.file, issues: inOrder(found, text.length), warnings };
}

interface Read {
  readonly file: File;
  readonly issues: readonly SyntaxIssue[];
  /** The spans that the parser skipped after syntax errors, in the order of the text. */
  readonly skipped: readonly Span[];
}

function readFile(parser: FeatParser, tokens: IToken[], { text, balanced }: { text: string; balanced: boolean }): Read {
  parser.input = tokens;
  parser.text = text;
  parser.balanced = balanced;
  const file = parser.file();
  // Lists report the text that they skip themselves.
  const errors = parser.errors.filter((error) => error.name !== "NotAllInputParsedException");
  const issues = [...parser.issues, ...errors.map((error) => toIssue(error, text))];
  const skipped = [...parser.skipped];
  parser.input = [];
  return { file, issues, skipped };
}

/** True if the text could be the value of a feature. */
function isExpression(text: string): boolean {
  const before = "transform t { x = ";
  const { tokens, issues, balanced, comments } = lex(`${before}${text}\n}`);
  if (shared === undefined || issues.length > 0 || comments.length > 0) return false;
  const { file, issues: wrong } = readFile(shared, tokens, { text: `${before}${text}\n}`, balanced });
  const [first] = file.declarations;
  return (
    wrong.length === 0 && file.declarations.length === 1 && first?.kind === "transform" && first.items.length === 1
  );
}

function inOrder(issues: readonly SyntaxIssue[], length: number): SyntaxIssue[] {
  const sorted = issues
    .map((issue) => ({ ...issue, span: clamp(issue.span, length) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // One place gets one issue: one about another language if there is one, else the first.
  const kept: SyntaxIssue[] = [];
  for (const issue of sorted) {
    if (!samePlace(issue, kept.at(-1))) kept.push(issue);
    else if (issue.code === "foreign") kept[kept.length - 1] = issue;
  }
  const inner = insideOthers(kept.filter(({ code }) => code === "foreign"));
  return kept.filter((issue) => !inner.has(issue));
}

/** The issues whose span lies within the span of another: the outer one reports the whole idiom of another language. */
function insideOthers(issues: readonly SyntaxIssue[]): ReadonlySet<SyntaxIssue> {
  const inner = new Set<SyntaxIssue>();
  let furthest = -1;
  for (const issue of issues.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)) {
    if (issue.span.end <= furthest) inner.add(issue);
    furthest = Math.max(furthest, issue.span.end);
  }
  return inner;
}

/** Text that was skipped after an error is not judged: a sign of another language in it is part of the same slip. */
const isWithin = ({ start, end }: Span, ranges: readonly Span[]): boolean => {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start <= start;
};

const samePlace = (a: SyntaxIssue, b: SyntaxIssue | undefined): boolean =>
  a.span.start === b?.span.start && a.span.end === b.span.end;

const clamp = ({ start, end }: { start: number; end: number }, length: number) => ({
  start: Math.min(start, length),
  end: Math.min(Math.max(start, end), length),
});
