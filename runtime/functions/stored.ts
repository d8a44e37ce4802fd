import type { Int } from "../values.js";
import { FeatureError } from "./feature-error.js";

/*
 * What becomes of a float or a decimal where it is stored: a feature, a `let`, a column, an aggregate's argument or result (MEANING B33, B8).
 */

/** Under a nullable type: null where it is not finite; -0 is 0. */
export const stored = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value + 0 : null;

/** Under a type that is not nullable: an error where it is not finite. */
export function storedNotNull(value: number | null): number {
  if (value === null || !Number.isFinite(value)) throw new FeatureError("not a finite number");
  return value + 0;
}

/** A decimal under a type that is not nullable: an error where it has too many digits. */
export function storedInRange(value: Int | null): Int {
  if (value === null) throw new FeatureError("out of range");
  return value;
}

/** `stored` for each element of a list: elements are always nullable. */
export function storedList(values: readonly (number | null)[]): readonly (number | null)[];
export function storedList(values: readonly (number | null)[] | null): readonly (number | null)[] | null;
export function storedList(values: readonly (number | null)[] | null): readonly (number | null)[] | null {
  return values === null ? null : values.map(stored);
}
