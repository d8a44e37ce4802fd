import type { Int } from "../values.js";
import { lowerText, upperText } from "./case-mapping.js";
import { strict1, strict2, strictFold } from "./strict.js";

/** Counts code points: all units except the second halves of surrogate pairs. */
export const lengthString = strict1((text: string) => {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) count--;
  }
  return count;
});
export const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
export const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

export const lower = strict1(lowerText);
export const upper = strict1(upperText);
/** Removes spaces only. Other white space stays (MEANING B14). */
export const trim = strict1((text: string) => {
  const start = beginOf(text);
  return text.slice(start, endOf(text, start));
});
export const ltrim = strict1((text: string) => text.slice(beginOf(text)));
export const rtrim = strict1((text: string) => text.slice(0, endOf(text, 0)));

function beginOf(text: string): number {
  let start = 0;
  while (start < text.length && isBlank(text.charCodeAt(start))) start++;
  return start;
}
function endOf(text: string, start: number): number {
  let end = text.length;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}
const isBlank = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
export const contains = strict2((text: string, part: string) => text.includes(part));
export const startsWith = strict2((text: string, start: string) => text.startsWith(start));
export const endsWith = strict2((text: string, end: string) => text.endsWith(end));
export const concat = strictFold((a: string, b: string) => a + b);

/**
 * From code point `from`, at most `count` code points; without `count` all that follow. Null if one of them is
 * negative.
 */
export function substr(
  text: string | null,
  from: Int | null,
  count: Int | null = Number.MAX_SAFE_INTEGER,
): string | null {
  if (text === null || from === null || count === null || from < 0 || count < 0) return null;
  const start = unitsOf(text, 0, from);
  return text.slice(start, unitsOf(text, start, count));
}

/** The index that is `count` code points after index `start`, or the end of the text. */
export function unitsOf(text: string, start: number, count: Int): number {
  let index = start;
  for (let left = Number(count); left > 0 && index < text.length; left--) {
    index += isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1)) ? 2 : 1;
  }
  return index;
}
