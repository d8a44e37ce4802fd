import type { Int, Value } from "../values.js";
import { equalBytesOf } from "./order.js";
import { strict1 } from "./strict.js";

type Elements<A> = readonly (A | null)[];
type Plain = string | boolean | Int;

export const lengthArray = strict1((values: readonly unknown[]) => values.length);

/** Three-valued logic as in SQL (MEANING B29). An empty list gives false even for a null. */
const membership =
  <A>(same: (a: A, b: A) => boolean) =>
  (value: A | null, list: Elements<A> | null): boolean | null => {
    if (list === null) return null;
    if (list.length === 0) return false;
    if (value === null) return null;
    let unknown = false;
    for (const element of list) {
      if (element === null) unknown = true;
      else if (same(element, value)) return true;
    }
    return unknown ? null : false;
  };

export const isIn = membership<Plain>((a, b) => a === b);
export const isInBytes = membership<Uint8Array>(equalBytesOf);
export const containsElement = (list: Elements<Plain> | null, value: Plain | null): boolean | null => isIn(value, list);
export const containsBytes = (list: Elements<Uint8Array> | null, value: Uint8Array | null): boolean | null =>
  isInBytes(value, list);

/** Null if there is no such element. */
export function element<A extends Value>(values: readonly A[] | null, index: Int | null): A | null {
  if (values === null || index === null || index < 0) return null;
  return values[Number(index)] ?? null;
}
