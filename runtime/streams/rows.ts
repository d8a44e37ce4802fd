import type { StreamPath, StreamRow } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";

/** A row of a physical source, in the form in which it is stored. */
export interface PhysicalRow {
  readonly source: string;
  /** The declared columns, in declared order. */
  readonly values: readonly Value[];
  readonly time: Int;
  readonly created: Int | null;
  readonly sequence: Value;
  readonly deleted: boolean;
  readonly until: Int | null;
}

/** A row of a view's source, made from a physical row. */
export interface ViewRow {
  readonly base: PhysicalRow;
  readonly path: StreamPath;
  readonly time: Int;
  /** The first instant at which it is visible. */
  readonly arrives: Int;
  /** The places of the elements that it was made from. */
  readonly ordinals: readonly number[];
  readonly row: StreamRow;
  readonly key: readonly Value[];
}
