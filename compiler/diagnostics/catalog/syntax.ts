/** Syntax: FEAT1xxx. One row for each kind of issue that `grammar/` finds; the issue brings its own words. */
import type { IssueCode, SyntaxIssue } from "../../../grammar/index.js";
import { type Diagnostic, type DiagnosticKind, define, type Severity } from "../diagnostic.js";

type Kind = DiagnosticKind<{ issue: SyntaxIssue }>;
const row = (code: string, name: string, severity: Severity = "error"): Kind =>
  define({
    code,
    name,
    severity,
    message: ({ issue }) => issue.message,
    help: ({ issue }) => issue.help ?? null,
  });

export const syntax: Readonly<Record<IssueCode, Kind>> = {
  unexpected: row("FEAT1001", "unexpected-token"),
  unclosed: row("FEAT1002", "unclosed-bracket"),
  "bad-number": row("FEAT1003", "bad-number"),
  "bad-string": row("FEAT1004", "unclosed-string"),
  "bad-escape": row("FEAT1005", "bad-escape"),
  "bad-character": row("FEAT1006", "bad-character"),
  foreign: row("FEAT1007", "foreign-syntax"),
  chained: row("FEAT1008", "chained-comparison"),
  "misplaced-not": row("FEAT1009", "misplaced-not"),
  "too-deep": row("FEAT1010", "too-deep"),
  "dangling-lead": row("FEAT1011", "dangling-doc-or-annotation"),
  "glued-type": row("FEAT1012", "glued-type"),
  "reserved-name": row("FEAT1013", "reserved-name"),
  backtick: row("FEAT1014", "bad-backtick"),
  "comment-operand": row("FEAT1015", "comment-operand", "warning"),
};

export const syntaxDiagnostics = (file: string, issues: readonly SyntaxIssue[]): Diagnostic[] =>
  issues.map((issue) => {
    const place = { file, span: issue.span };
    return syntax[issue.code].at(place, { issue }, issue.fix === undefined ? {} : { fix: { place, text: issue.fix } });
  });
