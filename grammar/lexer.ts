/**
 * Text → tokens.
 *
 * In: a file's text. Out: tokens for the parser, and errors in single tokens.
 * Always: it never throws. Every character is in a token, skipped or reported. Tokens have exact offsets. Layout is
 * resolved here: a `(` or `[` that touches the token before it, and a `-` that begins a line outside `( )` and `[ ]`,
 * get token types of their own.
 */
import { type ILexingError, type IToken, Lexer, type TokenType } from "chevrotain";
import type { Span } from "./ast.js";
import { earlyForeign, foreignOf, lateForeign } from "./foreign-signs.js";
import type { SyntaxIssue } from "./issues.js";
import {
  checkBacktick,
  checkCharacters,
  checkNumber,
  checkString,
  foreignCharacters,
  foreignName,
  foreignSign,
} from "./lexical-checks.js";
import * as t from "./tokens.js";

/** Comments are tried before all other tokens. */
const commentFirst = [t.DocComment, t.Comment];
const others = t.allTokens.filter((type) => !commentFirst.includes(type));
const lexer = new Lexer([...t.skippedTokens, ...commentFirst, ...earlyForeign, ...others, ...lateForeign], {
  positionTracking: "onlyOffset",
  ensureOptimizations: true,
  skipValidations: true,
});

export interface Lexed {
  readonly tokens: IToken[];
  readonly issues: SyntaxIssue[];
  /** True if every bracket has its partner. */
  readonly balanced: boolean;
  readonly comments: readonly IToken[];
}

export const tokenSpan = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

export function become(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

export function lex(text: string): Lexed {
  const issues: SyntaxIssue[] = [];
  const result = lexer.tokenize(text);
  issues.push(...checkCharacters(text, result.tokens));
  const read =
    result.errors.length === 0 ? result.tokens : withForeignNames(text, result.tokens, result.errors, issues);
  const tokens: IToken[] = [];
  const layout = new Layout(text);
  for (const token of read) {
    const foreign = foreignOf.get(token.tokenType);
    if (foreign !== undefined) {
      issues.push(foreignSign(token, foreign, text));
      if (foreign.as === null) continue;
      become(token, foreign.as);
    } else check(token, issues);
    layout.resolve(token);
    tokens.push(token);
  }
  if (!layout.balanced) markBoundaries(tokens, text);
  return { tokens, issues, balanced: layout.balanced, comments: result.groups.comments ?? [] };
}

function check(token: IToken, issues: SyntaxIssue[]): void {
  switch (token.tokenType) {
    case t.Ident: {
      const word = t.wordOf(token.image);
      if (word !== undefined) become(token, word);
      return;
    }
    case t.Num:
      if (t.durationPattern.test(token.image)) become(token, t.DurationToken);
      else checkNumber(token, issues);
      return;
    case t.Str:
      checkString(token, issues);
      return;
    case t.Backtick:
      checkBacktick(token, issues);
      return;
    default:
  }
}

/**
 * Handles text that no pattern matches: non-ASCII letters join the names that they touch; other characters are skipped.
 */
function withForeignNames(
  text: string,
  tokens: readonly IToken[],
  errors: readonly ILexingError[],
  issues: SyntaxIssue[],
): IToken[] {
  const merged: IToken[] = [];
  let at = 0;
  let joins = false;
  const add = (token: IToken, foreign: boolean): void => {
    const last = merged.at(-1);
    const touches = last !== undefined && tokenSpan(last).end === token.startOffset && isWordLike(last);
    if (touches && (joins || foreign) && isWordLike(token)) {
      last.image += token.image;
      become(last, t.Ident);
    } else merged.push(token);
    joins = touches ? joins || foreign : foreign;
  };
  for (const error of errors) {
    for (let next = tokens[at]; next !== undefined && next.startOffset < error.offset; next = tokens[++at])
      add(next, false);
    const image = text.slice(error.offset, error.offset + error.length);
    if (!/^[\p{L}\p{M}\p{N}]+$/u.test(image)) issues.push(...foreignCharacters(image, error.offset));
    else add({ image, startOffset: error.offset, tokenType: t.Ident, tokenTypeIdx: t.Ident.tokenTypeIdx ?? 0 }, true);
  }
  for (const rest of tokens.slice(at)) add(rest, false);
  for (const token of merged) if (isWordLike(token) && /\P{ASCII}/u.test(token.image)) issues.push(foreignName(token));
  return merged;
}

const isWordLike = (token: IToken): boolean => token.tokenType === t.Ident || token.tokenType === t.Num;

/** Keeps track of open brackets, and gives tokens their layout-dependent types. */
class Layout {
  private readonly open: string[] = [];
  private readonly counts: Record<string, number> = { "(": 0, "[": 0, "{": 0 };
  private previousEnd = -1;
  private lost = false;

  constructor(private readonly text: string) {}

  get balanced(): boolean {
    return !this.lost && this.open.length === 0;
  }

  resolve(token: IToken): void {
    const type = token.tokenType;
    if (type === t.LParen || type === t.LBracket) {
      if (this.previousEnd === token.startOffset)
        become(token, type === t.LParen ? t.TouchingLParen : t.TouchingLBracket);
      this.push(token.image);
    } else if (type === t.LBrace) this.push("{");
    else if (type === t.RParen) this.pop("(");
    else if (type === t.RBracket) this.pop("[");
    else if (type === t.RBrace) this.pop("{");
    else if (type === t.Minus && this.beginsLine(token)) {
      const inner = this.open.at(-1);
      if (inner !== "(" && inner !== "[") become(token, t.LineMinus);
    }
    this.previousEnd = tokenSpan(token).end;
  }

  private push(open: string): void {
    this.open.push(open);
    this.counts[open] = (this.counts[open] ?? 0) + 1;
  }

  /**
   * A closing bracket without an opening one changes nothing. One that does not match the innermost bracket closes all
   * up to its partner.
   */
  private pop(open: string): void {
    if (this.open.at(-1) !== open) this.lost = true;
    if (this.counts[open] === 0) return;
    for (let last = this.open.pop(); last !== undefined; last = this.open.pop()) {
      this.counts[last] = (this.counts[last] ?? 1) - 1;
      if (last === open) return;
    }
  }

  private beginsLine(token: IToken): boolean {
    return this.previousEnd < 0 || /[\r\n]/.test(this.text.slice(this.previousEnd, token.startOffset));
  }
}

/** Marks declarations that begin at the very start of a line, and the docs and annotations before them. */
function markBoundaries(tokens: readonly IToken[], text: string): void {
  let lead: IToken | null = null;
  tokens.forEach((token, i) => {
    if (token.startOffset > 0 && !/[\r\n\uFEFF]/.test(text[token.startOffset - 1] ?? "")) return;
    if (t.isLead(token)) {
      lead ??= token;
      return;
    }
    const next = tokens[i + 1];
    if (t.isDeclarationWord(token) && next !== undefined && (t.isName(next) || next.tokenType === t.Str)) {
      if (lead !== null) become(lead, t.boundary(lead.tokenType));
      become(token, t.boundary(token.tokenType));
    }
    lead = null;
  });
}
