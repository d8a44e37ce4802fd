/**
 * The types of values, as the IR and everything after it see them.
 *
 * Always: plain data. Equal types are structurally equal. `nullable` says whether a value may be null.
 */
export declare const scalarNames: readonly [
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
];
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
/** Types of a single value. The other types hold several values. */
export type PlainType = ScalarType | DecimalType | EnumType;
export declare const isNested: (type: Type) => type is ArrayType | StructType | MapType;
export declare const isScalar: (type: Type) => type is ScalarType;
/** The types that a key may have: the key of an entity, a source, a map or a group. */
export declare const keyKinds: ReadonlySet<Type["kind"]>;
/** A list type of any length. Its elements are nullable. */
export declare const listOf: (element: Type) => ArrayType;
export declare const scalar: (kind: ScalarName, nullable?: boolean) => ScalarType;
export declare const withNullable: <T extends Type>(type: T, nullable: boolean) => T;
export declare const isInteger: (type: Type) => boolean;
export declare const isFloat: (type: Type) => boolean;
/** The type as the language writes it: `int64?`, `string[]`, `float32[3]`, `map<string, int64>`. */
export declare function typeText(type: Type): string;
