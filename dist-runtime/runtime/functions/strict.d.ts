/** A function that gives null exactly when an argument is null. */
export interface Strict1<A, R> {
  (a: A): R;
  (a: A | null): R | null;
}
export interface Strict2<A, B, R> {
  (a: A, b: B): R;
  (a: A | null, b: B | null): R | null;
}
/** A function of two or more values of one type. */
export interface StrictMany<A, R> {
  (...values: readonly A[]): R;
  (...values: readonly (A | null)[]): R | null;
}
export declare function strict1<A, R>(f: (a: A) => R): Strict1<A, R>;
export declare function strict2<A, B, R>(f: (a: A, b: B) => R): Strict2<A, B, R>;
/** Built from a function of two values: the values are folded from the left. */
export declare function strictFold<A>(f: (a: A, b: A) => A): StrictMany<A, A>;
