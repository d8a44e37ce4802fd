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

/** int64 is a number, or a bigint beyond 2^53 (MEANING 86). */
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
 * Calls a function of the user's with values in memory; null without a call where an argument is null that its parameter's type does not allow, and
 * where it gives null, undefined or NaN (MEANING 86).
 *
 * @throws FeatureError with what it threw, or where it gave what its declared type does not hold.
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
      // What it may throw later is nobody's any more.
      given.catch(() => {});
      throw new Error("it gave a Promise, and is called synchronously");
    }
    return given === null || given === undefined || Number.isNaN(given) ? null : (read(given) as R);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FeatureError(`extern fn ${signature.name}: ${why}`, { cause: error });
  }
}
