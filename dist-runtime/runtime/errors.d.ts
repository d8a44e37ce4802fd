/**
 * The errors that the runtime throws at its callers, besides `FeatureError` of a feature's own computation.
 *
 * Always: the message says what is wrong and where. It holds no secret: no URL with its password, and no value of an
 * environment variable.
 */
/** The caller passed keys, request fields or options that the service does not take. */
export declare class InputError extends Error {
  readonly name: string;
  /** The key or request field at fault; null if the error is about something else. */
  readonly field: string | null;
  /** The row at fault, counted from 0, if the caller gave several. */
  readonly row: number | null;
  constructor(
    message: string,
    {
      field,
      row,
      ...options
    }?: ErrorOptions & {
      readonly field?: string | null;
      readonly row?: number | null;
    },
  );
}
/**
 * Something is wrong with the data or the environment: a missing file, an unreachable store, an unset variable, labels
 * without a key.
 */
export declare class DataError extends Error {
  readonly name: string;
}
/** The online store cannot be reached or used. `address` is its host and port, or its path. */
export declare class StoreError extends DataError {
  readonly address: string;
  readonly name: string;
  constructor(address: string, message: string, options?: ErrorOptions);
}
/**
 * The online store was never filled for these views under the definition that reads them. `views` are sorted. The whole
 * read fails, because the answers of an empty store (zeros, defaults) would look like features.
 */
export declare class NotMaterializedError extends DataError {
  readonly views: readonly string[];
  readonly address: string;
  readonly name: string;
  constructor(views: readonly string[], address: string);
}
export declare const messageOf: (error: unknown) => string;
