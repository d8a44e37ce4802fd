import type { builders } from "prettier/doc";

type Doc = builders.Doc;

/**
 * The pieces of a template's fragments and of the nodes between them. A line may break between pieces: at spaces
 * outside quotes. Text without a space between stays together.
 */
export function fragmentPieces(fragments: readonly string[], between: readonly Doc[]): readonly Doc[] {
  const pieces: Doc[] = [];
  let open: Doc[] = [];
  const end = (): void => {
    if (open.length > 0) pieces.push(open.length === 1 ? open[0]! : open);
    open = [];
  };
  let quote: string | null = null;
  for (const [index, fragment] of fragments.entries()) {
    let word = "";
    for (const char of fragment) {
      if (quote === null && (char === " " || char === "\n")) {
        if (word !== "") open.push(word);
        word = "";
        end();
        continue;
      }
      if (quote === null && (char === "'" || char === '"')) quote = char;
      else if (char === quote) quote = null;
      word += char;
    }
    if (word !== "") open.push(word);
    const node = between[index];
    if (node !== undefined) open.push(node);
  }
  end();
  return pieces.length === 0 ? [""] : pieces;
}
