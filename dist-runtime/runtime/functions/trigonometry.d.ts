export declare const pi: () => number;
export declare const sin: import("./strict.js").Strict1<number, number>;
export declare const cos: import("./strict.js").Strict1<number, number>;
export declare const tan: import("./strict.js").Strict1<number, number>;
export declare const atan: import("./strict.js").Strict1<number, number>;
/** `+ 0` turns -0 into 0, because -0 and 0 are the same number (MEANING B8). */
export declare const atan2: import("./strict.js").Strict2<number, number, number>;
export declare const degrees: import("./strict.js").Strict1<number, number>;
export declare const radians: import("./strict.js").Strict1<number, number>;
export declare const asin: (x: number | null) => number | null;
export declare const acos: (x: number | null) => number | null;
