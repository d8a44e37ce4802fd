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
/** An exact number of `precision` digits, `scale` of them after the point: at most 38 where it is stored, twice as many where two are compared. */
export interface DecimalType {
  readonly kind: "decimal";
  readonly precision: number;
  readonly scale: number;
  readonly nullable: boolean;
}
/** One of a declared `enum`'s values. */
export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly values: readonly string[];
  readonly nullable: boolean;
}
export interface StructType {
  readonly kind: "struct";
  readonly fields: readonly StructField[];
  readonly nullable: boolean;
}
export interface StructField {
  readonly name: string;
  readonly type: Type;
}
/** Keys are never null. Values of a declared map always can be; those of a `by` as its aggregate can. */
export interface MapType {
  readonly kind: "map";
  readonly key: Type;
  readonly value: Type;
  readonly nullable: boolean;
}
export type Type = ScalarType | ArrayType | DecimalType | EnumType | StructType | MapType;

/** Types of one value; the others hold several. */
export type PlainType = ScalarType | DecimalType | EnumType;
export const isNested = (type: Type): type is ArrayType | StructType | MapType =>
  type.kind === "array" || type.kind === "struct" || type.kind === "map";
export const isScalar = (type: Type): type is ScalarType =>
  !isNested(type) && type.kind !== "decimal" && type.kind !== "enum";
/** Of which types a key can be: an entity's, a source's, a map's, a group's. */
export const keyKinds: ReadonlySet<Type["kind"]> = new Set([
  "bool",
  "int32",
  "int64",
  "string",
  "date",
  "timestamp",
  "enum",
]);
/** Any number of elements, any of which can be null. */
export const listOf = (element: Type): ArrayType => ({
  kind: "array",
  element: withNullable(element, true),
  size: null,
  nullable: false,
});

export const scalar = (kind: ScalarName, nullable = false): ScalarType => ({ kind, nullable });
export const withNullable = <T extends Type>(type: T, nullable: boolean): T =>
  type.nullable === nullable ? type : { ...type, nullable };
export const isInteger = (type: Type): boolean => type.kind === "int32" || type.kind === "int64";
export const isFloat = (type: Type): boolean => type.kind === "float32" || type.kind === "float64";

/** As it is written in the language: `int64?`, `string[]`, `float32[3]`, `map<string, int64>`. */
export function typeText(type: Type): string {
  return type.nullable ? `${baseText(type)}?` : baseText(type);
}

function baseText(type: Type): string {
  switch (type.kind) {
    case "array":
      return `${baseText(type.element)}[${type.size ?? ""}]`;
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "enum":
      return type.name;
    case "struct":
      return `struct { ${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(", ")} }`;
    case "map":
      return `map<${baseText(type.key)}, ${baseText(type.value)}>`;
    default:
      return type.kind;
  }
}
