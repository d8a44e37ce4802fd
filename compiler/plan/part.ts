import type { Alternative, Measure, Named } from "./algebra.js";

/**
 * Some of a view's stored values at instants, identified by `id`: a row for each instant, or only for those that have a
 * value.
 */
export interface Part extends Named {
  /** `latest`, `windows` or `temporal`, for the names of tables. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  readonly measure: Measure | null;
}
