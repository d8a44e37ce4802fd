import type { Family } from "../physical.js";
import type { Converting } from "../sources/converting.js";
import type { Part, RawColumn } from "../sources/part.js";

/** Data as it is, whatever a project declares of it, and how to ask about its rows. */
export interface RawData {
  readonly parts: readonly Part[];
  /** The format has types of its own. CSV and JSON have none, so every value there is converted. */
  readonly typed: boolean;
  /** The rows of a statement. Numbers may be texts. */
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly converting: Converting;
  readonly forms: EngineForms;
  /**
   * The first row in which an expression is not null, as `row 2 of data/orders.csv`. Null if the rows have no numbers.
   */
  readonly rowOf: (part: Part, column: RawColumn, problem: string) => Promise<string | null>;
}

/** SQL that engines write in different ways. */
export interface EngineForms {
  /** True if a whole text matches a regular expression. */
  readonly matches: (text: string, pattern: string) => string;
  /**
   * An aggregate over rows with these values: the sum of a hash of each row's values, whatever the rows' order. It stays
   * the same from version to version of the engine.
   */
  readonly rowsHash: (values: readonly string[]) => string;
  /** True if a time can be `infinity`, which is after all others. */
  readonly infiniteTimes: boolean;
  /** A number as a float64. Null if it is none or not finite. */
  readonly number: (family: Family, x: string) => string;
}
