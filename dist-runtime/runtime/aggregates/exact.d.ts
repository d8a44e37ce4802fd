/** A finite float in units of 2^-1074. */
export declare function units(value: number): bigint;
/** The number 1 in the units of `units`. */
export declare const one: bigint;
/** The float nearest to a / b, ties to even, infinite beyond the range; `b` is positive. */
export declare function nearest(a: bigint, b: bigint): number;
/** The square root of a / b, correct to a unit in the last place. `a` is not negative, `b` is positive. */
export declare function nearestRoot(a: bigint, b: bigint): number;
