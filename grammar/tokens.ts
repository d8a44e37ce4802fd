/**
 * The words and signs of the language, as one table.
 *
 * Always: a reserved word is never a name; a soft word is a name wherever the grammar does not ask for it; `use` and `expect` are words
 * at the start of an item only. Highlighting classes are read by editors' grammars.
 */
import { createToken, Lexer, type TokenType } from "chevrotain";

export type Highlight = "keyword" | "operator" | "punctuation" | "name" | "number" | "string" | "comment" | "constant";

interface Word {
  readonly text: string;
  readonly reserved: boolean;
  readonly highlight: Highlight;
}

const reservedTexts = [
  "and",
  "or",
  "not",
  "in",
  "is",
  "between",
  "if",
  "then",
  "else",
  "match",
  "let",
  "where",
  "over",
  "by",
  "each",
  "default",
] as const;
const softTexts = [
  "entity",
  "request",
  "enum",
  "source",
  "view",
  "transform",
  "service",
  "fn",
  "extern",
  "test",
  "struct",
  "map",
  "from",
  "at",
  "join",
  "as",
  "on",
  "for",
  "ttl",
  "delay",
  "every",
  "after",
  "upto",
  "before",
  "known",
  "expect",
  "use",
  "except",
  "allow",
  "pii",
  "given",
  "top",
  "last",
  "rows",
  "offset",
  "times",
  "lifetime",
  "this",
  "since",
] as const;
const constantTexts = ["null", "true", "false"] as const;
type WordText = (typeof reservedTexts)[number] | (typeof softTexts)[number] | (typeof constantTexts)[number];

export const words: readonly Word[] = [
  ...reservedTexts.map((text): Word => ({ text, reserved: true, highlight: "keyword" })),
  ...constantTexts.map((text): Word => ({ text, reserved: true, highlight: "constant" })),
  ...softTexts.map((text): Word => ({ text, reserved: false, highlight: "keyword" })),
];
export const reservedWords: ReadonlySet<string> = new Set(words.filter((w) => w.reserved).map((w) => w.text));

/* What a name may be: an identifier, a soft word, a backticked column. */
export const Name = createToken({ name: "Name", pattern: Lexer.NA, label: "a name" });
export const Ident = createToken({
  name: "Ident",
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: [Name],
  label: "a name",
});
export const Backtick = createToken({
  name: "Backtick",
  pattern: /`[^`\r\n]*`?/,
  categories: [Name],
  label: "a name",
  start_chars_hint: ["`"],
  line_breaks: false,
});

const capital = (text: string): string => (text[0] ?? "").toUpperCase() + text.slice(1);
const wordTokens = new Map<string, TokenType>(
  words.map(({ text, reserved }) => [
    text,
    createToken({
      name: `${capital(text)}Word`,
      pattern: new RegExp(text),
      longer_alt: Ident,
      categories: reserved ? [] : [Name],
      label: `\`${text}\``,
    }),
  ]),
);
/** The token of a word. */
export const word = (text: WordText): TokenType => wordTokens.get(text) as TokenType;

const sign = (name: string, pattern: RegExp, label: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, pattern, label, categories });

/* Brackets and minus come in variants that `lexer.ts` tells apart by layout. */
const none = Lexer.NA;
export const LParen = sign("LParen", /\(/, "`(`");
export const TouchingLParen = sign("TouchingLParen", none, "`(`", [LParen]);
export const LBracket = sign("LBracket", /\[/, "`[`");
export const TouchingLBracket = sign("TouchingLBracket", none, "`[`", [LBracket]);
export const AnyMinus = sign("AnyMinus", none, "`-`");
export const Minus = sign("Minus", /-/, "`-`", [AnyMinus]);
/** Begins a line outside `( )` and `[ ]`: never binary. */
export const LineMinus = sign("LineMinus", none, "`-`", [AnyMinus]);

export const RParen = sign("RParen", /\)/, "`)`");
export const RBracket = sign("RBracket", /\]/, "`]`");
export const LBrace = sign("LBrace", /\{/, "`{`");
export const RBrace = sign("RBrace", /\}/, "`}`");
export const Comma = sign("Comma", /,/, "`,`");
export const Colon = sign("Colon", /:/, "`:`");
export const Spread = sign("Spread", /\.\.\./, "`...`");
export const Dot = sign("Dot", /\./, "`.`");
export const AtSign = sign("AtSign", /@/, "`@`");
export const Bar = sign("Bar", /\|/, "`|`");
export const Arrow = sign("Arrow", /=>/, "`=>`");
export const Elvis = sign("Elvis", /\?\?/, "`??`");
export const Question = sign("Question", /\?/, "`?`");
export const Equal = sign("Equal", /==/, "`==`");
export const NotEqual = sign("NotEqual", /!=/, "`!=`");
export const LessEqual = sign("LessEqual", /<=/, "`<=`");
export const GreaterEqual = sign("GreaterEqual", />=/, "`>=`");
export const Less = sign("Less", /</, "`<`");
export const Greater = sign("Greater", />/, "`>`");
export const Assign = sign("Assign", /=/, "`=`");
export const Plus = sign("Plus", /\+/, "`+`");
export const Star = sign("Star", /\*/, "`*`");
export const Slash = sign("Slash", /\//, "`/`");
export const Percent = sign("Percent", /%/, "`%`");

/* Literals. A number's run of letters and digits is one token, so that `12abc` is one error and not two names. */
export const Num = createToken({
  name: "Num",
  pattern: /\d\w*(?:\.(?!\.)\w*)?(?:(?<=\d[eE])[+-]\w*)?/,
  label: "a number",
});
export const DurationToken = createToken({ name: "DurationToken", pattern: none, label: "a duration" });
export const Str = createToken({
  name: "Str",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"?/,
  label: "a string",
  line_breaks: false,
});

export const DocComment = createToken({ name: "DocComment", pattern: /\/\/\/(?!\/)[^\r\n]*/, label: "a doc comment" });
export const Comment = createToken({ name: "Comment", pattern: /\/\/[^\r\n]*/, group: Lexer.SKIPPED });
export const Space = createToken({
  name: "Space",
  pattern: /[ \t\r\n\uFEFF]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/**
 * What people type who come from other languages. Each is reported with what to write here, and read as that, so that the rest of
 * the file still parses; `as: null` is left out.
 */
export interface Foreign {
  readonly token: TokenType;
  readonly as: TokenType | null;
  readonly help: string;
}
const foreign = (name: string, pattern: RegExp, as: TokenType | null, help: string): Foreign => ({
  token: createToken({ name, pattern, line_breaks: false }),
  as,
  help,
});
export const foreigners: readonly Foreign[] = [
  foreign("TripleEqual", /===/, Equal, "equality is written `==`"),
  foreign("TripleNotEqual", /!==/, NotEqual, "inequality is written `!=`"),
  foreign("Diamond", /<>/, NotEqual, "inequality is written `!=`"),
  foreign("DoubleAmp", /&&/, word("and"), "write `and`"),
  foreign("DoubleBar", /\|\|/, word("or"), "write `or`"),
  foreign("SqlComment", /--[^\r\n]*/, null, "a comment begins with `//`"),
  foreign("BlockComment", /\/\*(?:[^*]|\*(?!\/))*\*\//, null, "comments are lines that begin with `//`"),
  foreign("HashComment", /#[^\r\n]*/, null, "a comment begins with `//`"),
  foreign("SingleQuoted", /'[^'\r\n]*'?/, Str, "a string stands in double quotes"),
  foreign("Bang", /!/, word("not"), "write `not`"),
  foreign("Semicolon", /;/, null, "items need no separator: a line end or a comma will do"),
  foreign("DoubleDot", /\.\d\w*/, Num, "a number begins with a digit: `0.5`"),
];
/** Anything else. */
export const Unknown = createToken({ name: "Unknown", pattern: /[\s\S]/u, line_breaks: true });

export const allTokens: TokenType[] = [
  Space,
  DocComment,
  Comment,
  ...foreigners.map((f) => f.token).filter((t) => t.name !== "Bang"),
  Str,
  Backtick,
  Num,
  ...[...wordTokens.values()].sort((a, b) => b.name.length - a.name.length),
  Ident,
  Name,
  Spread,
  Arrow,
  Elvis,
  Equal,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Question,
  Less,
  Greater,
  Assign,
  TouchingLParen,
  LParen,
  RParen,
  TouchingLBracket,
  LBracket,
  RBracket,
  LBrace,
  RBrace,
  Comma,
  Colon,
  Dot,
  AtSign,
  Bar,
  AnyMinus,
  Minus,
  LineMinus,
  Plus,
  Star,
  Slash,
  Percent,
  DurationToken,
  ...foreigners.map((f) => f.token).filter((t) => t.name === "Bang"),
  Unknown,
];
