import type { SourceTime } from "../../artifacts.js";
import type { Type } from "../../types.js";
import type { Physical } from "../physical.js";
import type { Conversion } from "./conversion.js";
import type { RawColumn } from "./part.js";

/** How an engine converts the values of data, and writes that down. */
export interface Converting {
  readonly identifier: (name: string) => string;
  readonly literal: (text: string) => string;
  /** The engine's type of a value as statements compute with it. */
  readonly planType: (type: Type) => string;
  readonly conversion: (type: Type, physical: Physical, x: string) => Conversion;
  /** Whether values of the physical type can convert at all. */
  readonly converts: (type: Type, physical: Physical) => boolean;
  /** An instant as microseconds. */
  readonly instantFrom: (time: SourceTime, physical: Physical, x: string) => Conversion;
  /** The same, and for `-infinity` an instant before all others. */
  readonly orderedInstant: (time: SourceTime, physical: Physical, x: string) => Conversion;
  /** A column as it is read for its instants. */
  readonly asTime: (column: RawColumn) => RawColumn;
  /** Raises an error with a text that is an expression. A null text is no error, and null of the type. */
  readonly raise: (text: string, type: Type) => string;
}
