import type { ScalarName } from "../../../../runtime/types.js";

/** The types of values inside expressions. An instant is a number of microseconds, a date a number of days. */
export const scalarTypes = {
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "VARCHAR",
  bytes: "BLOB",
  timestamp: "BIGINT",
  date: "INTEGER",
  json: "VARCHAR",
} as const satisfies Readonly<Record<ScalarName, string>>;
