import { type ScalarName, scalar, type Type } from "../../runtime/types.js";
import type { Example, Overload, Param, ParamType } from "./row.js";

/* Short words in which rows are written. */

type Kind = Type["kind"];

export const exactly = (name: string, ...types: Kind[]): Param => ({ name, type: { kind: "exactly", types } });
export const variable = (name: string, ...of: Kind[]): Param => ({ name, type: { kind: "variable", name: "T", of } });
export const arrayOf = (name: string): Param => ({ name, type: { kind: "arrayOf", name: "T" } satisfies ParamType });
export const variadic = (param: Param): Param => ({ ...param, variadic: true });
export const optional = (param: Param): Param => ({ ...param, optional: true });

/** A result type that does not depend on the arguments. */
export const gives =
  (kind: ScalarName): Overload["result"] =>
  () =>
    scalar(kind);
/** The type of the argument at `index`. */
export const like =
  (index: number): Overload["result"] =>
  (args) =>
    args[index]!;

/** An example of what a call gives; integers beyond 2^53 as strings. */
export const example = (code: string, result: unknown): Example => ({ code, result });
export const raising = (code: string): Example => ({ code, result: "error", raises: true });

/** `if this holds then that else null`: the guard of a partial function. */
export const guarded = (condition: string, value: string): string => `CASE WHEN ${condition} THEN ${value} END`;

/** A literal that is known not to be zero, as a divisor. */
export const isNonZeroLiteral = (literal: string | number | boolean | null | undefined): boolean =>
  literal !== undefined && literal !== null && Number(literal) !== 0;
