/** Syntax errors as data: `compiler/diagnostics/catalog/syntax.ts` has a row for each code. */
import type { Span } from "./ast.js";

export type IssueCode =
  | "unexpected"
  | "unclosed"
  | "bad-number"
  | "bad-string"
  | "bad-escape"
  | "bad-character"
  | "foreign"
  | "chained"
  | "misplaced-not"
  | "too-deep"
  | "dangling-lead"
  | "glued-type"
  | "reserved-name"
  | "backtick"
  | "comment-operand";

export interface SyntaxIssue {
  readonly code: IssueCode;
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  /** The replacement for the span that fixes the error. */
  readonly fix?: string;
  /** The issue counts only if this is a name of the project. */
  readonly operand?: string;
  /** The name that the text calls as a method, `x.method(…)`. The help is right only if a function has this name. */
  readonly method?: string;
}
