/** Tokens of literals → their nodes. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import { durationMicros, stringValue, tokenSpan } from "./lexer.js";
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
export const toNumber = (token: IToken): ast.NumberLiteral => {
  const text = token.image.replaceAll("_", "");
  return { kind: "number", text, integer: /^\d+$/.test(text), span: tokenSpan(token) };
};
export const toDuration = (token: IToken): ast.DurationLiteral => ({
  kind: "duration",
  text: token.image.replaceAll("_", ""),
  micros: durationMicros(token.image),
  span: tokenSpan(token),
});

export function toAtom(token: IToken): ast.Expr {
  const span = tokenSpan(token);
  switch (token.tokenType) {
    case t.Num:
      return toNumber(token);
    case t.Str:
      return toText(token);
    case t.DurationToken:
      return toDuration(token);
    case t.word("null"):
      return { kind: "null", span };
    default:
      return { kind: "bool", value: token.image === "true", span };
  }
}
