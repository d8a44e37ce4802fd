/**
 * Lower and upper case, code point by code point, by Unicode's simple case mapping without a locale (MEANING B13).
 * JavaScript has only the full mapping. This file has the simple mapping for code points whose full mapping is several
 * code points.
 */

/** Greek letters with iota subscript. Their simple upper case is one letter. */
function upperOfIota(point: number): number {
  if (point >= 0x1f80 && point <= 0x1faf) return point | 8;
  if (point === 0x1fb3 || point === 0x1fc3 || point === 0x1ff3) return point + 9;
  return point;
}

/**
 * Letters whose case mapping came with Unicode 16 and 17. Whether an engine knows it depends on the engine's age, so
 * these letters are left unchanged.
 */
const recent: readonly (readonly [from: number, to: number])[] = [
  [0x1c89, 0x1c8a],
  [0xa7cb, 0xa7cf],
  [0xa7d2, 0xa7d5],
  [0xa7da, 0xa7dc],
  [0x10d50, 0x10d85],
  [0x16ea0, 0x16ed3],
];
const isRecent = (point: number): boolean => recent.some(([from, to]) => point >= from && point <= to);

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
};
const isOne = (text: string): boolean => text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);

function mapped(text: string, full: (point: string) => string, several: (point: number) => number): string {
  let result = "";
  for (const char of text) {
    const point = char.codePointAt(0)!;
    const other = full(char);
    if (!isOne(other)) result += String.fromCodePoint(several(point));
    else result += isRecent(point) || isRecent(other.codePointAt(0)!) ? char : other;
  }
  return result;
}

const capitalIWithDot = 0x130;

export const lowerText = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : mapped(
        text,
        (char) => char.toLowerCase(),
        (point) => (point === capitalIWithDot ? 0x69 : point),
      );

export const upperText = (text: string): string =>
  isAscii(text) ? text.toUpperCase() : mapped(text, (char) => char.toUpperCase(), upperOfIota);
