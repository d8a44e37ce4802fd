import { cells, textOf, widthOf } from "../../compiler/diagnostics/index.js";

/** Rows in columns as wide as they need; the last one is not padded. `right` are the indexes of columns of numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const shown = rows.map((row) => row.map((text) => cells(text.replace(/[\t\r\n]+/g, " "))));
  const widths: number[] = [];
  for (const row of shown) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  const lines = shown.map((row) =>
    row
      .map((cell, i) => {
        const space = " ".repeat(widths[i]! - widthOf(cell));
        return right.includes(i) ? `${space}${textOf(cell)}` : `${textOf(cell)}${space}`;
      })
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** `1,234,567`, for whole numbers. The first use of a locale takes longer than the rest of a short command. */
export const grouped = (n: number | bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
/** `0.42 s` */
export const seconds = (milliseconds: number): string =>
  `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
export const plural = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;
