import type { StreamRow } from "../stream-artifacts.js";
import type { Int } from "../values.js";

/** A row by its inputs, and its time. */
export interface FiledRow {
  readonly inputs: StreamRow;
  readonly time: Int;
}
