/**
 * How a value stands in memory, between the stores, the generated functions and the client's edge.
 *
 * Always: null is null; bool is boolean; int32 is number; int64 is a number while it is safe (|x| <= 2^53 - 1) and a bigint beyond,
 * never otherwise; float32 and float64 are finite numbers, never -0; string and json are strings; bytes is Uint8Array; a
 * timestamp is its microseconds since the epoch, kept like an int64; a date is its days since the epoch, a number; a decimal is the int that it is
 * without its point, kept like an int64; a value of an enum is its text; an array is an array; a struct is an object with a property per field, in
 * the type's order; a map is a `Map` in ascending order of its keys.
 */
export type Int = number | bigint;
export type Value =
  | null
  | boolean
  | Int
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value }
  | ReadonlyMap<Value, Value>;
