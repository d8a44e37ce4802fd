import type { CalendarUnit, Expr } from "../ir/index.js";
import type { Landing } from "./cut.js";

/** A condition that a row must meet. */
export type Condition =
  | { readonly node: "holds"; readonly expr: Expr }
  | { readonly node: "present"; readonly columns: readonly string[] }
  | { readonly node: "anyPresent"; readonly columns: readonly string[] }
  /** True if the row has arrived at the parameter `$at`. */
  | { readonly node: "arrivedAt" }
  /** True if the row is not superseded at the parameter `$at`. */
  | { readonly node: "notSuperseded" }
  /** True if the row arrived in the longest of these windows before `$at`. Null means a lifetime. */
  | { readonly node: "inWindows"; readonly column: Landing; readonly micros: string | null }
  /** True if τ is not before the parameter `$from`, or if that is not given. */
  | { readonly node: "fromParameter" }
  /** True if the row may have changed a value of its key between the instants `$since` and `$at`. */
  | RowChanged
  /** True if the columns' hash falls in the slice `$slice` of `$slices`. */
  | { readonly node: "inSlice"; readonly columns: readonly string[] };

export interface RowChanged {
  readonly node: "rowChanged";
  /** The row begins or ceases to count at one of these instants. */
  readonly turns: readonly Turn[];
  /** The column, true or null, that says that the row or a version of it is new. */
  readonly fresh: string | null;
  /** The row was written after the instant `$created`. */
  readonly created: boolean;
  /** The row that a join found may have changed: its `@time` is not before `$joined`. */
  readonly joined: boolean;
}
/** An instant of a row: the column and these microseconds. */
export interface Turn {
  readonly column: string;
  readonly micros: string;
  /** The instant may be that much later than the row's, in a way that only the calendar knows. */
  readonly slack: string;
  /** Only if `$since` and `$at`, less this offset, are in different units of a calendar. */
  readonly unit: { readonly unit: CalendarUnit; readonly zone: string; readonly offsetMicros: string } | null;
}
