/** The library's errors in our words: what was expected; what stands there is added by `index.ts`. */
import { type IParserErrorMessageProvider, type TokenType, tokenLabel } from "chevrotain";

const whatRuleReads: Readonly<Record<string, string>> = {
  primary: "an expression",
  operand: "an expression",
  atom: "a literal",
  literal: "a literal",
  expr: "an expression",
  argument: "an argument",
  typeNode: "a type",
  declaration: "a declaration (entity, request, source, view, transform, service, fn or test)",
  arm: "`else`, or a pattern and `=>`",
  testStep: "`given`, `at`, `for` or `expect`",
  source: "`from`, or `{` and the branches of a union",
  window: "a window: `7d`, `lifetime`, `last 10 rows` …",
  over: "a window, or `[` and several",
  clause: "a clause of the view",
  pick: "what the service offers: `view.*`, `view.feature` or `view { … }`",
  dotPick: "`*` or a feature's name",
  infix: "an operator",
};

const named = (rule: string): string => whatRuleReads[rule] ?? "something else";

export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }: { expected: TokenType }) => `expected ${tokenLabel(expected)}`,
  buildNotAllInputParsedMessage: () => "expected a declaration",
  buildNoViableAltMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
  buildEarlyExitMessage: ({ ruleName }) => `expected ${named(ruleName)}`,
};
