import type { Value } from "../values.js";
export declare const count: (values: readonly unknown[]) => number;
/** Values are equal by `==`; arrays and bytes are equal by their contents. */
export declare const countDistinct: (values: readonly Value[]) => number;
/**
 * A key that is equal for two values exactly when the values are equal. All values are of one type. -0 and 0 share a
 * key, in a `Set` and in JSON. A struct's fields always come in the same order.
 */
export declare function identity(value: Value): unknown;
