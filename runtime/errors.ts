/**
 * The errors that the runtime throws at its callers, besides `FeatureError` of a feature's own computation.
 *
 * Always: the message says what is wrong and where. It holds no secret: no URL with its password, and no value of an
 * environment variable.
 */

/** The caller passed keys, request fields or options that the service does not take. */
export class InputError extends Error {
  override readonly name: string = "InputError";
  /** The key or request field at fault; null if the error is about something else. */
  readonly field: string | null;
  /** The row at fault, counted from 0, if the caller gave several. */
  readonly row: number | null;

  constructor(
    message: string,
    {
      field = null,
      row = null,
      ...options
    }: ErrorOptions & { readonly field?: string | null; readonly row?: number | null } = {},
  ) {
    super(message, options);
    this.field = field;
    this.row = row;
  }
}

/**
 * Something is wrong with the data or the environment: a missing file, an unreachable store, an unset variable, labels
 * without a key.
 */
export class DataError extends Error {
  override readonly name: string = "DataError";
}

/** The online store cannot be reached or used. `address` is its host and port, or its path. */
export class StoreError extends DataError {
  override readonly name: string = "StoreError";
  constructor(
    readonly address: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The online store was never filled for these views under the definition that reads them. `views` are sorted. The whole
 * read fails, because the answers of an empty store (zeros, defaults) would look like features.
 */
export class NotMaterializedError extends DataError {
  override readonly name: string = "NotMaterializedError";
  constructor(
    readonly views: readonly string[],
    readonly address: string,
  ) {
    const one = views.length === 1;
    super(
      `${one ? "view" : "views"} ${views.join(", ")} ${one ? "is" : "are"} not in the online store at ${address}: ` +
        `${one ? "it was" : "they were"} never materialized there (or the first run has not finished), or ${one ? "its definition" : "their definitions"} changed since; ` +
        `run \`feat materialize ${views.join(" ")}\``,
    );
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
