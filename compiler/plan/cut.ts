import type { CalendarUnit } from "../ir/index.js";

/** τ + delay (+ one for `before`): `@arrive` itself, or under `known` a column of its own. */
export type Landing = "@arrive" | "@lands";

/** Which rows count at `@t`. An offset moves all of it to `@t` − offset. */
export interface Cut {
  /** The time that a window's start cuts by: a row that becomes known late still lies where it landed. */
  readonly landing: Landing;
  readonly offsetMicros: string;
  /** The window's length; null has no lower bound. */
  readonly micros: string | null;
  readonly this: { readonly unit: CalendarUnit; readonly zone: string } | null;
  /** The column that is true if the window starts anew with the row. */
  readonly since: string | null;
  readonly lastRows: number | null;
  /**
   * `@rank` numbers each key's rows as they become visible, so the last rows are found by their numbers, however many
   * there are.
   */
  readonly numbered: boolean;
  /** Versions: the row counts until it is superseded. */
  readonly superseded: boolean;
  readonly gone: boolean;
  /** For a state: the row is not deleted, not ended and not older than the ttl. */
  readonly deleted: boolean;
  readonly until: boolean;
  readonly ttlMicros: string | null;
}
