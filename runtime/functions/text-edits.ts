import type { Int } from "../values.js";
import { strict1, strict2 } from "./strict.js";
import { isHigh, isLow, lengthString, unitsOf } from "./text.js";

/** A longer text is only made by mistake: null. */
const longest = 1_000_000;

interface Replace {
  (text: string, part: string, by: string): string;
  (text: string | null, part: string | null, by: string | null): string | null;
}
function replaceAll(text: string, part: string, by: string): string;
function replaceAll(text: string | null, part: string | null, by: string | null): string | null;
function replaceAll(text: string | null, part: string | null, by: string | null): string | null {
  if (text === null || part === null || by === null) return null;
  return part === "" ? text : text.replaceAll(part, () => by);
}
export const replace: Replace = replaceAll;

export const split = strict2((text: string, separator: string): readonly string[] =>
  separator === "" ? Array.from(text) : text.split(separator),
);

interface Join {
  (values: readonly string[], separator: string): string;
  (values: readonly (string | null)[] | null, separator: string | null): string | null;
}
function joined(values: readonly string[], separator: string): string;
function joined(values: readonly (string | null)[] | null, separator: string | null): string | null;
function joined(values: readonly (string | null)[] | null, separator: string | null): string | null {
  return values === null || separator === null || values.includes(null) ? null : values.join(separator);
}
export const join: Join = joined;

type Pad = (text: string | null, length: Int | null, fill?: string | null) => string | null;

/** `put` gets the text and the padding. */
const pad =
  (put: (text: string, filling: string) => string): Pad =>
  (text, length, fill = " ") => {
    if (text === null || length === null || fill === null || length < 0 || length > longest) return null;
    const missing = Number(length) - lengthString(text);
    if (missing < 0) return text.slice(0, unitsOf(text, 0, length));
    if (fill === "" || missing === 0) return text;
    const filling = fill.repeat(Math.ceil(missing / lengthString(fill)));
    return put(text, filling.slice(0, unitsOf(filling, 0, missing)));
  };
export const lpad = pad((text, filling) => filling + text);
export const rpad = pad((text, filling) => text + filling);

export function repeat(text: string | null, count: Int | null): string | null {
  if (text === null || count === null || count < 0) return null;
  if (text === "") return "";
  return count <= longest && lengthString(text) * Number(count) <= longest ? text.repeat(Number(count)) : null;
}

export const reverse = strict1((text: string) => Array.from(text).reverse().join(""));

export const left = (text: string | null, count: Int | null): string | null =>
  text === null || count === null || count < 0 ? null : text.slice(0, unitsOf(text, 0, count));

export function right(text: string | null, count: Int | null): string | null {
  if (text === null || count === null || count < 0) return null;
  let index = text.length;
  for (let left = Number(count); left > 0 && index > 0; left--) {
    index -= isLow(text.charCodeAt(index - 1)) && isHigh(text.charCodeAt(index - 2)) ? 2 : 1;
  }
  return text.slice(index);
}

/** Counted in code points. Null if the part is not found. */
export function indexOf(text: string | null, part: string | null): number | null {
  if (text === null || part === null) return null;
  const index = text.indexOf(part);
  return index < 0 ? null : lengthString(text.slice(0, index));
}

/** Computes the table of distances between prefixes, row by row. */
export const levenshtein = strict2((a: string, b: string) => {
  const [from, to] = [Array.from(a), Array.from(b)];
  const row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, point] of from.entries()) {
    let diagonal = i;
    row[0] = i + 1;
    for (let j = 1; j <= to.length; j++) {
      const above = row[j]!;
      row[j] = Math.min(above + 1, row[j - 1]! + 1, diagonal + (point === to[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[to.length]!;
});
