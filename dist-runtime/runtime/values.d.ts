/**
 * How a value is represented in memory, between the stores, the generated functions and the client's edge.
 *
 * Always: null is null. A bool is a boolean. An int32 is a number. An int64 is a number if it is safe (|x| <= 2^53 - 1)
 * and a bigint if it is not. A float32 or float64 is a finite number, never -0. A string or json is a string. Bytes are
 * a Uint8Array. A timestamp is its microseconds since the epoch, kept like an int64. A date is its days since the
 * epoch, a number. A decimal is its digits without the point as an integer, kept like an int64. An enum value is its
 * text. An array is an array. A struct is an object with a property per field, in the type's order. A map is a `Map` in
 * ascending order of its keys.
 */
export type Int = number | bigint;
export type Value =
  | null
  | boolean
  | Int
  | string
  | Uint8Array
  | readonly Value[]
  | {
      readonly [field: string]: Value;
    }
  | ReadonlyMap<Value, Value>;
