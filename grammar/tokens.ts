/**
 * The words and signs of the language, as one table.
 *
 * Always: a reserved word is never a name. A soft word is a name wherever the grammar does not expect the word. `use`
 * and `expect` are words at the start of an item only. Grammars for editors are made from `tokenTable`.
 */

import { createToken, type IToken, type ITokenConfig, Lexer, type TokenType, tokenMatcher } from "chevrotain";
import type { BinaryOp } from "./ast.js";

export type Highlight = "keyword" | "operator" | "punctuation" | "name" | "number" | "string" | "comment" | "constant";

export interface TokenRow {
  readonly name: string;
  /** A regular expression's source. */
  readonly pattern: string;
  /** Null if the token is not a word. */
  readonly word: "reserved" | "soft" | null;
  readonly highlight: Highlight;
}

const table: TokenRow[] = [];
export const tokenTable: readonly TokenRow[] = table;

const operatorWords = ["and", "or", "not", "in", "is", "between"] as const;
const reservedKeywords = ["if", "then", "else", "match", "let", "where", "over", "by", "each", "default"] as const;
const constants = ["null", "true", "false"] as const;
const declarationWords = [
  ...(["entity", "request", "enum", "source", "view", "transform", "service", "fn", "extern", "test"] as const),
] as const;
const softKeywords = [
  ...(["struct", "map"] as const),
  ...(["from", "at", "join", "as", "on", "for"] as const),
  ...(["ttl", "delay", "every", "after", "upto", "before", "known"] as const),
  ...(["expect", "use", "except", "allow", "pii", "given"] as const),
  ...(["top", "last", "rows", "offset", "times", "lifetime", "this", "since"] as const),
] as const;
type WordText = (
  | typeof operatorWords
  | typeof reservedKeywords
  | typeof constants
  | typeof declarationWords
  | typeof softKeywords
)[number];

export const declarationHelp = `a declaration begins with one of ${declarationWords.join(", ")}`;
export const reservedWords: ReadonlySet<string> = new Set([...operatorWords, ...reservedKeywords, ...constants]);

const none = Lexer.NA;

type Options = Omit<ITokenConfig, "name" | "pattern" | "label">;
function token(name: string, pattern: RegExp, label: string, highlight: Highlight, options: Options = {}): TokenType {
  table.push({ name, pattern: pattern.source, word: null, highlight });
  return createToken({ name, pattern, label, line_breaks: false, ...options });
}

/* Categories that the grammar uses as one token: operators between values, arithmetic operators, literals. */
export const InfixSign = createToken({ name: "InfixSign", pattern: none, label: "an operator" });
export const ArithmeticSign = createToken({
  name: "ArithmeticSign",
  pattern: none,
  label: "an operator",
  categories: [InfixSign],
});
export const Literal = createToken({ name: "Literal", pattern: none, label: "a literal" });
/*
 * No text matches these tokens. The parser expects them where an operand or a name is missing, but a name of the next
 * item follows.
 */
export const Operand = createToken({ name: "Operand", pattern: none, label: "an expression" });
export const OwnName = createToken({ name: "OwnName", pattern: none, label: "a name" });
const infix = { categories: [InfixSign] };
const arithmetic = { categories: [ArithmeticSign] };

/* Names: an identifier, a soft word, or a column in backticks. `lexer.ts` tells words from identifiers. */
export const Name = createToken({ name: "Name", pattern: none, label: "a name" });
const names = { categories: [Name] };
export const Ident = token("Ident", /[A-Za-z_][A-Za-z0-9_]*/, "a name", "name", names);
export const Backtick = token("Backtick", /`[^`\r\n]*`?/, "a name", "name", names);

interface WordToken {
  /** The type that the grammar expects. */
  readonly type: TokenType;
  /** The type that the lexer gives. For a soft word it is also a name. */
  readonly lexed: TokenType;
  /** The type where the word cannot be a name: see `boundary`. */
  readonly boundary: TokenType;
}
const wordTokens = new Map<string, WordToken>();
const infixWords: ReadonlySet<string> = new Set(["and", "or", "in", "between"]);
const categoriesOf = (text: string): TokenType[] =>
  infixWords.has(text) ? [InfixSign] : constants.some((constant) => constant === text) ? [Literal] : [];
function addWords(texts: readonly string[], kind: "reserved" | "soft", highlight: Highlight): void {
  for (const text of texts) {
    const name = `${(text[0] ?? "").toUpperCase()}${text.slice(1)}`;
    const label = `\`${text}\``;
    table.push({ name: `${name}Word`, pattern: `\\b${text}\\b`, word: kind, highlight });
    const type = createToken({ name: `${name}Word`, pattern: none, label, categories: categoriesOf(text) });
    if (kind === "reserved") {
      wordTokens.set(text, { type, lexed: type, boundary: type });
      continue;
    }
    const lexed = createToken({ name: `Soft${name}`, pattern: none, label, categories: [type, Name] });
    wordTokens.set(text, {
      type,
      lexed,
      boundary: createToken({ name: `${name}Boundary`, pattern: none, label, categories: [type] }),
    });
  }
}
addWords(operatorWords, "reserved", "operator");
addWords(reservedKeywords, "reserved", "keyword");
addWords(constants, "reserved", "constant");
addWords([...declarationWords, ...softKeywords], "soft", "keyword");

/** The token type of a word, for use in the grammar. */
export const word = (text: WordText): TokenType => wordToken(text).type;
function wordToken(text: WordText): WordToken {
  const found = wordTokens.get(text);
  if (found === undefined) throw new Error(`no word ${text}`);
  return found;
}
/** The operator of a token between two values. `=` and signs of other languages are read as `==`. */
export const operatorOf = ({ tokenType }: IToken): BinaryOp | "between" => operators.get(tokenType) ?? "==";

/** The token type of a text, if it is a word. */
export const wordOf = (text: string): TokenType | undefined => wordTokens.get(text)?.lexed;
export const isConstant = (text: string): boolean => constants.some((constant) => constant === text);

/* Brackets and minus come in variants that `lexer.ts` tells apart by layout. */
const variant = (name: string, of: TokenType): TokenType =>
  createToken({ name, pattern: none, label: of.LABEL ?? of.name, categories: [of] });

export const LParen = token("LParen", /\(/, "`(`", "punctuation");
export const TouchingLParen = variant("TouchingLParen", LParen);
export const LBracket = token("LBracket", /\[/, "`[`", "punctuation");
export const TouchingLBracket = variant("TouchingLBracket", LBracket);
export const RParen = token("RParen", /\)/, "`)`", "punctuation");
export const RBracket = token("RBracket", /\]/, "`]`", "punctuation");
export const LBrace = token("LBrace", /\{/, "`{`", "punctuation");
export const RBrace = token("RBrace", /\}/, "`}`", "punctuation");
export const Comma = token("Comma", /,/, "`,`", "punctuation");
export const Colon = token("Colon", /:/, "`:`", "punctuation");
export const Spread = token("Spread", /\.\.\./, "`...`", "punctuation");
export const Dot = token("Dot", /\./, "`.`", "punctuation");
export const AtSign = token("AtSign", /@/, "`@`", "punctuation");
export const Bar = token("Bar", /\|/, "`|`", "punctuation");
export const Arrow = token("Arrow", /=>/, "`=>`", "operator");
export const Elvis = token("Elvis", /\?\?/, "`??`", "operator", arithmetic);
export const Question = token("Question", /\?/, "`?`", "operator");
export const Equal = token("Equal", /==/, "`==`", "operator", infix);
export const NotEqual = token("NotEqual", /!=/, "`!=`", "operator", infix);
export const LessEqual = token("LessEqual", /<=/, "`<=`", "operator", infix);
export const GreaterEqual = token("GreaterEqual", />=/, "`>=`", "operator", infix);
export const Less = token("Less", /</, "`<`", "operator", infix);
export const Greater = token("Greater", />/, "`>`", "operator", infix);
export const Assign = token("Assign", /=/, "`=`", "operator", infix);
export const Plus = token("Plus", /\+/, "`+`", "operator", arithmetic);
export const AnyMinus = createToken({ name: "AnyMinus", pattern: none, label: "`-`" });
export const Minus = token("Minus", /-/, "`-`", "operator", { categories: [AnyMinus, ArithmeticSign] });
/** Begins a line outside `( )` and `[ ]`: never binary. */
export const LineMinus = variant("LineMinus", AnyMinus);
export const Star = token("Star", /\*/, "`*`", "operator", arithmetic);
export const Slash = token("Slash", /\//, "`/`", "operator", arithmetic);
export const Percent = token("Percent", /%/, "`%`", "operator", arithmetic);

/* Literals. A run of letters and digits that begins with a digit is one token, so that `12abc` is one error. */
const INT = String.raw`\d+(?:_\d+)*`;
export const numberPattern = new RegExp(`^${INT}(?:\\.${INT})?(?:[eE][+-]?${INT})?$`);
export const durationPattern = new RegExp(`^(${INT})(us|ms|s|m|h|d|w)$`);
export const Num = token("Num", /\d\w*(?:\.(?!\.)\w*)?(?:(?<=\d[eE])[+-]\w*)?/, "a number", "number", {
  start_chars_hint: [..."0123456789"],
  categories: [Literal],
});
export const DurationToken = createToken({
  name: "DurationToken",
  pattern: none,
  label: "a duration",
  categories: [Literal],
});
export const Str = token("Str", /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*\\?"?/, "a string", "string", {
  start_chars_hint: ['"'],
  categories: [Literal],
});

export const DocComment = token("DocComment", /\/\/\/(?!\/)[^\r\n]*/, "a doc comment", "comment", {
  start_chars_hint: ["/"],
});
/** Comments have a group of their own, because `comment-operands.ts` looks at those after expressions. */
export const Comment = token("Comment", /\/\/[^\r\n]*/, "a comment", "comment", { group: "comments" });
const Space = createToken({ name: "Space", pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
const Bom = createToken({
  name: "Bom",
  pattern: { exec: (text: string, offset: number) => (offset === 0 && text.startsWith("\uFEFF") ? ["\uFEFF"] : null) },
  group: Lexer.SKIPPED,
  line_breaks: false,
  start_chars_hint: ["\uFEFF"],
});

/* `foreign-signs.ts` reads values and names that this language does not have as these tokens. */
export const ForeignValue = createToken({
  name: "ForeignValue",
  pattern: none,
  label: "a value",
  categories: [Literal],
});
export const ForeignName = createToken({ name: "ForeignName", pattern: none, label: "a name", categories: [Name] });

/**
 * In a file with unbalanced brackets, a declaration at the very start of a line closes all open brackets. Its first
 * token gets a type of its own, which is not a name.
 */
const boundaryOf = new Map<TokenType, TokenType>([
  ...declarationWords.map(wordToken).map((w) => [w.lexed, w.boundary] as const),
  ...[DocComment, AtSign].map((type) => [type, variant(`${type.name}Boundary`, type)] as const),
]);
export const boundary = (type: TokenType): TokenType => boundaryOf.get(type) ?? type;
export const boundaries: ReadonlySet<TokenType> = new Set(boundaryOf.values());

const declarations: ReadonlySet<TokenType> = new Set(declarationWords.map((text) => wordToken(text).lexed));
const leads: ReadonlySet<TokenType> = new Set([DocComment, AtSign]);
const alsoItems: ReadonlySet<TokenType> = new Set([
  ...([Spread, Str, Num] as const),
  ...(["let", "else", "not", "true", "false", "null"] as const).map((text) => wordToken(text).lexed),
]);
export const isSoftWord = ({ image }: IToken): boolean => wordTokens.has(image) && !reservedWords.has(image);
/** A literal, `(`, `[`, `{` or a sign before a value. */
export const isOperandStart = (token: IToken): boolean =>
  [Literal, LParen, LBracket, LBrace, AnyMinus].some((type) => tokenMatcher(token, type));
export const isName = (token: IToken): boolean => tokenMatcher(token, Name);
export const isLead = (token: IToken): boolean => leads.has(token.tokenType);
export const isDeclarationWord = (token: IToken): boolean => declarations.has(token.tokenType);
/** After an error, parsing may continue at this token if it begins a line. */
export const startsDeclaration = (token: IToken): boolean => isDeclarationWord(token) || isLead(token);
export const startsItem = (token: IToken): boolean => isName(token) || isLead(token) || alsoItems.has(token.tokenType);

const operators: ReadonlyMap<TokenType, BinaryOp | "between"> = new Map<TokenType, BinaryOp | "between">([
  [word("or"), "or"],
  [word("and"), "and"],
  [word("in"), "in"],
  [word("between"), "between"],
  [Equal, "=="],
  [NotEqual, "!="],
  [Less, "<"],
  [LessEqual, "<="],
  [Greater, ">"],
  [GreaterEqual, ">="],
  [Elvis, "??"],
  [Plus, "+"],
  [Minus, "-"],
  [Star, "*"],
  [Slash, "/"],
  [Percent, "%"],
]);

/** Tokens that the parser never sees. */
export const skippedTokens: readonly TokenType[] = [Space, Bom];

/** In the order in which the lexer tries them. */
export const allTokens: TokenType[] = [
  ...[DocComment, Comment, Str, Backtick, Num, Ident, Name],
  ...[Spread, Arrow, Elvis, Equal, NotEqual, LessEqual, GreaterEqual, Question, Less, Greater, Assign],
  ...[TouchingLParen, LParen, RParen, TouchingLBracket, LBracket, RBracket, LBrace, RBrace],
  ...[Comma, Colon, Dot, AtSign, Bar, AnyMinus, Minus, LineMinus, Plus, Star, Slash, Percent, DurationToken],
  ...[...boundaries, InfixSign, ArithmeticSign, Literal, Operand, OwnName, ForeignValue, ForeignName],
  ...[...wordTokens.values()].flatMap(({ type, lexed }) => (type === lexed ? [type] : [type, lexed])),
];
