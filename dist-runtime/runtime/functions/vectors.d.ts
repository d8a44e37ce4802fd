import type { Int } from "../values.js";

type Elements = readonly (Int | null)[];
type OfTwo = (x: Elements | null, y: Elements | null) => number | null;
export declare const dot: OfTwo;
export declare const euclideanDistance: OfTwo;
/** Rounding may lead below -1 or above 1. A vector of length zero has no angle: 0 / 0. */
export declare const cosineSimilarity: OfTwo;
export declare function norm(xs: Elements | null): number | null;
/** The entropy of each element's share of the sum (MEANING 69). */
export declare function entropy(xs: Elements | null): number | null;
