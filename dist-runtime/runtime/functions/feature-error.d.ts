/** The error of a feature's own computation: int64 overflow and the like. */
export declare class FeatureError extends Error {
  readonly name: string;
}
/** Adds the feature's name to an error of its computation. */
export declare function inFeature<T>(feature: string, compute: () => T): T;
/** Computes when first called, and only once. */
export declare function once<T>(compute: () => T): () => T;
