type Floats = readonly number[];
type Pairs = readonly (readonly [number, number])[];
/** Linear interpolation between the neighbours (MEANING 64). */
export declare function percentile(values: Floats, share: number): number | null;
export declare const median: (values: Floats) => number | null;
/** G1, corrected for bias (MEANING 65). */
export declare function skewness(values: Floats): number | null;
/** Excess kurtosis G2. */
export declare function kurtosis(values: Floats): number | null;
export declare const covar: (pairs: Pairs) => number | null;
export declare function corr(pairs: Pairs): number | null;
