import { compareStrings } from "../functions/order.js";
import type { Int } from "../values.js";

const best = <A>(values: readonly A[], better: (a: A, b: A) => boolean): A | null =>
  values.length === 0 ? null : values.reduce((found, value) => (better(value, found) ? value : found));

export const min = <A extends Int>(values: readonly A[]): A | null => best(values, (a, b) => a < b);
export const max = <A extends Int>(values: readonly A[]): A | null => best(values, (a, b) => a > b);
export const minString = (values: readonly string[]): string | null => best(values, (a, b) => compareStrings(a, b) < 0);
export const maxString = (values: readonly string[]): string | null => best(values, (a, b) => compareStrings(a, b) > 0);

export const first = <A>(values: readonly A[]): A | null => values[0] ?? null;
export const last = <A>(values: readonly A[]): A | null => values[values.length - 1] ?? null;

export const any = (values: readonly boolean[]): boolean | null => (values.length === 0 ? null : values.includes(true));
export const all = (values: readonly boolean[]): boolean | null =>
  values.length === 0 ? null : !values.includes(false);
export const fraction = (values: readonly boolean[]): number | null =>
  values.length === 0 ? null : values.filter((value) => value).length / values.length;
