import fc from "fast-check";
import { recordBuilder } from "../../runtime/codec/index.js";
import { sortedMap } from "../../runtime/functions/map-order.js";
import { keyKinds, type ScalarName, scalar, scalarNames, type Type, withNullable } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";

/* Arbitrary types and their values in memory. */

const narrow = (value: bigint): Value => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
export const int64 = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(
      0n,
      -1n,
      1n,
      2n ** 53n,
      2n ** 53n - 1n,
      -(2n ** 53n),
      -(2n ** 53n) + 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 32n,
      -(2n ** 32n),
      2n ** 31n,
    ),
  )
  .map(narrow);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    "\0",
    "a\0b",
    "é",
    "😀",
    "\uffff",
    "__proto__",
    "x".repeat(42),
    "x".repeat(43),
    "é".repeat(43),
    "ß".repeat(5000),
  ),
);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);

const byKind: Readonly<Record<ScalarName, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64,
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  float64: finite,
  string: text,
  bytes: fc.uint8Array({ maxLength: 300 }),
  timestamp: int64,
  date: fc.integer({ min: -1_000_000, max: 3_000_000 }),
  json: fc.json(),
};

export const anyScalarType = fc
  .tuple(fc.constantFrom(...scalarNames), fc.boolean())
  .map(([kind, nullable]): Type => scalar(kind, nullable));
export const anyType: fc.Arbitrary<Type> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null).chain(() => nestedType) },
  { weight: 4, arbitrary: anyScalarType },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...scalarNames), fc.boolean())
      .map(([kind, nullable]): Type => ({ kind: "array", element: scalar(kind, true), size: null, nullable })),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 9 })
      .map((size): Type => ({ kind: "array", element: scalar("float32"), size, nullable: true })),
  },
);

/** Types that hold other types, one inside the other. */
export const nestedType: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    anyScalarType,
    fc
      .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(), fc.boolean())
      .map(([precision, n, nullable]): Type => ({ kind: "decimal", precision, scale: n % (precision + 1), nullable })),
    fc.boolean().map((nullable): Type => ({ kind: "enum", name: "e", values: ["a", "\u{1F600}", ""], nullable })),
    fc
      .tuple(
        fc.uniqueArray(fc.constantFrom("a", "b c", "__proto__", "constructor", "é"), { minLength: 1 }),
        tie("type"),
        tie("type"),
        fc.boolean(),
      )
      .map(
        ([names, first, other, nullable]): Type => ({
          kind: "struct",
          fields: names.map((name, i) => ({ name, type: i === 0 ? first : other })),
          nullable,
        }),
      ),
    fc.tuple(fc.constantFrom(...keyKinds), tie("type"), fc.boolean()).map(
      ([key, value, nullable]): Type => ({
        kind: "map",
        key:
          key === "enum" ? { kind: "enum", name: "e", values: ["a", "b"], nullable: false } : scalar(key as ScalarName),
        value,
        nullable,
      }),
    ),
    fc
      .tuple(tie("type"), fc.boolean())
      .map(
        ([element, nullable]): Type => ({ kind: "array", element: withNullable(element, true), size: null, nullable }),
      ),
  ),
})).type;

const maybe = (type: Type): fc.Arbitrary<Value> => (type.nullable ? fc.option(valuesOf(type)) : valuesOf(type));

export function valuesOf(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case "decimal": {
      const most = 10n ** BigInt(type.precision) - 1n;
      return fc.bigInt({ min: -most, max: most }).map(narrow);
    }
    case "enum":
      return fc.constantFrom(...type.values);
    case "struct":
      return fc
        .tuple(...type.fields.map((field) => maybe(field.type)))
        .map((found) => recordBuilder<Value>(type.fields.map(({ name }) => name))(found));
    case "map":
      return fc
        .uniqueArray(fc.tuple(valuesOf(type.key), maybe(type.value)), { maxLength: 5, selector: ([key]) => key })
        .map((entries) => sortedMap(new Map(entries)));
    default:
  }
  if (type.kind !== "array") return byKind[type.kind];
  const { element, size } = type;
  const each = element.nullable ? fc.option(valuesOf(element)) : valuesOf(element);
  return size === null ? fc.array(each, { maxLength: 20 }) : fc.array(each, { minLength: size, maxLength: size });
}

/** The types of a row's columns, and one row of them. */
export const anyRow = fc
  .array(anyType, { maxLength: 20 })
  .chain((types) => fc.tuple(fc.constant(types), fc.tuple(...types.map((type) => fc.option(valuesOf(type))))));
