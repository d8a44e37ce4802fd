import type { ConversionName } from "../../../functions/overloads.js";
import type { SqlCell } from "../cell.js";

export const conversions = {
  "int32>int64": "CAST({0} AS BIGINT)",
  "int32>float64": "CAST({0} AS DOUBLE)",
  "int64>float64": "CAST({0} AS DOUBLE)",
  "float32>float64": "CAST({0} AS DOUBLE)",
  "int32>float32": "CAST({0} AS FLOAT)",
  "int64>float32": "CAST(CAST({0} AS DOUBLE) AS FLOAT)",
} as const satisfies Partial<Record<ConversionName, SqlCell>>;
