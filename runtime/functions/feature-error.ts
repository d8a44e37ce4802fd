/** What a feature's own computation throws: int64 overflow and the like. */
export class FeatureError extends Error {
  override readonly name: string = "FeatureError";
}

/** What a feature's computation throws gets the feature's name. */
export function inFeature<T>(feature: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof FeatureError) throw new FeatureError(`feature ${feature}: ${error.message}`, { cause: error });
    throw error;
  }
}
