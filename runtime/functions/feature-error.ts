/** What a feature's own computation throws: int64 overflow and the like. */
export class FeatureError extends Error {
  override readonly name: string = "FeatureError";
}

/** What a feature's computation throws gets the feature's name. */
export function inFeature<T>(feature: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    // The feature that failed first is the one to name.
    if (error instanceof FeatureError && !(error.cause instanceof FeatureError))
      throw new FeatureError(`feature ${feature}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Computes when first asked, and once. */
export function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}
