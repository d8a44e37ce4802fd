/**
 * What a row of the meaning is written as: a number, the case in short words, and what is declared, given and expected.
 *
 * Instants may be short: `"10:00"` is that time of Wednesday, 10 January 2024, UTC; `"01-09 10:00"` that of another day of the year.
 */

/** A source: its columns as `"k: int64, tm: timestamp | cr: timestamp"` (after the bar those that only the data have), its rows, and what YAML says more. */
export interface Source {
  readonly kind: "events" | "state";
  readonly columns: string;
  readonly rows: readonly (readonly Cell[])[];
  /** In place of what the names of columns say: `tm` is the time, `cr` created, `sq` sequence, `gone` deleted, `ends` until. */
  readonly yaml?: Readonly<Record<string, unknown>>;
  /** Types of columns in the data, where they are not those that go with the declared ones. */
  readonly stored?: Readonly<Record<string, string>>;
}
export type Cell = null | boolean | number | bigint | string | readonly Cell[];

/** A value that is expected, with the status that it has where that is not what the value says. */
export class Expected {
  constructor(
    readonly value: Cell,
    readonly status: string,
  ) {}
}
export const missing = new Expected(null, "missing");
export const stale = new Expected(null, "stale");
/** A default: the value, and the status that it leaves. */
export const as = (value: Cell, status: string): Expected => new Expected(value, status);
/** What cannot be answered: an error, in training and online. */
export class Fault {
  constructor(readonly says: RegExp) {}
}
export const fault = (says: RegExp): Fault => new Fault(says);

/** At an instant (null is a label without one), for these keys and request fields, these features are expected. */
export type Ask = readonly [
  at: string | null,
  inputs: Readonly<Record<string, Cell>>,
  expected: Readonly<Record<string, Cell | Expected>> | Fault,
  options?: AskOptions,
];
export interface AskOptions {
  /** The instant of materialization where it is before that of the read, or that there was none. Nothing is trained then. */
  readonly stored?: string;
  /** How the client was opened. */
  readonly unmaterialized?: "missing";
  /** `materialize --from`. */
  readonly from?: string;
  readonly asOf?: Readonly<Record<string, string | null>>;
  /** Only of one way: the row does not speak of the other. */
  readonly only?: "training" | "online";
}

interface Declared {
  readonly sources?: Readonly<Record<string, Source>>;
  /**
   * The declarations. Where there is no `entity`, `e { k: int64 }` is added; where no service, `s` with everything of the view `v` and the
   * transform `t`, as far as there are such.
   */
  readonly feat: string;
}
export interface Holds extends Declared {
  readonly asks: readonly Ask[];
  /** Types of the service's features, as the language writes them. */
  readonly types?: Readonly<Record<string, string>>;
}
export interface Compiles extends Declared {
  /** Names of all that is said, in order, `unused` aside; `feat` has « » around each place. Of YAML: `name yaml`. */
  readonly says: readonly string[];
  /** The order of features in the service, where that is what the row is about. */
  readonly features?: readonly string[];
  readonly types?: Readonly<Record<string, string>>;
}
export type Case = readonly [id: string, words: string, body: Holds | Compiles];

export const events = (columns: string, rows: Source["rows"] = [], yaml: Source["yaml"] = {}): Source => ({
  kind: "events",
  columns,
  rows,
  yaml,
});
export const state = (columns: string, rows: Source["rows"] = [], yaml: Source["yaml"] = {}): Source => ({
  kind: "state",
  columns,
  rows,
  yaml,
});
