import type { Type } from "./types.js";
import type { Value } from "./values.js";
/** An `extern fn` as it is declared. */
export interface ExternSignature {
  readonly name: string;
  readonly params: readonly Type[];
  readonly result: Type;
}
export type ExternFunction = (...args: never[]) => unknown;
/** By name. */
export type Externs = ReadonlyMap<string, ExternFunction>;
/**
 * Calls a user's function with values in memory. The result is null, without a call, if an argument is null and its
 * parameter's type is not nullable. It is also null if the function returns null, undefined or NaN (MEANING 86).
 *
 * @throws FeatureError with the error that the function threw, or if the returned value does not fit the declared type.
 */
export declare function callExtern<R extends Value>(
  fn: ExternFunction,
  signature: ExternSignature,
  args: readonly Value[],
): R | null;
