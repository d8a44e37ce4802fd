import { type ScalarName, scalar, type Type } from "../../runtime/types.js";
import type { Example, Overload, Param, ParamType } from "./row.js";

/* Short helpers for writing rows. */

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
export const literally = (param: Param): Param => ({ ...param, literal: true });

/** A literal that a check must accept: one of a few values, or text in a given form. */
export const checked = (param: Param, check: NonNullable<Param["check"]>): Param => ({ ...literally(param), check });
export const checkOf = (param: Param): NonNullable<Param["check"]> | null => param.check ?? null;

/** An array whose elements must be of these kinds, or convert to one of them. */
export const arrayOfKinds = (name: string, ...of: Kind[]): Param => ({
  name,
  type: { kind: "arrayOf", name: "T", of },
});
/** The kinds that an array's elements must have, if the row limits them. */
export const kindsOf = ({ type }: Param): readonly Kind[] | null =>
  type.kind === "arrayOf" ? (type.of ?? null) : null;

/** An example of a call and its result. Integers beyond 2^53 are strings. */
export const example = (code: string, result: unknown): Example => ({ code, result });
export const raising = (code: string): Example => ({ code, result: "error", raises: true });

/** True if a divisor is a literal that is not zero. */
export const isNonZeroLiteral = (literal: string | number | boolean | null | undefined): boolean =>
  literal !== undefined && literal !== null && Number(literal) !== 0;
