/** Controls, line ends of Unicode, and the mark of byte order. */
const isEscaped = (point: number): boolean =>
  point < 0x20 || (point >= 0x7f && point < 0xa0) || point === 0x2028 || point === 0x2029 || point === 0xfeff;
const escaped = (char: string): string => {
  if (char === "\\" || char === "'") return `\\${char}`;
  const point = char.codePointAt(0)!;
  return isEscaped(point) ? `\\u${point.toString(16).padStart(4, "0")}` : char;
};

/** A text as a string literal. */
export const stringText = (value: string): string => `'${[...value].map(escaped).join("")}'`;
