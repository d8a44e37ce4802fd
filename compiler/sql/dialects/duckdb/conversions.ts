import type { ConversionName } from "../../../functions/overloads.js";
import { fn, tryCast, where } from "../../tree/index.js";
import type { SqlCell, Unsupported } from "../cell.js";
import { conversions as standard } from "../standard/conversions.js";

/** A value out of a storage type's range becomes null; storing it under a type that is not nullable is an error. */
export const conversions = {
  ...standard,
  "int64>int32": "TRY_CAST({0} AS INTEGER)",
  "float64>float32": ([x]) => where(fn("isfinite", x!), tryCast(x!, "FLOAT")),
} as const satisfies Record<ConversionName, SqlCell | Unsupported>;
