/**
 * How a row of the meaning is written: a number, the case in a few words, and the declarations, inputs and results.
 * Instants may be short: `"10:00"` is that time of Wednesday, 10 January 2024, UTC; `"01-09 10:00"` is a time of
 * another day of that year.
 */

/**
 * A source: its columns as `"k: int64, tm: timestamp | cr: timestamp"` (those after the bar are in the data only), its
 * rows, and more YAML.
 */
export interface Source {
  readonly kind: "events" | "state";
  readonly columns: string;
  readonly rows: readonly (readonly Cell[])[];
  /**
   * Overrides the roles that column names imply: `tm` is the time, `cr` created, `sq` sequence, `gone` deleted, `ends`
   * until.
   */
  readonly yaml?: Readonly<Record<string, unknown>>;
  /** The types of columns in the data where they differ from those that the declared types imply. */
  readonly stored?: Readonly<Record<string, string>>;
}
export type Cell = null | boolean | number | bigint | string | readonly Cell[];

/** An expected value with its status, for a status that the value does not imply. */
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
/** An error is expected, in training and online. */
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
  /**
   * The instant of materialization if it is before that of the read; null if there was none. Such a row is not trained.
   */
  readonly stored?: string;
  /** How the client was opened. */
  readonly unmaterialized?: "missing";
  /** `materialize --from`. */
  readonly from?: string;
  readonly asOf?: Readonly<Record<string, string | null>>;
  /** The only check to run, if the row is about one of the two. */
  readonly only?: "training" | "online";
}

interface Declared {
  readonly sources?: Readonly<Record<string, Source>>;
  /**
   * The declarations. If there is no `entity`, `e { k: int64 }` is added; if there is no service, `s` is added, with
   * all features of the view `v` and the transform `t` that exist.
   */
  readonly feat: string;
}
export interface Holds extends Declared {
  readonly asks: readonly Ask[];
  /** Types of the service's features, as the language writes them. */
  readonly types?: Readonly<Record<string, string>>;
  /** The diagnostic that refuses the program for a dialect, which lacks a function that it calls. */
  readonly lacks?: Readonly<Record<string, RegExp>>;
}
export interface Compiles extends Declared {
  /**
   * The names of all diagnostics in order, except `unused`; `feat` marks each place with « ». One in YAML is `name
   * yaml`.
   */
  readonly says: readonly string[];
  /** The order of features in the service, if the row is about that. */
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
