/**
 * What the runtime throws at its callers, besides `FeatureError` of a feature's own computation.
 *
 * Always: the message says what is wrong, where, and holds no secret (no URL with its password, no value of the environment).
 */

/** Keys, request fields or options that are not what the service asks for: the caller's mistake. */
export class InputError extends Error {
  override readonly name: string = "InputError";
}

/** Data or environment: a missing file, an unreachable store, an unset variable, labels without a key. */
export class DataError extends Error {
  override readonly name: string = "DataError";
}

/** The online store can't be reached or used. `address` is its host and port, or its path. */
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
 * Views that are read, and that the online store was never filled for under the definition that reads them. `views` are sorted.
 * What an empty store would answer (zeros, defaults) looks like features, so the whole read fails.
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
