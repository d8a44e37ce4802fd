/** What the demo prints, for a person who reads along. */
import { styleText } from "node:util";

const coloured = process.env.FORCE_COLOR !== undefined || (process.stdout.isTTY === true && !process.env.NO_COLOR);
type Style = Parameters<typeof styleText>[0];
const style = (as: Style) => (text: string) => (coloured ? styleText(as, text) : text);

export const bold = style("bold");
export const dim = style("dim");
export const green = style("green");
export const cyan = style("cyan");

export const count = (n: number): string => n.toLocaleString("en-US");
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export function title(text: string): void {
  console.log(`\n${bold(text)}`);
}
export function line(text: string): void {
  console.log(`  ${text}`);
}

/** Does a step and says what came of it and how long it took. */
export async function step<T>(what: string, action: () => Promise<T>, outcome: (value: T) => string): Promise<T> {
  const started = performance.now();
  const value = await action();
  line(`${green("✓")} ${what.padEnd(44)} ${outcome(value).padEnd(44)} ${dim(seconds(performance.now() - started))}`);
  return value;
}

/** A table with its numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const cells = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ");
  line(dim(cells(head)));
  for (const row of rows) line(cells(row));
}
