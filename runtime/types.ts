/**
 * The types of values, as the IR and everything after it see them.
 *
 * Always: plain data. Equal types are structurally equal. `nullable` says whether a value may be null.
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
  /**
   * For strings: all possible values in order of writing, if they are known from literals (a `match` whose results are
   * literals).
   */
  readonly values?: readonly string[];
}
export interface ArrayType {
  readonly kind: "array";
  /** Elements of `T[]` are always nullable. Elements of a fixed vector never are. */
  readonly element: Type;
  /** The length of a fixed vector (`float32[768]`), else null. */
  readonly size: number | null;
  readonly nullable: boolean;
}
/**
 * An exact number of `precision` digits, with `scale` of them after the point. It has at most 38 digits if it is
 * stored, and twice as many if two are compared.
 */
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
/** Keys are never null. Values of a declared map always may be. Values of a `by` may be null if its aggregate may. */
export interface MapType {
  readonly kind: "map";
  readonly key: Type;
  readonly value: Type;
  readonly nullable: boolean;
}
export type Type = ScalarType | ArrayType | DecimalType | EnumType | StructType | MapType;

/** A column, field, key or feature, and its type. */
export interface NamedType {
  readonly name: string;
  readonly type: Type;
}

/** Types of a single value. The other types hold several values. */
export type PlainType = ScalarType | DecimalType | EnumType;
export const isNested = (type: Type): type is ArrayType | StructType | MapType =>
  type.kind === "array" || type.kind === "struct" || type.kind === "map";
export const isScalar = (type: Type): type is ScalarType =>
  !isNested(type) && type.kind !== "decimal" && type.kind !== "enum";
/** The types that a key may have: the key of an entity, a source, a map or a group. */
export const keyKinds: ReadonlySet<Type["kind"]> = new Set([
  "bool",
  "int32",
  "int64",
  "string",
  "date",
  "timestamp",
  "enum",
]);
/** A list type of any length. Its elements are nullable. */
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

/** The type as the language writes it: `int64?`, `string[]`, `float32[3]`, `map<string, int64>`. */
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
