/**
 * The base of all rules: nodes that are kept when a rule fails, panic-mode recovery in every list, names and spans.
 *
 * Always: a node is added to its parent's list as soon as its name is read, and is filled afterwards. After a syntax
 * error the node stays in the list, marked `incomplete`, and the parser continues at the next item. The parser recovers
 * from recognition errors and `TooDeep` only.
 */
import { EmbeddedActionsParser, type IToken, isRecognitionException, type TokenType, tokenMatcher } from "chevrotain";
import type * as ast from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { tokenSpan } from "./lexer.js";
import { lookaheadWhereUsed } from "./lookahead-where-used.js";
import { closerOf, expectedItem, messages, tooDeep, withIdiom } from "./messages.js";
import * as t from "./tokens.js";

/**
 * The deepest nesting of nodes. More is an error. Sequences (operators, members, arms, `else if`) may have any length.
 */
export const MAX_DEPTH = 200;

/** How many tokens a decision looks ahead. */
const MAX_LOOKAHEAD = 2;

class TooDeep extends Error {
  constructor(readonly span: ast.Span) {
    super("nested too deep");
  }
}

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A list of items. `what` names an item in messages: "a field", "a declaration". */
interface List {
  readonly open: TokenType | null;
  readonly close: TokenType | null;
  readonly what: string;
}

interface Failed {
  readonly close: TokenType | null;
  /** The first token of the item that failed. */
  readonly item: IToken;
  /** The token that the error is about. */
  readonly wrong: IToken;
  /** True if a comma ends the skipping. */
  readonly commas: boolean;
}

/** Most lists are between braces. */
export const braces = { open: t.LBrace, close: t.RBrace } as const;

export abstract class ParserBase extends EmbeddedActionsParser {
  readonly issues: SyntaxIssue[] = [];
  /** The spans that were skipped after syntax errors, without the tokens that the errors are about. */
  readonly skipped: ast.Span[] = [];
  /* Set before each parse. Recovery uses line breaks to find items, and uses brackets only if they are balanced. */
  text = "";
  balanced = true;
  /** The keyword of the declaration that is being read; "" outside declarations. */
  protected declaring = "";
  private depth = 0;
  /** Where a missing closing bracket was reported; NaN at the end of the file. */
  private unclosedAt = -1;
  /** An item of the list that is being read was cut short. */
  protected damaged = false;

  constructor(validate: boolean) {
    super(t.allTokens, {
      lookaheadStrategy: lookaheadWhereUsed(MAX_LOOKAHEAD),
      maxLookahead: MAX_LOOKAHEAD,
      // The lists below recover by layout. The library's own recovery does not know layout.
      recoveryEnabled: false,
      skipValidations: !validate,
      errorMessageProvider: messages,
    });
  }

  override reset(): void {
    super.reset();
    // The library's constructor calls this before our fields exist.
    if (this.issues !== undefined) this.issues.length = 0;
    if (this.skipped !== undefined) this.skipped.length = 0;
    this.depth = 0;
    this.unclosedAt = -1;
    this.damaged = false;
    this.declaring = "";
  }

  protected next(offset = 1): IToken {
    return this.LA(offset);
  }
  protected nextIs(type: TokenType, offset = 1): boolean {
    return tokenMatcher(this.LA(offset), type);
  }
  protected atEnd(): boolean {
    return Number.isNaN(this.LA(1).startOffset);
  }
  /** Where the previous token ends. */
  protected end(): number {
    const token = this.LA(0);
    return Number.isNaN(token.startOffset) ? 0 : tokenSpan(token).end;
  }
  protected from(start: number): ast.Span {
    return { start, end: Math.max(start, this.end()) };
  }
  protected start(): number {
    const token = this.LA(1);
    return Number.isNaN(token.startOffset) ? this.end() : token.startOffset;
  }
  protected issue(issue: SyntaxIssue): void {
    if (!this.RECORDING_PHASE) this.issues.push(withIdiom(issue, this.text, this.declaring));
  }

  /** One level deeper, until `ascend`. */
  protected descend(): void {
    // The limit counts nesting below the outermost node, so it is `>`.
    if (this.depth > MAX_DEPTH) throw new TooDeep(tokenSpan(this.LA(1)));
    this.depth++;
  }
  protected ascend(levels = 1): void {
    this.depth -= levels;
  }

  /** A name, unless the next declaration begins here. */
  protected nameNode = this.RULE("nameNode", (): ast.Name => {
    if (!this.RECORDING_PHASE && this.beginsDeclaration()) this.CONSUME(t.OwnName);
    const token = this.CONSUME(t.Name);
    return this.ACTION(() => toName(token));
  });

  /** Runs `body` to fill `draft`. If it fails, the draft is marked, and the error goes on to the list around it. */
  protected fill<T extends { span: ast.Span; incomplete?: true }>(draft: T, body: () => void): T {
    const { start } = draft.span;
    const around = this.damaged;
    this.damaged = false;
    try {
      body();
      if (this.damaged) draft.incomplete = true;
    } catch (error) {
      draft.incomplete = true;
      throw error;
    } finally {
      draft.span = this.from(start);
      this.damaged = around;
    }
    return draft;
  }

  /**
   * Reads the items of a list, and the token `close`. If an item fails, the library reports it, and reading continues
   * at the next place where an item may begin: a new line or a comma at this depth, or the closing token.
   */
  protected list({ open, close, what }: List, item: () => void): void {
    if (open !== null) this.CONSUME(open);
    const opened = this.LA(0);
    for (;;) {
      this.MANY({ GATE: () => close === null || !this.atBoundary(), DEF: () => this.guarded(item, close) });
      if (this.RECORDING_PHASE || this.atEnd() || (close !== null && (this.nextIs(close) || this.atBoundary()))) break;
      const token = this.LA(1);
      this.damaged = true;
      if (close === null && this.beginsLine(token)) this.declaring = "";
      this.issue(expectedItem(what, token, this.LA(2), this.LA(0), this.continues(token)));
      this.SKIP_TOKEN();
      this.skip({ close, item: token, wrong: token, commas: true });
    }
    if (close === null) return;
    if (this.RECORDING_PHASE || this.nextIs(close)) {
      this.CONSUME(close);
      return;
    }
    this.damaged = true;
    // Several brackets may be open here; reporting the innermost is enough.
    const here = this.LA(1).startOffset;
    if (Object.is(here, this.unclosedAt)) return;
    this.unclosedAt = here;
    this.issue({
      code: "unclosed",
      message: `\`${opened.image}\` is not closed`,
      span: tokenSpan(opened),
      help: `add \`${closerOf(opened.image)}\``,
    });
  }

  private guarded(item: () => void, close: TokenType | null): void {
    if (this.RECORDING_PHASE) {
      item();
      return;
    }
    const before = this.LA(1);
    try {
      item();
    } catch (error) {
      if (error instanceof TooDeep) this.issue(tooDeep(error.span, MAX_DEPTH));
      else if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      this.damaged = true;
      const wrong = this.LA(1);
      if (wrong === before) this.SKIP_TOKEN();
      this.skip({ close, item: before, wrong, commas: !(error instanceof TooDeep) });
    }
  }

  /** True if a declaration begins here although brackets are open: a closing bracket is missing in the file. */
  private atBoundary(): boolean {
    return t.boundaries.has(this.LA(1).tokenType);
  }

  /** How many brackets were opened since the start of `item` and are still open. */
  private openSince(item: IToken): number {
    let open = 0;
    for (let back = 0; ; back--) {
      const token = this.LA(back);
      if (Number.isNaN(token.startOffset) || token.startOffset < item.startOffset) return Math.max(0, open);
      if (opens(token)) open++;
      else if (closes(token)) open--;
    }
  }

  /**
   * Skips from inside a failed item to where the next may begin. If the brackets of the file are not balanced, only
   * braces count.
   */
  private skip({ wrong, ...rest }: Failed): void {
    this.skipOver(rest);
    const [start, end] = [tokenSpan(wrong).end, this.end()];
    if (start < end) this.skipped.push({ start, end });
  }

  private skipOver({ close, item, commas }: Omit<Failed, "wrong">): void {
    const inside = this.openSince(item);
    const atComma = commas && close !== null && (inside === 0 || this.balanced);
    const counts = (token: IToken): boolean => this.balanced || token.image === "{" || token.image === "}";
    let depth = this.balanced ? inside : 0;
    while (!this.atEnd() && !this.atBoundary()) {
      const token = this.LA(1);
      if (depth === 0) {
        if (close !== null && tokenMatcher(token, t.RBrace)) return;
        if (atComma && tokenMatcher(token, t.Comma)) {
          this.SKIP_TOKEN();
          return;
        }
        if (this.beginsLine(token) && (close === null ? t.startsDeclaration : t.startsItem)(token)) return;
      }
      if (counts(token)) depth = Math.max(0, depth + (opens(token) ? 1 : closes(token) ? -1 : 0));
      this.SKIP_TOKEN();
    }
  }

  /** True if a declaration begins here: for `view name` at the start of a line, `view` is not a name. */
  protected beginsDeclaration(): boolean {
    const word = this.LA(1);
    const name = this.LA(2);
    const named = (t.isName(name) && !t.isSoftWord(name)) || tokenMatcher(name, t.Str);
    return t.isDeclarationWord(word) && named && this.beginsLine(word) && !this.breaksBetween(word, name);
  }
  /** True if the token follows an item on the same line, without a comma. */
  private continues(token: IToken): boolean {
    const { image, startOffset } = this.LA(0);
    return !Number.isNaN(startOffset) && !this.beginsLine(token) && image !== "{" && image !== ",";
  }
  protected beginsLine(token: IToken): boolean {
    const previous = this.LA(0);
    return Number.isNaN(previous.startOffset) || this.breaksBetween(previous, token);
  }
  private breaksBetween(before: IToken, after: IToken): boolean {
    return /[\r\n]/.test(this.text.slice(tokenSpan(before).end, after.startOffset));
  }
}

function toName(token: IToken): ast.Name {
  if (token.tokenType === t.ForeignName) return { kind: "name", text: "", backticked: false, span: tokenSpan(token) };
  const backticked = token.image.startsWith("`");
  const text = backticked ? token.image.replace(/^`|`$/g, "") : token.image;
  return { kind: "name", text, backticked, span: tokenSpan(token) };
}

const opens = (token: IToken): boolean =>
  tokenMatcher(token, t.LBrace) || tokenMatcher(token, t.LParen) || tokenMatcher(token, t.LBracket);
const closes = (token: IToken): boolean =>
  token.tokenType === t.RBrace || token.tokenType === t.RParen || token.tokenType === t.RBracket;
