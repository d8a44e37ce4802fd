import type { Type } from "../types.js";
import type { Value } from "../values.js";
import type { Scratch } from "./scratch.js";
/** How the non-null values of a type are packed. */
export interface ValueCodec {
  readonly write: (to: Scratch, value: Value) => void;
  readonly read: (from: Scratch) => Value;
}
export declare function valueCodec(type: Type): ValueCodec;
