import { visible, visibleJson } from "../../runtime/visible.js";

/*
 * Text that is not Feat's own (names, paths, docs, literals) enters generated TypeScript here and nowhere else: as data, as a property, or in a comment.
 */

/** A value of JSON as code; no property of it is named by a user. */
export const data = (value: unknown): string => visibleJson(JSON.stringify(value));
/** A text as a literal. */
export const string = (text: string): string => data(text);

/** `__proto__` means something else to every object, and what is no identifier of JavaScript stands in quotes. */
const isPlain = (name: string): boolean => name !== "__proto__" && /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);
/** `.name`, or `["name"]`. */
export const access = (name: string): string => (isPlain(name) ? `.${name}` : `[${string(name)}]`);
/** A property in an object literal: `__proto__: x` would set the prototype. */
export const property = (name: string): string => (isPlain(name) ? name : `[${string(name)}]`);
/** A property in a type. */
export const typeProperty = (name: string): string => (isPlain(name) ? name : string(name));

/** A comment of one line. */
export const lineComment = (text: string): string => `// ${visible(text)}\n`;

/** A doc comment of all that is said; a text is one or more lines. Nothing where nothing is said. */
export function docComment(texts: readonly (string | null)[]): string {
  const lines = texts
    .flatMap((text) => (text === null ? [] : text.split(/\r\n|[\n\r\u2028\u2029]/)))
    .map((line) => visible(line.replaceAll("\t", "  ")).replaceAll("*/", "*\\/").trimEnd());
  if (lines.length === 0) return "";
  // A slash behind the star that begins a line would end the comment.
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

/** A name or path in a doc comment, which editors show as Markdown: as code, whatever ticks are in it. */
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}
