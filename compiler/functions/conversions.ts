import type { ScalarName } from "../../runtime/types.js";

export interface Conversion {
  readonly from: ScalarName;
  readonly to: ScalarName;
  /** `{0}` is the value, an expression that can be an operand anywhere. */
  readonly sql: { readonly duckdb: string };
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
      { from: "int32", to: "int64", sql: { duckdb: "CAST({0} AS BIGINT)" }, ts: "same", free: true },
      { from: "int32", to: "float64", sql: { duckdb: "CAST({0} AS DOUBLE)" }, ts: "same", free: true },
      { from: "int64", to: "float64", sql: { duckdb: "CAST({0} AS DOUBLE)" }, ts: "float64FromInt64" },
      { from: "float32", to: "float64", sql: { duckdb: "CAST({0} AS DOUBLE)" }, ts: "same", free: true },
      { from: "int64", to: "int32", sql: { duckdb: "TRY_CAST({0} AS INTEGER)" }, ts: "int32FromInt64" },
      {
        from: "float64",
        to: "float32",
        sql: { duckdb: "CASE WHEN isfinite({0}) THEN TRY_CAST({0} AS FLOAT) END" },
        ts: "float32FromFloat64",
      },
      { from: "int32", to: "float32", sql: { duckdb: "CAST({0} AS FLOAT)" }, ts: "float32FromInt64" },
      { from: "int64", to: "float32", sql: { duckdb: "CAST(CAST({0} AS DOUBLE) AS FLOAT)" }, ts: "float32FromInt64" },
    ] satisfies Conversion[]
  ).map((row) => [`${row.from}>${row.to}`, row]),
);
