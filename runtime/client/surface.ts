/**
 * What a service sees of the client: the types that generated code fills in.
 *
 * Always: a row that could not be computed (int64 overflow, a value that is not a safe integer) or whose stored values can't be read
 * (damaged bytes, another program's data under its key) does not stop its batch: it stands in its place with `error`, and its other properties throw that error, so that it can't be taken for an answer unseen.
 */
import type { JsonNumber } from "../json-text.js";
import type { OnlineStore } from "../online/store.js";
import type { Int } from "../values.js";

export type Status = "present" | "null" | "missing" | "stale";

/** `F`: feature names to their types; `V`: names of the views read. */
export interface Row<F, V extends string = string> {
  readonly features: F;
  readonly statuses: { readonly [K in keyof F]: Status };
  /** The instant that each view's stored values are for; null where it was never materialized. */
  readonly asOf: { readonly [K in V]: Date | null };
  /** Only on a row of `getMany` that could not be computed or read. */
  readonly error?: Error;
}

export interface ReadOptions {
  /** The instant of the read; by default the time of the call. */
  readonly at?: Date | string | undefined;
}

/** `I`: keys and request fields in one object. */
export interface ServiceClient<I, F, V extends string = string> {
  /** Throws where the row could not be computed or read. */
  get(input: I, options?: ReadOptions): Promise<Row<F, V>>;
  /** A row for each input, in order. */
  getMany(rows: readonly I[], options?: ReadOptions): Promise<readonly Row<F, V>[]>;
  /** The same with what is common to all rows given once; a row's own value wins. */
  getMany<S extends Partial<I>>(
    shared: S & { readonly [K in Exclude<keyof S, keyof I>]: never },
    rows: readonly (Omit<I, keyof S> & Partial<I>)[],
    options?: ReadOptions,
  ): Promise<readonly Row<F, V>[]>;
}

export interface ClientOptions {
  readonly online: OnlineStore;
  /** What int64 features are in results; `number` by default, where an integer that is not safe is an error. */
  readonly int64?: "number" | "bigint" | undefined;
}

export interface ClientRuntime extends AsyncDisposable {
  service<I, F, V extends string = string>(name: string): ServiceClient<I, F, V>;
  /** The same with JSON on both sides, for tools. */
  json(name: string): JsonService;
  /** Closes the store. */
  close(): Promise<void>;
}

/** A `JsonNumber` only in values of type json. */
export type Json = null | boolean | number | string | JsonNumber | readonly Json[] | { readonly [name: string]: Json };

/**
 * Values as JSON: timestamps in RFC 3339 with six digits, dates `YYYY-MM-DD`, integers beyond 2^53 - 1 as strings, bytes in base64.
 * On the way in, any value may also be text (`--key k=v`): it is read by the declared type.
 */
export interface JsonService {
  readonly keys: readonly string[];
  readonly request: readonly string[];
  /** A row for each input, in order; `at` is an instant in microseconds or RFC 3339. */
  getMany(
    rows: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly at?: Int | string | undefined },
  ): Promise<readonly JsonRow[]>;
}
export interface JsonRow {
  readonly service: string;
  readonly keys: Readonly<Record<string, Json>>;
  readonly at: string;
  readonly asOf: Readonly<Record<string, string | null>>;
  readonly features: Readonly<Record<string, Json>>;
  readonly statuses: Readonly<Record<string, Status>>;
  /** Only where the row could not be computed or read; `features` and `statuses` are empty then. */
  readonly error?: string;
}
