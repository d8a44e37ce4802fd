import type { Int } from "../values.js";

type Ints = readonly Int[];
type Floats = readonly number[];
/** The sum is exact. Only a total out of range is an error (MEANING B4). */
export declare const sumInt64: (values: Ints) => Int | null;
/** Sums decimals of one scale. A sum of more than 38 digits is an error. */
export declare const sumDecimal: (values: Ints) => Int | null;
export declare const sumFloat64: (values: Floats) => number | null;
export declare const avgInt64: (values: Ints) => number | null;
export declare const avgFloat64: (values: Floats) => number | null;
export declare const variancePop: (values: Floats) => number | null;
export declare const stddevPop: (values: Floats) => number | null;
export declare const varianceFloat64: (values: Floats) => number | null;
export declare const stddevFloat64: (values: Floats) => number | null;
export declare const varianceInt64: (values: Ints) => number | null;
export declare const stddevInt64: (values: Ints) => number | null;
