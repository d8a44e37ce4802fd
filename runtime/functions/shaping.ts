import type { Int } from "../values.js";
import { compareFloats, equalBytesOf } from "./order.js";
import { strict1, strict2 } from "./strict.js";

type Elements<A> = readonly (A | null)[];
type Plain = string | boolean | Int;

/** Does not overflow for large or small x (MEANING 95). */
export const sigmoid = strict1((x: number) => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
});

/** The number of edges that are not above x. */
const bucketBy = (isAbove: (edge: Int, x: Int) => boolean) =>
  strict2((x: Int, edges: readonly Int[]): number => edges.filter((edge) => !isAbove(edge, x)).length);
export const bucketInt64 = bucketBy((edge, x) => edge > x);
export const bucketFloat64 = bucketBy((edge, x) => compareFloats(Number(edge), Number(x)) > 0);

type Same<A> = (a: A, b: A) => boolean;
const samePlain: Same<Plain> = (a, b) => a === b;

interface OneHot<A> {
  (x: A | null, values: Elements<A>): readonly number[];
  (x: A | null, values: Elements<A> | null): readonly number[] | null;
}
function oneHotBy<A>(same: Same<A>): OneHot<A>;
function oneHotBy<A>(same: Same<A>): (x: A | null, values: Elements<A> | null) => readonly number[] | null {
  return (x, values) =>
    values === null ? null : values.map((value) => (x !== null && value !== null && same(x, value) ? 1 : 0));
}
export const oneHot = oneHotBy(samePlain);
export const oneHotBytes = oneHotBy<Uint8Array>(equalBytesOf);

const ordinalBy =
  <A>(same: Same<A>) =>
  (x: A | null, values: Elements<A> | null): number | null => {
    if (x === null || values === null) return null;
    const index = values.findIndex((value) => value !== null && same(value, x));
    return index < 0 ? null : index;
  };
export const ordinal = ordinalBy(samePlain);
export const ordinalBytes = ordinalBy<Uint8Array>(equalBytesOf);

export const indexOfElement = (values: Elements<Plain> | null, x: Plain | null): number | null => ordinal(x, values);
export const indexOfBytes = (values: Elements<Uint8Array> | null, x: Uint8Array | null): number | null =>
  ordinalBytes(x, values);
