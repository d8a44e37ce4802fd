import type { ScalarName } from "../../runtime/types.js";

export interface Conversion {
  readonly from: ScalarName;
  readonly to: ScalarName;
  /** The exported name in `runtime/functions/index.ts`. It gives null for null. */
  readonly ts: string;
  /** The value in memory does not change, so `ts` need not be called. */
  readonly free?: true;
}

/**
 * The conversions of the IR's `convert` node, by `from>to`: the implicit ones of MEANING A5, and the rounding to
 * storage types. Ints become the nearest float64, ties to even. A value out of a storage type's range becomes null;
 * storing it under a type that is not nullable is an error.
 */
export const conversions: ReadonlyMap<string, Conversion> = new Map(
  (
    [
      { from: "int32", to: "int64", ts: "same", free: true },
      { from: "int32", to: "float64", ts: "same", free: true },
      { from: "int64", to: "float64", ts: "float64FromInt64" },
      { from: "float32", to: "float64", ts: "same", free: true },
      { from: "int64", to: "int32", ts: "int32FromInt64" },
      {
        from: "float64",
        to: "float32",
        ts: "float32FromFloat64",
      },
      { from: "int32", to: "float32", ts: "float32FromInt64" },
      { from: "int64", to: "float32", ts: "float32FromInt64" },
    ] satisfies Conversion[]
  ).map((row) => [`${row.from}>${row.to}`, row]),
);
