import type { ConversionName } from "../../../functions/overloads.js";
import { cast } from "../../tree/index.js";
import type { SqlCell, Unsupported } from "../cell.js";
import { conversions as standard } from "../standard/conversions.js";
import { toFloat32, toInt32 } from "./casts.js";

/** A value out of a storage type's range becomes null; storing it under a type that is not nullable is an error. */
export const conversions = {
  ...standard,
  "float32>float64": ([x]) => x!,
  "int32>float32": ([x]) => toFloat32(cast(x!, "DOUBLE")),
  "int64>float32": ([x]) => toFloat32(cast(x!, "DOUBLE")),
  "int64>int32": ([x]) => toInt32(x!),
  "float64>float32": ([x]) => toFloat32(x!),
} as const satisfies Record<ConversionName, SqlCell | Unsupported>;
