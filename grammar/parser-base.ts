/**
 * What all rules share: drafts that are kept when a rule fails, panic-mode recovery in every list, names, spans, messages.
 *
 * Always: a node enters its parent's list as soon as it has its name, and is filled while it is read; when a syntax error cuts it short it
 * stays there, marked `incomplete`, and reading goes on at the next item. Only recognition errors are recovered from.
 */
import { EmbeddedActionsParser, type IToken, isRecognitionException, type TokenType, tokenMatcher } from "chevrotain";
import type * as ast from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { tokenSpan } from "./lexer.js";
import { messages } from "./messages.js";
import * as t from "./tokens.js";

/** Nodes may nest so deep; more is a diagnostic. */
export const MAX_DEPTH = 200;
/** Operators in a row in one expression. */
export const MAX_CHAIN = 1000;

export class TooDeep extends Error {
  constructor(readonly span: ast.Span) {
    super("nested too deep");
  }
}

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

export abstract class ParserBase extends EmbeddedActionsParser {
  readonly issues: SyntaxIssue[] = [];
  private depth = 0;

  constructor(validate: boolean) {
    super(t.allTokens, {
      maxLookahead: 2,
      // The lists below recover by layout, which the library's own re-synchronising does not know.
      recoveryEnabled: false,
      skipValidations: !validate,
      errorMessageProvider: messages,
    });
  }

  override reset(): void {
    super.reset();
    // The constructor of the library calls this before our fields are there.
    if (this.issues !== undefined) this.issues.length = 0;
    this.depth = 0;
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
  /** Where the token before this place ends. */
  protected end(): number {
    const token = this.LA(0);
    return token === undefined || Number.isNaN(token.startOffset) ? 0 : tokenSpan(token).end;
  }
  protected from(start: number): ast.Span {
    return { start, end: Math.max(start, this.end()) };
  }
  protected start(): number {
    const token = this.LA(1);
    return Number.isNaN(token.startOffset) ? this.end() : token.startOffset;
  }
  protected issue(issue: SyntaxIssue): void {
    if (!this.RECORDING_PHASE) this.issues.push(issue);
  }

  /** Runs `body` one level deeper. */
  protected deeper<T>(body: () => T): T {
    if (this.RECORDING_PHASE) return body();
    this.depth++;
    try {
      if (this.depth > MAX_DEPTH) throw new TooDeep(tokenSpan(this.LA(0)));
      return body();
    } finally {
      this.depth--;
    }
  }

  /** A name, or an issue that tells a reserved word from anything else. */
  protected nameNode = this.RULE("nameNode", (): ast.Name => {
    const token = this.CONSUME(t.Name);
    return this.ACTION(() => toName(token));
  });

  /** Fills `draft` by `body`; when it fails the draft is marked, and the failure goes on to the list around it. */
  protected fill<T extends { span: ast.Span; incomplete?: true }>(draft: T, body: () => void): T {
    const start = draft.span?.start ?? 0;
    try {
      body();
      draft.span = this.from(start);
    } catch (error) {
      draft.span = this.from(start);
      draft.incomplete = true;
      throw error;
    }
    return draft;
  }

  /**
   * The items of a list up to `close`, which is consumed. A failed item is reported by the library's error; reading goes on at the next
   * place where an item may begin: a new line or a comma at this depth, or the closer.
   */
  protected list(open: TokenType | null, close: TokenType | null, item: () => void): void {
    if (open !== null) this.CONSUME(open);
    const opened = this.LA(0);
    let again = true;
    while (again) {
      again = false;
      this.MANY(() => this.guarded(item, close));
      if (this.RECORDING_PHASE) break;
      if (this.atEnd() || (close !== null && this.nextIs(close))) break;
      this.unexpected();
      this.skip(close);
      again = !this.atEnd();
    }
    if (close === null) return;
    if (!this.RECORDING_PHASE && this.atEnd()) {
      this.issue({
        code: "unclosed",
        message: `\`${opened.image}\` is not closed`,
        span: tokenSpan(opened),
        help: `add \`${closer(close)}\``,
      });
      return;
    }
    this.CONSUME(close);
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
      if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      if (this.LA(1) === before) this.SKIP_TOKEN();
      this.skip(close);
    }
  }

  protected unexpected(): void {
    const token = this.LA(1);
    this.issue({
      code: "unexpected",
      message: `unexpected ${describe(token)}`,
      span: tokenSpan(token),
      ...helpFor(token),
    });
    this.SKIP_TOKEN();
  }

  /** Skips to where the next item may begin. */
  private skip(close: TokenType | null): void {
    let depth = 0;
    while (!this.atEnd()) {
      const token = this.LA(1);
      const type = token.tokenType;
      if (depth === 0) {
        if (close !== null && tokenMatcher(token, close)) return;
        if (type === t.Comma) {
          this.SKIP_TOKEN();
          return;
        }
        if (
          this.beginsLine(token) &&
          (tokenMatcher(token, t.Name) || type === t.DocComment || type === t.AtSign || startsItem(type))
        ) {
          if (close !== null || isDeclaration(type) || type === t.DocComment || type === t.AtSign) return;
        }
      }
      if (opens(type)) depth++;
      else if (closes(type)) {
        // A brace that is not ours ends the list around us; a lone `)` or `]` ends nothing.
        if (depth === 0 && close !== null && type === t.RBrace) return;
        depth = Math.max(0, depth - 1);
      }
      this.SKIP_TOKEN();
    }
  }

  private beginsLine(token: IToken): boolean {
    const previous = this.LA(0);
    if (previous === undefined || Number.isNaN(previous.startOffset)) return true;
    return /[\r\n]/.test(this.text.slice(tokenSpan(previous).end, token.startOffset));
  }
  /** Set before each parse: layout decides where an item may begin. */
  text = "";
}

export function toName(token: IToken): ast.Name {
  const backticked = token.image.startsWith("`");
  const text = backticked ? token.image.replace(/^`|`$/g, "") : token.image;
  return { kind: "name", text, backticked, span: tokenSpan(token) };
}

const declarations: ReadonlySet<TokenType> = new Set(
  (["entity", "request", "enum", "source", "view", "transform", "service", "fn", "extern", "test"] as const).map(
    t.word,
  ),
);
const isDeclaration = (type: TokenType): boolean => declarations.has(type);
const starters: ReadonlySet<TokenType> = new Set([t.word("let"), t.word("else"), t.Spread, t.word("where")]);
const startsItem = (type: TokenType): boolean => starters.has(type);
const opens = (type: TokenType): boolean =>
  type === t.LBrace ||
  type === t.LParen ||
  type === t.TouchingLParen ||
  type === t.LBracket ||
  type === t.TouchingLBracket;
const closes = (type: TokenType): boolean => type === t.RBrace || type === t.RParen || type === t.RBracket;
const closer = (type: TokenType): string => (type === t.RBrace ? "}" : type === t.RParen ? ")" : "]");

export function describe(token: IToken): string {
  if (Number.isNaN(token.startOffset) || token.image === "") return "end of the file";
  if (t.reservedWords.has(token.image)) return `word \`${token.image}\``;
  const image = token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image;
  return token.tokenType === t.DocComment ? "doc comment" : `\`${image}\``;
}

const helps: Readonly<Record<string, string>> = {
  "?": "there is no `? :`; write `if … then … else …`",
  "=>": "`=>` stands in the arms of a `match` only",
  case: "write `match { condition => value, else => value }`",
  "*": "`count()` counts rows; `*` stands at the start of columns or picks",
  "=": "equality is written `==`",
};
export function helpFor(token: IToken): { help?: string } {
  if (token.tokenType === t.LineMinus)
    return {
      help: "a `-` that begins a line is not a minus between two values: end the line before with it, or use parentheses",
    };
  const help = Object.hasOwn(helps, token.image)
    ? helps[token.image]
    : t.reservedWords.has(token.image)
      ? `\`${token.image}\` is reserved; a column of that name is written in backticks: \`x = \`${token.image}\`\``
      : undefined;
  return help === undefined ? {} : { help };
}
