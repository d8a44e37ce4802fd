import { apiEdge } from "./client/edges/api.js";
import { FeatureError } from "./functions/feature-error.js";
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

/** An int64 is a number, or a bigint beyond 2^53 (MEANING 86). */
const edge = apiEdge("either");
interface Edges {
  readonly write: readonly ((value: Value) => unknown)[];
  readonly read: (value: unknown) => Value;
}
const edges = new WeakMap<ExternSignature, Edges>();
function edgesOf(signature: ExternSignature): Edges {
  const known = edges.get(signature);
  if (known !== undefined) return known;
  const made = { write: signature.params.map((type) => edge.writer(type)), read: edge.reader(signature.result) };
  edges.set(signature, made);
  return made;
}

/**
 * Calls a user's function with values in memory. The result is null, without a call, if an argument is null and its
 * parameter's type is not nullable. It is also null if the function returns null, undefined or NaN (MEANING 86).
 *
 * @throws FeatureError with the error that the function threw, or if the returned value does not fit the declared type.
 */
export function callExtern<R extends Value>(
  fn: ExternFunction,
  signature: ExternSignature,
  args: readonly Value[],
): R | null {
  if (signature.params.some((type, index) => !type.nullable && args[index] === null)) return null;
  const { write, read } = edgesOf(signature);
  try {
    const given: unknown = (fn as (...args: readonly unknown[]) => unknown)(
      ...args.map((arg, index) => write[index]!(arg)),
    );
    if (given instanceof Promise) {
      // Nobody waits for the promise, so its rejection is ignored.
      given.catch(() => {});
      throw new Error("it gave a Promise, and is called synchronously");
    }
    return given === null || given === undefined || Number.isNaN(given) ? null : (read(given) as R);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FeatureError(`extern fn ${signature.name}: ${why}`, { cause: error });
  }
}
