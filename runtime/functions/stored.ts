import type { Int } from "../values.js";
import { FeatureError } from "./feature-error.js";

/*
 * Checks a float or a decimal when it is stored: as a feature, a `let`, a column, an aggregate's argument or result
 * (MEANING B33, B8).
 */

/** For a nullable type: null if the value is not finite. -0 becomes 0. */
export const stored = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value + 0 : null;

/** For a type that is not nullable: an error if the value is not finite. */
export function storedNotNull(value: number | null): number {
  if (value === null || !Number.isFinite(value)) throw new FeatureError("not a finite number");
  return value + 0;
}

/** The same for a key that a request may not know: null stays null. */
export const storedUnlessNull = <T extends number | null>(value: T): T =>
  value === null ? value : (storedNotNull(value) as T);

/** A decimal of a type that is not nullable: an error if it has too many digits. */
export function storedInRange(value: Int | null): Int {
  if (value === null) throw new FeatureError("out of range");
  return value;
}

/** `stored` for each element of a list. Elements are always nullable. */
export function storedList(values: readonly (number | null)[]): readonly (number | null)[];
export function storedList(values: readonly (number | null)[] | null): readonly (number | null)[] | null;
export function storedList(values: readonly (number | null)[] | null): readonly (number | null)[] | null {
  return values === null ? null : values.map(stored);
}

/** A list whose elements are stored by `of`. */
export function storedEach<T, R>(values: readonly T[], of: (value: T) => R): readonly R[];
export function storedEach<T, R>(values: readonly T[] | null, of: (value: T) => R): readonly R[] | null;
export function storedEach<T, R>(values: readonly T[] | null, of: (value: T) => R): readonly R[] | null {
  return values === null ? null : values.map(of);
}

/** A struct whose fields are stored by `of`. */
export const storedStruct = <T, R>(value: T, of: (value: NonNullable<T>) => R): R | Extract<T, null> =>
  value === null || value === undefined ? (value as Extract<T, null>) : of(value);

/** A fixed vector of a nullable type: null if an element is not finite (MEANING 72). */
export const storedVector = (values: readonly number[] | null): readonly number[] | null =>
  values?.every(Number.isFinite) ? values.map((value) => value + 0) : null;

/** A fixed vector of a type that is not nullable: an error if an element is not finite. */
export function storedVectorNotNull(values: readonly number[] | null): readonly number[] {
  const own = storedVector(values);
  if (own === null) throw new FeatureError("not a finite number");
  return own;
}
