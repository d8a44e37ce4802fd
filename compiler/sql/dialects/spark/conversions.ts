import type { ConversionName } from "../../../functions/overloads.js";
import { caseOf, cast, fn, op, type Sql, tryCast } from "../../tree/index.js";
import type { SqlCell, Unsupported } from "../cell.js";
import { conversions as standard } from "../standard/conversions.js";
import { float } from "./values.js";

/** The greatest magnitude that rounds to a float32 other than infinity, exclusively. */
const BEYOND_FLOAT32 = float(3.4028235677973366e38);
/** Null if the value is out of range. Spark's own cast would give infinity. */
export const toFloat32 = (x: Sql): Sql => caseOf([[op("<", fn("abs", x), BEYOND_FLOAT32), cast(x, "FLOAT")]]);

/** A value out of a storage type's range becomes null; storing it under a type that is not nullable is an error. */
export const conversions = {
  ...standard,
  "int64>int32": ([x]) => tryCast(x!, "INT"),
  "float64>float32": ([x]) => toFloat32(x!),
} as const satisfies Record<ConversionName, SqlCell | Unsupported>;
