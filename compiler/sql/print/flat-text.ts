import type { builders } from "prettier/doc";

type Doc = builders.Doc;

/**
 * A layout's text on one line; null if it has a line break of its own, or is longer than `width`. Most expressions fit
 * on their line, and this is faster than a search for places to break it.
 */
export function flatText(doc: Doc, width: number): string | null {
  const parts: string[] = [];
  let length = 0;
  const fits = (part: Doc): boolean => {
    if (typeof part === "string") {
      parts.push(part);
      length += part.length;
      return length <= width;
    }
    if (Array.isArray(part)) return part.every(fits);
    switch (part.type) {
      case "group":
      case "indent":
        return fits(part.contents);
      case "fill":
        return part.parts.every(fits);
      case "line":
        if ("hard" in part && part.hard === true) return false;
        return "soft" in part && part.soft === true ? true : fits(" ");
      default:
        return false;
    }
  };
  return fits(doc) ? parts.join("") : null;
}
