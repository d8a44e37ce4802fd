import fc from "fast-check";
import { type ScalarName, scalar, scalarNames, type Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";

/* Arbitrary types and values of them, as they stand in memory. */

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

export function valuesOf(type: Type): fc.Arbitrary<Value> {
  if (type.kind !== "array") return byKind[type.kind];
  const { element, size } = type;
  const each = element.nullable ? fc.option(valuesOf(element)) : valuesOf(element);
  return size === null ? fc.array(each, { maxLength: 20 }) : fc.array(each, { minLength: size, maxLength: size });
}

/** Types of a row's columns, and one row of them. */
export const anyRow = fc
  .array(anyType, { maxLength: 20 })
  .chain((types) => fc.tuple(fc.constant(types), fc.tuple(...types.map((type) => fc.option(valuesOf(type))))));
