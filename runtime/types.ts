/**
 * The types of values, as the IR and everything after it see them.
 *
 * Always: plain data; equal types are structurally equal; `nullable` says whether null can stand there.
 */

export const scalarNames = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "bytes",
  "timestamp",
  "date",
  "json",
] as const;
export type ScalarName = (typeof scalarNames)[number];

export interface ScalarType {
  readonly kind: ScalarName;
  readonly nullable: boolean;
  /** For strings: every value it can have, where that is known from literals (a `match` of literals), in order of writing. */
  readonly values?: readonly string[];
}
export interface ArrayType {
  readonly kind: "array";
  /** Elements of `T[]` are always nullable, those of a fixed vector never. */
  readonly element: Type;
  /** The length of a fixed vector (`float32[768]`), else null. */
  readonly size: number | null;
  readonly nullable: boolean;
}
export type Type = ScalarType | ArrayType;

export const scalar = (kind: ScalarName, nullable = false): ScalarType => ({ kind, nullable });
export const withNullable = <T extends Type>(type: T, nullable: boolean): T =>
  type.nullable === nullable ? type : { ...type, nullable };
export const isInteger = (type: Type): boolean => type.kind === "int32" || type.kind === "int64";
export const isFloat = (type: Type): boolean => type.kind === "float32" || type.kind === "float64";

/** As it is written in the language: `int64?`, `string[]`, `float32[3]`. */
export function typeText(type: Type): string {
  const base =
    type.kind === "array"
      ? `${typeText(type.element.nullable ? { ...type.element, nullable: false } : type.element)}[${type.size ?? ""}]`
      : type.kind;
  return type.nullable ? `${base}?` : base;
}
