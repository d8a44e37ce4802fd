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

export function strict1<A, R>(f: (a: A) => R): Strict1<A, R>;
export function strict1<A, R>(f: (a: A) => R): (a: A | null) => R | null {
  return (a) => (a === null ? null : f(a));
}

export function strict2<A, B, R>(f: (a: A, b: B) => R): Strict2<A, B, R>;
export function strict2<A, B, R>(f: (a: A, b: B) => R): (a: A | null, b: B | null) => R | null {
  return (a, b) => (a === null || b === null ? null : f(a, b));
}

/** Built from a function of two values: the values are folded from the left. */
export function strictFold<A>(f: (a: A, b: A) => A): StrictMany<A, A>;
export function strictFold<A>(f: (a: A, b: A) => A): (...values: readonly (A | null)[]) => A | null {
  return (...values) => {
    let result: A | null = null;
    for (const value of values) {
      if (value === null) return null;
      result = result === null ? value : f(result, value);
    }
    return result;
  };
}
