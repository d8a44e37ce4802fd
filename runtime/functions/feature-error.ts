/** The error of a feature's own computation: int64 overflow and the like. */
export class FeatureError extends Error {
  override readonly name: string = "FeatureError";
}

/** Adds the feature's name to an error of its computation. */
export function inFeature<T>(feature: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    // Name the feature that failed first.
    if (error instanceof FeatureError && !(error.cause instanceof FeatureError))
      throw new FeatureError(`feature ${feature}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Computes when first called, and only once. */
export function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}
