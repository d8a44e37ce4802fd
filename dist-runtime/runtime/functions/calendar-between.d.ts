import type { Int } from "../values.js";

interface Between<A, B> {
  (a: A, b: B, zone?: string): number;
  (a: A | null, b: B | null, zone?: string | null): number | null;
}
export declare const monthsBetween: Between<Int, Int>;
export declare const monthsBetweenDate: Between<number, number>;
export declare const monthsBetweenDateTimestamp: Between<number, Int>;
export declare const monthsBetweenTimestampDate: Between<Int, number>;
export declare const yearsBetween: Between<Int, Int>;
export declare const yearsBetweenDate: Between<number, number>;
export declare const yearsBetweenDateTimestamp: Between<number, Int>;
export declare const yearsBetweenTimestampDate: Between<Int, number>;
