import type { IToken } from "chevrotain";
import { endsOperand } from "./foreign-signs.js";
import type { SyntaxIssue } from "./issues.js";
import { become, tokenSpan } from "./lexer.js";
import * as t from "./tokens.js";

/** Words that follow an operand, and words that precede one. */
const infix: ReadonlySet<string> = new Set([
  ...["and", "or", "in", "is", "between", "where", "over", "by", "each", "default", "then", "else"],
]);
const prefix: ReadonlySet<string> = new Set(["not", "if", "match", "let"]);

/**
 * Turns names like `AND` and `Over` into keywords where only a keyword makes sense, and reports each. It is used only
 * if a text does not parse, because such a name may be a column.
 */
export function foldCase(tokens: readonly IToken[]): SyntaxIssue[] {
  const issues: SyntaxIssue[] = [];
  tokens.forEach((token, i) => {
    const lower = token.image.toLowerCase();
    if (token.tokenType !== t.Ident || lower === token.image || !t.reservedWords.has(lower)) return;
    const type = t.wordOf(lower);
    if (type === undefined || !isWord(lower, tokens[i - 1], tokens[i + 1])) return;
    issues.push({
      code: "foreign",
      message: `\`${token.image}\` is not written in lower case`,
      span: tokenSpan(token),
      help: `write \`${lower}\``,
      fix: lower,
    });
    token.image = lower;
    become(token, type);
  });
  return issues;
}

function isWord(lower: string, previous: IToken | undefined, next: IToken | undefined): boolean {
  if (previous === undefined || next === undefined || previous.image === ".") return false;
  const named = ["=", ":", ",", ".", "}", ")"].includes(next.image);
  const behind = endsOperand(previous) && previous.image !== "}";
  const before = t.isName(next) || t.isOperandStart(next);
  if (lower === "not" && /^(?:in|between|like)$/i.test(next.image)) return behind;
  if (lower === "not" && previous.image === "is") return true;
  if (lower === "null") return previous.image === "is" || previous.image === "not";
  if (infix.has(lower)) return behind && !named;
  return prefix.has(lower) && before && !behind && !named;
}
