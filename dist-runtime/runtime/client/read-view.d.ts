import type { Values, ViewArtifact } from "../artifacts.js";
import { type DecodedRow } from "../codec/index.js";
import { DataError } from "../errors.js";
import type { ViewMeta } from "../online/store.js";
import type { Int, Value } from "../values.js";
import type { Status } from "./surface.js";
/** A view's values for one entity at an instant. */
export interface ViewAnswer {
  readonly features: Values;
  readonly statuses: Readonly<Record<string, Status>>;
  /** T. Null if the view was never materialized. */
  readonly asOf: Int | null;
}
/**
 * `leeway`: how far T may be ahead of `now`. Such a view is read as of T, because the clocks of two machines differ.
 */
export type ViewReader = (row: DecodedRow | null, meta: ViewMeta, now: Int, leeway: Int) => ViewAnswer;
/**
 * The rules for reading stored values: which of them are missing or stale, and what to do with a key that later runs no
 * longer found.
 *
 * A row that a run in progress has written counts already (its T is greater than the view's). If the last run did not
 * write a row, its aggregates are empty; if a later run read all rows and did not find it, it has no latest row either.
 * If no run of a view was finished, every feature reads as missing, even if a row is stored.
 */
export declare function viewReader(view: ViewArtifact): ViewReader;
export declare const presence: (value: Value | undefined) => Status;
/** The store holds the view as of T and cannot go back to an earlier instant. */
export declare class BeforeStoredError extends DataError {
  readonly asOf: Int;
  readonly name: string;
  constructor(view: string, at: Int, asOf: Int);
}
