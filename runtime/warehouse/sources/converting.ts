import type { SourceTime } from "../../artifacts.js";
import type { Type } from "../../types.js";
import type { Physical } from "../physical.js";
import type { Conversion } from "./conversion.js";
import type { RawColumn } from "./part.js";

/** How an engine converts the values of data, and the SQL for it. */
export interface Converting {
  readonly identifier: (name: string) => string;
  readonly literal: (text: string) => string;
  /** The engine's name of a text's type. */
  readonly textType: string;
  /** The engine's type for a value in generated statements. */
  readonly planType: (type: Type) => string;
  readonly conversion: (type: Type, physical: Physical, x: string) => Conversion;
  /** True if some values of the physical type can convert. If it is false, only a column without values converts. */
  readonly converts: (type: Type, physical: Physical) => boolean;
  /** An instant as microseconds. */
  readonly instantFrom: (time: SourceTime, physical: Physical, x: string) => Conversion;
  /** The same, but `-infinity` is an instant before all others. */
  readonly orderedInstant: (time: SourceTime, physical: Physical, x: string) => Conversion;
  /**
   * A value that is only compared with others, as the data has it, where its own type compares as the declared one. So
   * an index of the data finds it. Null if it must be converted.
   */
  readonly compared: ((type: Type, physical: Physical, x: string) => string | null) | null;
  /** The row's time in a type with an order that an index of the data has; null for engines that ask for none. */
  readonly stamp: ((time: SourceTime, physical: Physical, x: string) => string) | null;
  /** The column in the form from which its instants are read. */
  readonly asTime: (column: RawColumn) => RawColumn;
  /**
   * Raises an error whose text is an expression, in the place of a value of the type. A null text raises no error and
   * gives null.
   */
  readonly raise: (text: string, type: Type) => string;
}
