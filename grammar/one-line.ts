import { lex } from "./lexer.js";

/**
 * A piece of source text on one line, without comments. `rename` is applied to names that are neither members nor
 * called.
 */
export function oneLine(text: string, rename: (name: string) => string = (name) => name): string {
  const { tokens } = lex(text);
  let line = "";
  let end = 0;
  for (const [index, { image, startOffset }] of tokens.entries()) {
    const alone = tokens[index - 1]?.image !== "." && tokens[index + 1]?.image !== "(";
    const word = alone && /^[A-Za-z_]\w*$/.test(image) ? rename(image) : image;
    line += index > 0 && startOffset > end ? ` ${word}` : word;
    end = startOffset + image.length;
  }
  return line;
}
