import type { ConversionName } from "../../../functions/overloads.js";
import { between, cast, number, where } from "../../tree/index.js";
import type { SqlCell, Unsupported } from "../cell.js";
import { toFloat32 } from "./casts.js";

/** A value out of a storage type's range becomes null; storing it under a type that is not nullable is an error. */
export const conversions = {
  "int32>int64": "CAST({0} AS BIGINT)",
  "int32>float64": "CAST({0} AS DOUBLE PRECISION)",
  "int64>float64": "CAST({0} AS DOUBLE PRECISION)",
  "float32>float64": "CAST({0} AS DOUBLE PRECISION)",
  "int32>float32": "CAST({0} AS REAL)",
  "int64>float32": "CAST(CAST({0} AS DOUBLE PRECISION) AS REAL)",
  "int64>int32": ([x]) => where(between(x!, number("-2147483648"), number("2147483647")), cast(x!, "INTEGER")),
  "float64>float32": ([x]) => toFloat32(x!),
} as const satisfies Record<ConversionName, SqlCell | Unsupported>;
