import { expect } from "vitest";
import {
  children,
  type Expr,
  type File,
  type Node,
  parse,
  type Span,
  type SyntaxIssue,
} from "../../../grammar/index.js";
import * as print from "./print.js";

/** `«…»` marks where an issue is expected, ordered by start; `«»` marks an empty span. */
export function unmark(marked: string): { text: string; spans: Span[] } {
  let text = "";
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  for (const piece of marked.split(/([«»])/)) {
    if (piece === "«") open.push(spans.push({ start: text.length, end: text.length }) - 1);
    else if (piece === "»") {
      const span = spans[open.pop() ?? -1];
      if (span !== undefined) span.end = text.length;
    } else text += piece;
  }
  return { text, spans };
}

/** The issues of a marked text are at its marks, with these codes or these words. */
export function checkIssues(
  marked: string,
  ...expected: (string | RegExp)[]
): { file: File; issues: readonly SyntaxIssue[] } {
  const { text, spans } = unmark(marked);
  const { file, issues } = parse(text);
  const shown = issues.map(({ code, message, span }) => `${code}: ${message} @${text.slice(span.start, span.end)}`);
  expect(
    issues.map(({ span }) => span),
    shown.join("\n"),
  ).toEqual(spans);
  expect(issues.length, shown.join("\n")).toBe(expected.length);
  issues.forEach(({ code, message, help }, i) => {
    const want = expected[i] ?? "";
    if (typeof want === "string") expect(code, shown[i]).toBe(want);
    else expect(`${message} — ${help ?? ""}`).toMatch(want);
  });
  checkTree(text, file, issues);
  return { file, issues };
}

/** A text without issues, whose tree is this s-expression. */
export function checkShape(text: string, expected: string): void {
  const { file, issues } = parse(text);
  expect(issues, text).toEqual([]);
  expect(print.file(file)).toBe(expected);
  checkTree(text, file, issues);
}

export function checkExpr(text: string, expected: string): void {
  const before = "transform t { x = ";
  const { file, issues } = parse(`${before}${text} }`);
  expect(issues, text).toEqual([]);
  expect(print.expr(firstValue(file))).toBe(expected);
  checkTree(`${before}${text} }`, file, issues);
}

/** The value of the first item of the first declaration. */
export function firstValue(file: File): Expr {
  const [first] = file.declarations;
  const item = first?.kind === "transform" || first?.kind === "view" ? first.items[0] : undefined;
  if (item?.kind !== "feature" || item.value === null) throw new Error("no value");
  return item.value;
}

/** Every node, found through all properties rather than the table of child keys. */
export function allNodes(root: object): Node[] {
  const found: Node[] = [];
  const stack: object[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isNode(next)) found.push(next);
    for (const value of Object.values(next)) if (typeof value === "object" && value !== null) stack.push(value);
  }
  return found;
}
const isNode = (value: object): value is Node => "kind" in value && "span" in value;

/** The height of the tree. */
export function heightOf(root: Node): number {
  let level: Node[] = [root];
  let height = 0;
  for (; level.length > 0; height++) level = level.flatMap(children);
  return height;
}

/** Checks the invariants of a tree and its issues. */
export function checkTree(text: string, file: File, issues: readonly SyntaxIssue[]): void {
  for (const { span } of [...allNodes(file), ...issues]) {
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length))
      throw new Error(`span ${span.start}..${span.end} in a text of ${text.length}`);
  }
  if (issues.some((issue, i) => i > 0 && issue.span.start < (issues[i - 1]?.span.start ?? 0)))
    throw new Error("issues out of order");
  if (issues.length === 0 && allNodes(file).some((node) => node.incomplete === true || node.kind === "missing"))
    throw new Error("something is incomplete, and nothing was reported");
}
