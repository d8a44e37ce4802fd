/**
 * The types of the client as a service sees it. Generated code fills in the type parameters.
 *
 * Always: one bad row does not stop its batch. A row may fail to compute (int64 overflow, a value that is not a safe
 * integer), or its stored values may be unreadable (damaged bytes, another program's data under its key). Such a row
 * stands in its place with `error`. Its other properties throw that error, so that it cannot be taken for an answer by
 * mistake.
 */
import type { JsonNumber } from "../json-text.js";
import type { Cancelling } from "../online/cancellation.js";
import type { OnlineStore } from "../online/store.js";
import type { PushOptions, PushReport } from "../push/surface.js";
import type { Int } from "../values.js";

export type Status = "present" | "null" | "missing" | "stale";

/** `F`: maps feature names to their types. `V`: names of the views that are read. */
export interface Row<F, V extends string = string> {
  readonly features: F;
  readonly statuses: { readonly [K in keyof F]: Status };
  /**
   * The instant of each view's stored values. Null if the view was never materialized (see
   * `ClientOptions.unmaterialized`).
   */
  readonly asOf: { readonly [K in V]: Date | null };
  /**
   * Only under `onError: "missing"`, if the store failed for a view: the error of each such view. Its `asOf` is null and
   * its features are `missing`.
   */
  readonly failed?: { readonly [K in V]?: Error };
  /** Only on a row of `getMany` that could not be computed or read. */
  readonly error?: Error;
}

export interface ReadOptions {
  /** The instant of the read. The default is the time of the call. */
  readonly at?: Date | string | undefined;
  /** Ends the read when it aborts. The read rejects with the signal's reason. */
  readonly signal?: AbortSignal | Cancelling | undefined;
  /**
   * How long the read may take, in milliseconds. Then it rejects with a `StoreError`. The default is the store's, for each
   * round trip.
   */
  readonly timeout?: number | undefined;
}

/** `I`: keys and request fields in one object. */
export interface ServiceClient<I, F, V extends string = string> {
  /**
   * Throws if the row cannot be computed or read. Throws `NotMaterializedError` if the store was never filled for a
   * view that is read.
   */
  get(input: I, options?: ReadOptions): Promise<Row<F, V>>;
  /** Gives a row for each input, in order. Rejects as a whole if the store was never filled for a view that is read. */
  getMany(rows: readonly I[], options?: ReadOptions): Promise<readonly Row<F, V>[]>;
  /** The same, with the fields that all rows share given once. A row's own value wins. */
  getMany<S extends Partial<I>>(
    shared: S & { readonly [K in Exclude<keyof S, keyof I>]: never },
    rows: readonly (Omit<I, keyof S> & Partial<I>)[],
    options?: ReadOptions,
  ): Promise<readonly Row<F, V>[]>;
}

export type Unmaterialized = "error" | "missing";
export type OnError = "error" | "missing";

export interface ClientOptions {
  readonly online: OnlineStore;
  /**
   * The target in `feat.yaml` that the store belongs to. Needed only if targets stream different sources, because the
   * rows of streamed views are stored in another form.
   */
  readonly target?: string | undefined;
  /** The folder in which pushed rows are kept as files too, for a target that says `landing`. */
  readonly landing?: string | undefined;
  /**
   * The type of int64 features in results. The default is `number`; then a value that is not a safe integer is an
   * error.
   */
  readonly int64?: "number" | "bigint" | undefined;
  /**
   * What happens if a read needs a view that the store was never filled for under this definition. With `error`, the
   * default, the read rejects with `NotMaterializedError`. With `missing` the view's `asOf` is null and each of its
   * features is `missing`: it is its default, else null, else the empty value of its type.
   */
  readonly unmaterialized?: Unmaterialized | undefined;
  /**
   * What happens if the store fails for a view: it can't be reached, does not answer in time, or its bytes can't be read.
   * With `error`, the default, the read rejects, or the row that needs the bytes has an `error`. With `missing` the row
   * is there: the view's features are `missing`, as above, and the row's `failed` has the view's error. An abort rejects
   * in either case.
   */
  readonly onError?: OnError | undefined;
}

/** Pushes rows of a source into the online store. `R` is a row as the caller gives it. */
export type PushSource<R> = (rows: readonly R[], options?: PushOptions) => Promise<PushReport>;

export interface ClientRuntime extends AsyncDisposable {
  push<R>(source: string): PushSource<R>;
  service<I, F, V extends string = string>(name: string): ServiceClient<I, F, V>;
  /** The same with JSON on both sides, for tools. */
  json(name: string): JsonService;
  /** Closes the store. */
  close(): Promise<void>;
}

/** A `JsonNumber` occurs only in values of type json. */
export type Json = null | boolean | number | string | JsonNumber | readonly Json[] | { readonly [name: string]: Json };

/**
 * Values as JSON: timestamps in RFC 3339 with six fraction digits, dates `YYYY-MM-DD`, integers beyond 2^53 - 1 as
 * strings, bytes in base64. On the way in, any value may also be text (`--key k=v`), which is read by the declared
 * type.
 */
export interface JsonService {
  readonly keys: readonly string[];
  readonly request: readonly string[];
  /**
   * Gives a row for each input, in order. `at` is an instant in microseconds or RFC 3339. `now` is the current time, if
   * it is not to come from this machine's clock.
   */
  getMany(
    rows: readonly Readonly<Record<string, unknown>>[],
    options?: Pick<ReadOptions, "signal" | "timeout"> & {
      readonly at?: Int | string | undefined;
      readonly now?: Int | undefined;
    },
  ): Promise<readonly JsonRow[]>;
}
export interface JsonRow {
  readonly service: string;
  readonly keys: Readonly<Record<string, Json>>;
  readonly at: string;
  readonly asOf: Readonly<Record<string, string | null>>;
  readonly features: Readonly<Record<string, Json>>;
  readonly statuses: Readonly<Record<string, Status>>;
  /** Only under `onError: "missing"`: the errors of the views that the store failed for. */
  readonly failed?: Readonly<Record<string, string>>;
  /** Only if the row could not be computed or read. Then `features` and `statuses` are empty. */
  readonly error?: string;
}
