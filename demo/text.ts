import type { Value } from "featlang/runtime";

/** A value in a table. */
export function cell(value: Value | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toFixed(2);
  return String(value);
}

export const count = (value: Value | undefined): number => Number(value ?? 0);
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
