/* The layout of text in a terminal's columns. */

const tab = 4;

/** Ranges of code points that take two columns: East Asian scripts and full-width forms. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

export interface Cell {
  readonly text: string;
  readonly width: number;
  /** How many UTF-16 units of the source the cell shows. */
  readonly units: number;
}

/** A line as cells, one for each code point: tabs become spaces, control characters become visible and harmless. */
export function cells(line: string): readonly Cell[] {
  const out: Cell[] = [];
  let column = 0;
  for (const char of line) {
    const cell = cellOf(char, column);
    out.push(cell);
    column += cell.width;
  }
  return out;
}

function cellOf(char: string, column: number): Cell {
  const units = char.length;
  if (char === "\t") {
    const width = tab - (column % tab);
    return { text: " ".repeat(width), width, units };
  }
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u.test(char)) return { text: "\ufffd", width: 1, units };
  if (/[\p{Mn}\p{Me}\u200b-\u200d]/u.test(char)) return { text: char, width: 0, units };
  const code = char.codePointAt(0)!;
  const double = /\p{Emoji_Presentation}/u.test(char) || wide.some(([first, last]) => code >= first && code <= last);
  return { text: char, width: double ? 2 : 1, units };
}

export const widthOf = (some: readonly Cell[]): number => some.reduce((sum, cell) => sum + cell.width, 0);
export const textOf = (some: readonly Cell[]): string => some.map((cell) => cell.text).join("");
