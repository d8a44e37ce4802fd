/** Tokens → literals. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { tokenSpan } from "./lexer.js";
import { durationMicros, stringValue } from "./strings.js";
import * as t from "./tokens.js";

export const missingAt = (offset: number): ast.MissingExpr => ({
  kind: "missing",
  span: { start: offset, end: offset },
});

export const toText = (token: IToken): ast.StringLiteral => ({
  kind: "string",
  value: stringValue(token.image),
  span: tokenSpan(token),
});

const toNumber = (token: IToken): ast.NumberLiteral => {
  // A malformed number was reported already: use the part of it that can be read.
  const image = t.numberPattern.test(token.image) ? token.image : (/^\d*(?:\.\d+)?/.exec(token.image)?.[0] ?? "");
  const text = image.replaceAll("_", "").replace(/^(?=\.|$)/, "0");
  return { kind: "number", text, integer: /^\d+$/.test(text), span: tokenSpan(token) };
};

/** A number where the grammar needs an integer. */
export function toInteger(token: IToken, issue: (issue: SyntaxIssue) => void): ast.NumberLiteral {
  const node = toNumber(token);
  if (!node.integer && t.numberPattern.test(token.image))
    issue({ code: "bad-number", message: `\`${token.image}\` is not an integer`, span: node.span });
  return node;
}

export const toDuration = (token: IToken): ast.DurationLiteral => ({
  kind: "duration",
  text: token.image.replaceAll("_", ""),
  micros: durationMicros(token.image),
  span: tokenSpan(token),
});

export function toAtom(token: IToken): ast.Expr {
  switch (token.tokenType) {
    case t.Num:
      return toNumber(token);
    case t.Str:
      return toText(token);
    case t.DurationToken:
      return toDuration(token);
    case t.ForeignValue:
      return missingAt(token.startOffset);
    case t.word("null"):
      return { kind: "null", span: tokenSpan(token) };
    default:
      return { kind: "bool", value: token.image === "true", span: tokenSpan(token) };
  }
}
