import type { Int } from "../values.js";
export declare const floorFloat64: import("./strict.js").Strict1<number, number>;
export declare const ceilFloat64: import("./strict.js").Strict1<number, number>;
export declare const truncFloat64: import("./strict.js").Strict1<number, number>;
export declare const signInt64: import("./strict.js").Strict1<Int, -1 | 0 | 1>;
export declare const signFloat64: import("./strict.js").Strict1<number, number>;
export declare const cbrt: import("./strict.js").Strict1<number, number>;
/** Rounds ties away from zero. The whole part and the fraction are exact, so no sum is rounded (MEANING B9). */
export declare const roundFloat64: import("./strict.js").Strict1<number, number>;
type Partial1 = (x: number | null) => number | null;
export declare const sqrt: Partial1;
export declare const exp: Partial1;
export declare const expm1: Partial1;
export declare const ln: Partial1;
export declare const log2: Partial1;
export declare const log10: Partial1;
export declare const log1p: Partial1;
export declare const pow: (x: number | null, y: number | null) => number | null;
