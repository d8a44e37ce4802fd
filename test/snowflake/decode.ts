import { decimalOfText } from "../../runtime/functions/decimals.js";
import type { Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import type { FakesnowCell } from "../support/fakesnow.js";

/** A value of the engine, as the runtime has it. Throws if the engine's type is not that of the dialect. */
export function decode(cell: FakesnowCell, type: Type): Value {
  if (cell === null) return null;
  switch (type.kind) {
    case "bool":
      if (typeof cell === "boolean") return cell;
      break;
    case "string":
    case "enum":
    case "json":
      if (typeof cell === "string") return cell;
      break;
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      if (typeof cell === "object" && ("int" in cell || "decimal" in cell)) {
        const int = BigInt("int" in cell ? cell.int : cell.decimal);
        return Number.isSafeInteger(Number(int)) ? Number(int) : int;
      }
      break;
    case "float32":
    case "float64":
      if (typeof cell === "object" && "float" in cell)
        return Number(cell.float.replace("inf", "Infinity").replace("nan", "NaN"));
      break;
    case "decimal":
      if (typeof cell === "object" && ("decimal" in cell || "int" in cell))
        return decimalOfText("decimal" in cell ? cell.decimal : cell.int, 38, type.scale);
      break;
    case "bytes":
      if (typeof cell === "object" && "bytes" in cell) return new Uint8Array(Buffer.from(cell.bytes, "base64"));
      break;
    default:
      break;
  }
  throw new Error(`fakesnow gives ${JSON.stringify(cell)}, which is no ${type.kind}`);
}
