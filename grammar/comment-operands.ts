import type { IToken } from "chevrotain";
import type { Expr, File, Node } from "./ast.js";
import { walk } from "./children.js";
import type { SyntaxIssue } from "./issues.js";

/**
 * A comment that may be meant as a divisor begins like this: a number, a name or a bracket, then nothing, an operator
 * or a closing bracket.
 */
const begins =
  /^\/\/\s*(?:\d[\w.]*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|(?=\())\s*(?:$|[-+*/%<>=!?,)(\]}[]|(?:default|and|or|over|where)\b)/;

/**
 * `x // 100.0` is `x` and a comment, though its author may have meant to divide.
 *
 * In: a text, its tree and its comments. Out: a warning for each comment that follows an expression and reads as an
 * operand. If the comment begins with a name, the warning has the name in `operand`, and the caller checks whether the
 * project has that name.
 */
export function commentOperands(
  text: string,
  file: File,
  comments: readonly IToken[],
  isExpression: (text: string) => boolean,
): SyntaxIssue[] {
  const likely = comments.filter(({ image, startOffset }) => {
    if (image.startsWith("///") || !begins.test(image)) return false;
    return /\S[ \t]*$/.test(text.slice(Math.max(0, startOffset - 100), startOffset));
  });
  if (likely.length === 0) return [];
  const ends = endsOfExpressions(file);
  return likely.flatMap(({ image, startOffset }) => {
    let end = startOffset;
    while (text[end - 1] === " " || text[end - 1] === "\t") end--;
    const written = image.replace(/^\/\/\s*/, "").replace(/(?:\s*(?:\/\/.*|[,}\]]))+$/, "");
    if (!ends.has(end) || !isExpression(written)) return [];
    const name = /^[(\s]*([A-Za-z_]\w*)/.exec(written)?.[1];
    return [
      {
        code: "comment-operand",
        message: "`//` begins a comment and does not divide",
        span: { start: startOffset, end: startOffset + image.length },
        help: "write `/`, or `div(a, b)` for whole numbers; put a comment on a line of its own",
        ...(name === undefined ? {} : { operand: name }),
      } as const,
    ];
  });
}

/** Where the values of items, columns and arms end. Defaults are not included. */
function endsOfExpressions(file: File): ReadonlySet<number> {
  const ends = new Set<number>();
  const add = (expr: Expr | null): void => {
    if (expr !== null && expr.kind !== "missing") ends.add(expr.span.end);
  };
  walk(file, (node: Node) => {
    switch (node.kind) {
      case "feature":
      case "columnDef":
      case "let":
        add(node.value);
        break;
      case "matchArm":
        add(node.value);
        break;
      case "fn":
        add(node.body);
        break;
      case "binary":
        add(node.left);
        add(node.right);
        break;
      case "paren":
        add(node.inner);
        break;
      default:
    }
  });
  return ends;
}
