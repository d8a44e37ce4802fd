import type { Alternative, Measure, Named } from "./algebra.js";

/** Some of a view's stored values at instants: a row for each instant, or only for those where there is something, told by `id`. */
export interface Part extends Named {
  /** `latest`, `windows`, `gathered`: for the names of tables. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  readonly measure: Measure | null;
}
