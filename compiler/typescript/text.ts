import { visible, visibleJson } from "../../runtime/visible.js";

/*
 * Text that is not Feat's own (names, paths, docs, literals) enters generated TypeScript here and nowhere else: as
 * data, as a property, or in a comment.
 */

/** A JSON value as code. None of its properties has a name that a user chose. */
export const data = (value: unknown): string => visibleJson(JSON.stringify(value));
/** A text as a string literal. */
export const string = (text: string): string => data(text);

/** `__proto__` is special on every object, and a name that is not a JavaScript identifier is quoted. */
const isPlain = (name: string): boolean => name !== "__proto__" && /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);
/** `.name`, or `["name"]`. */
export const access = (name: string): string => (isPlain(name) ? `.${name}` : `[${string(name)}]`);
/** A property in an object literal: `__proto__: x` would set the prototype, so it is written `["__proto__"]`. */
export const property = (name: string): string => (isPlain(name) ? name : `[${string(name)}]`);
/** A property in a type. */
export const typeProperty = (name: string): string => (isPlain(name) ? name : string(name));

/** A comment of one line. */
export const lineComment = (text: string): string => `// ${visible(text)}\n`;

/** A doc comment of these texts, each of one or more lines; empty if there are none. */
export function docComment(texts: readonly (string | null)[]): string {
  const lines = texts
    .flatMap((text) => (text === null ? [] : text.split(/\r\n|[\n\r\u2028\u2029]/)))
    .map((line) => visible(line.replaceAll("\t", "  ")).replaceAll("*/", "*\\/").trimEnd());
  if (lines.length === 0) return "";
  // A slash at the start of a line would follow the line's star and end the comment.
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

/** A name or path in a doc comment, which editors show as Markdown: as a code span, whatever backticks it contains. */
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}
