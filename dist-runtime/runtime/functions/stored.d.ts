import type { Int } from "../values.js";
/** For a nullable type: null if the value is not finite. -0 becomes 0. */
export declare const stored: (value: number | null) => number | null;
/** For a type that is not nullable: an error if the value is not finite. */
export declare function storedNotNull(value: number | null): number;
/** The same for a key that a request may not know: null stays null. */
export declare const storedUnlessNull: <T extends number | null>(value: T) => T;
/** A decimal of a type that is not nullable: an error if it has too many digits. */
export declare function storedInRange(value: Int | null): Int;
/** `stored` for each element of a list. Elements are always nullable. */
export declare function storedList(values: readonly (number | null)[]): readonly (number | null)[];
export declare function storedList(values: readonly (number | null)[] | null): readonly (number | null)[] | null;
/** A list whose elements are stored by `of`. */
export declare function storedEach<T, R>(values: readonly T[], of: (value: T) => R): readonly R[];
export declare function storedEach<T, R>(values: readonly T[] | null, of: (value: T) => R): readonly R[] | null;
/** A struct whose fields are stored by `of`. */
export declare const storedStruct: <T, R>(value: T, of: (value: NonNullable<T>) => R) => R | Extract<T, null>;
/** A fixed vector of a nullable type: null if an element is not finite (MEANING 72). */
export declare const storedVector: (values: readonly number[] | null) => readonly number[] | null;
/** A fixed vector of a type that is not nullable: an error if an element is not finite. */
export declare function storedVectorNotNull(values: readonly number[] | null): readonly number[];
