/**
 * The TypeScript meaning of the language's functions and operators, as generated code calls it in production.
 *
 * In: values as they stand in memory (runtime/values.ts). Out: the same.
 * Always: pure; null arguments may be given to every function; an int64 comes out in its one form (a number while it is safe, a bigint
 * beyond); a float may be infinite, NaN or -0 inside an expression, and whoever stores it judges it; overflow throws
 * `FeatureError`. The names are those of the rows in `compiler/functions/`.
 */
export * from "./arithmetic.js";
export * from "./arrays.js";
export * from "./casts.js";
export * from "./comparison.js";
export { FeatureError, inFeature, once } from "./feature-error.js";
export * from "./numbers.js";
export * from "./ordering.js";
export { stored, storedNotNull } from "./stored.js";
export * from "./text.js";
export * from "./time.js";
