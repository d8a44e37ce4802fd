import type { Int } from "../../values.js";
import type { LabelReport } from "../warehouse.js";

type Range = Pick<LabelReport, "first" | "last">;

/** The range of instants, from the values that an engine returns. */
export const rangeOf = (first: unknown, last: unknown): Range => ({ first: instant(first), last: instant(last) });

export function rangeOfRows(rows: readonly { readonly at: Int | null }[]): Range {
  let [first, last]: [bigint | null, bigint | null] = [null, null];
  for (const { at } of rows) {
    if (at === null) continue;
    const own = BigInt(at);
    if (first === null || own < first) first = own;
    if (last === null || own > last) last = own;
  }
  return { first, last };
}

const instant = (value: unknown): bigint | null =>
  value === null || value === undefined ? null : BigInt(String(value));
