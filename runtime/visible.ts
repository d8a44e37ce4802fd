/**
 * Characters that cannot be seen or that change how the text around them reads: control characters, line ends, unpaired
 * surrogates, and marks that change the direction of text (such a line may display differently from how it runs).
 */
const unseen =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;

/**
 * The text on one line, with invisible characters escaped: `\u{1b}`. For terminals, XML, and comments in generated
 * files.
 */
export const visible = (text: string): string =>
  text.replace(unseen, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

/** The same for a text that may have several lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join("\n");

/**
 * A JSON text whose strings escape invisible characters as `\u202e`. It is the same value for JSON, JavaScript and
 * TypeScript. The start of an HTML end tag or comment is escaped too, so that the text can stand in a page.
 */
export const visibleJson = (json: string): string =>
  json
    // Outside strings, JSON has only line ends and spaces.
    .replace(unseen, (char) => (char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`))
    .replace(/<(?=[/!])/g, "\\u003c");
