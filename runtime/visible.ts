/**
 * What can't be seen, or changes how the text around it reads: control characters, line ends, halves of a surrogate pair, and the marks that turn the
 * direction of text (a line may then read otherwise than it runs).
 */
const unseen =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;

/** Text on one line, with what can't be seen in it written out: `\u{1b}`. For terminals, XML, and comments in generated files. */
export const visible = (text: string): string =>
  text.replace(unseen, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

/** The same of text that may have several lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join("\n");

/**
 * A JSON text, whose strings hold what can't be seen as `\u202e`: the same value to whoever reads it as JSON, JavaScript or TypeScript. What would begin an end tag or a
 * comment of HTML is written out too, so that it can stand in a page.
 */
export const visibleJson = (json: string): string =>
  json
    // Between its strings JSON has line ends and spaces alone.
    .replace(unseen, (char) => (char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`))
    .replace(/<(?=[/!])/g, "\\u003c");
