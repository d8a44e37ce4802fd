import fc from "fast-check";
import { sortedMap } from "../../../runtime/functions/map-order.js";
import { scalar, type Type } from "../../../runtime/types.js";
import type { Int, Value } from "../../../runtime/values.js";
import { transitions } from "./transitions.js";

const int64Edges: readonly bigint[] = [
  0n,
  1n,
  -1n,
  2n,
  -2n,
  7n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 31n - 1n,
  2n ** 32n,
  94906267n,
  3037000500n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  -(2n ** 63n) + 1n,
];
const normal = (value: bigint): Int => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

const floatEdges: readonly number[] = [
  0,
  -0,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  0.49999999999999994,
  1,
  -1,
  2 ** 52 + 0.5,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  1e15,
  1e16,
  1e17,
  123456789012345680000,
  1e20,
  1e21,
  1.5e21,
  -1e21,
  1e22,
  1e-4,
  1e-5,
  1.25e-6,
  1e-6,
  1e-7,
  1.5e-7,
  -1e-7,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  1e300,
  -1e300,
  2 ** 63,
  -(2 ** 63),
  -(2 ** 63) - 2048,
  2147483647.5,
  -2147483648.5,
  2147483648,
  3.4028234663852886e38,
  3.4028235677973366e38,
  3.4028235677973362e38,
  1e39,
  0.1,
  709.782712893384,
  709.7827128933841,
  -745.2,
  1e-46,
];
const nonFinite: readonly number[] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const parts = [
  "\0",
  "\0",
  "\u0001",
  "\u007f",
  "",
  "a",
  "b",
  "A",
  "Z",
  "ß",
  "ẞ",
  "İ",
  "ı",
  "Σ",
  "ς",
  "ŉ",
  "ﬁ",
  "ᾳ",
  "ᾼ",
  "ǆ",
  "é",
  "e\u0301",
  "\u0301",
  "\u200d",
  "\uffff",
  "\ue000",
  "😀",
  "👩‍👩‍👧",
  "𐐀",
  "𐐨",
  "\ufeff",
  "\u00a0",
  " ",
  "\t",
  "\r\n",
  "\u000b\u000c",
  "\u2003",
  "'",
  '"',
  "\\",
  "%",
  "_",
  "{0}",
  "$1",
  "true",
  "null",
];
const numberTexts = [
  "0",
  "1",
  "-1",
  "+1",
  "007",
  "-0",
  "12345678901234567890",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "-9223372036854775809",
  "2147483648",
  "000000000000000000000000000001",
  "1.5",
  "+1.5",
  "-1.5e3",
  "1e400",
  "-1e400",
  "1e-400",
  "4.9e-324",
  "2e-324",
  ".5",
  "5.",
  "01.5",
  "1e5",
  "1E+5",
  "1e",
  "0x10",
  "1_000",
  " 1",
  "1 ",
  "1\n",
  "inf",
  "nan",
  "Infinity",
  "NaN",
  "-",
  "+",
  "+-1",
  "--1",
  "1,5",
  "١",
  "true",
  "false",
  "True",
  "TRUE",
  "t",
  "0.1",
  "3.4028235677973366e38",
  "1e39",
  "0.30000000000000004",
  "179769313486231580793728971405301e276",
  "9007199254740993",
  "9007199254740993.0",
];
const timeTexts = [
  "2024-01-01",
  "2024-02-29",
  "2024-02-30",
  "2023-02-29",
  "1900-02-29",
  "2000-02-29",
  "0001-01-01",
  "0000-01-01",
  "9999-12-31",
  "10000-01-01",
  "2024-13-01",
  "2024-00-10",
  "2024-01-00",
  "2024-1-1",
  "2024/01/01",
  "2024-01-01 ",
  "1969-12-31",
  "infinity",
  "epoch",
  "today",
  "24-01-01",
  "-2024-01-01",
  "２０２４-01-01",
  "2024-01-01T00:00:00Z",
  "2024-01-01t00:00:00z",
  "2024-01-01 00:00:00Z",
  "2024-01-01T00:00:00",
  "2024-01-01T00:00:00.1Z",
  "2024-01-01T00:00:00.123456Z",
  "2024-01-01T00:00:00.1234567Z",
  "2024-01-01T00:00:00.Z",
  "2024-01-01T24:00:00Z",
  "2024-01-01T23:59:60Z",
  "2024-01-01T23:60:00Z",
  "2024-01-01T00:00:00+05:30",
  "2024-01-01T00:00:00-23:59",
  "2024-01-01T00:00:00+24:00",
  "2024-01-01T00:00:00+0530",
  "2024-01-01T00:00:00+05",
  "2024-01-01T00:00:00 UTC",
  "2024-01-01T00:00:00-00:00",
  "9999-12-31T23:59:59.999999-23:59",
  "0001-01-01T00:00:00+23:59",
  "0000-12-31T23:59:59Z",
  "2023-02-29T00:00:00Z",
  "1969-12-31T23:59:59.999999Z",
  "2024-01-01T00:00Z",
  "2024-01-01T00:00:00Z\n",
];

const micros = { min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n };
/** Instants at the ends of leap days, of days with a leap second, and of the first and the last year. */
const calendarEdges: readonly Int[] = [
  "2024-02-29T00:00:00Z",
  "2024-03-01T00:00:00Z",
  "2000-02-29T23:59:59Z",
  "1900-03-01T00:00:00Z",
  "2100-02-28T23:59:59Z",
  "2016-12-31T23:59:59Z",
  "2017-01-01T00:00:00Z",
  "1972-07-01T00:00:00Z",
  "0001-12-31T23:59:59Z",
  "9999-01-01T00:00:00Z",
].flatMap((text) => [BigInt(Date.parse(text)) * 1000n, BigInt(Date.parse(text)) * 1000n - 1n].map(normal));
const days = { min: -719_162, max: 2_932_896 };

let changes: readonly number[] | null = null;
/** Instants near those at which clocks change, to the microsecond, and near the midnights around them. */
function nearTransitions(): fc.Arbitrary<Int> {
  changes ??= transitions();
  return fc
    .tuple(
      fc.constantFrom(...changes),
      fc.constantFrom(0, -1, 1, 1_800_000_000, -1_800_000_000, 3_600_000_000, -3_600_000_000, 43_200_000_000),
      fc.constantFrom(0, 0, -86_400_000_000, 86_400_000_000, 31 * 86_400_000_000),
    )
    .map(([second, ...more]) => more.reduce((sum, micros) => sum + micros, second * 1_000_000));
}

const text = fc.oneof(
  fc.array(fc.constantFrom(...parts), { maxLength: 4 }).map((each) => each.join("")),
  fc.constantFrom(...numberTexts, ...timeTexts),
  fc.string({ unit: "binary", maxLength: 5 }),
);

const finiteFloat = fc.oneof(
  fc.constantFrom(...floatEdges),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.integer({ min: -5, max: 5 }).map((n) => n / 2),
);

/** Values of a type, including edge cases. With `finite` there is no NaN and no infinity, as in stored values. */
export function values(type: Type, finite: boolean): fc.Arbitrary<Value> {
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "int32":
      return fc.oneof(fc.constantFrom(0, 1, -1, 2147483647, -2147483648), fc.integer());
    case "int64":
      return fc.oneof(
        fc.constantFrom(...int64Edges.map(normal)),
        fc.integer({ min: -9, max: 9 }),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(normal),
      );
    case "float32":
      return fc
        .oneof(fc.constantFrom(0, 0.5, -1.5), fc.float({ noNaN: true, noDefaultInfinity: true }))
        .map((x) => x + 0);
    case "float64":
      return finite
        ? finiteFloat
        : fc.oneof({ weight: 9, arbitrary: finiteFloat }, { weight: 1, arbitrary: fc.constantFrom(...nonFinite) });
    case "string":
      return text;
    case "json":
      return fc.constantFrom("{}", "[1]", '"a"');
    case "bytes":
      return fc.uint8Array({ maxLength: 3 });
    case "timestamp":
      return fc.oneof(
        fc.bigInt(micros).map(normal),
        fc.constantFrom<Int>(
          0,
          -1,
          86_400_000_000,
          -86_400_000_000,
          3_599_999_999,
          -3_600_000_001,
          normal(micros.min),
          normal(micros.max),
          ...calendarEdges,
        ),
        fc.integer({ min: -20_000, max: 20_000 }).map((day) => day * 86_400_000_000),
        nearTransitions(),
      );
    case "date":
      return fc.oneof(
        fc.integer(days),
        fc.constantFrom(0, -1, days.min, days.max, 59, 60, 11_016, -719_163, -1_000_000, 5_000_000),
      );
    case "decimal": {
      const most = 10n ** BigInt(type.precision) - 1n;
      return fc.oneof(
        fc.constantFrom<Int>(0, 1, -1, normal(most), normal(-most)),
        fc.integer({ min: -2000, max: 2000 }),
        fc.bigInt({ min: -most, max: most }).map(normal),
      );
    }
    case "enum":
      return fc.constantFrom(...type.values);
    case "struct":
      return fc
        .record(
          Object.fromEntries(
            type.fields.map(({ name, type: of }) => [
              name,
              of.nullable ? nullable(values(of, true)) : values(of, true),
            ]),
          ),
        )
        .map((record) => ({ ...record }));
    case "map":
      return fc
        .uniqueArray(fc.tuple(values(type.key, true), nullable(values(type.value, true))), {
          maxLength: 4,
          selector: ([key]) => key,
        })
        .map((entries) => sortedMap(new Map(entries)));
    case "array":
      return type.size === null
        ? fc.array(nullable(values(type.element, finite)), { maxLength: 4 })
        : fc.array(values(type.element, finite), { minLength: type.size, maxLength: type.size });
  }
}

export const nullable = (arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.constant(null) });

/** A type of each kind. */
export function typeOf(kind: Type["kind"]): Type {
  switch (kind) {
    case "array":
      return { kind, element: scalar("int64", true), size: null, nullable: true };
    case "decimal":
      return { kind, precision: 18, scale: 2, nullable: true };
    case "enum":
      return { kind, name: "colour", values: ["red", "green", "bl\u{FFFF}ue", "bl\u{1F600}ue"], nullable: true };
    case "struct":
      return {
        kind,
        fields: [
          { name: "a", type: scalar("int64") },
          { name: "b", type: scalar("date", true) },
        ],
        nullable: true,
      };
    case "map":
      return { kind, key: scalar("int64"), value: scalar("float64", true), nullable: true };
    default:
      return scalar(kind, true);
  }
}

/**
 * The values for one parameter of a function, by name and position; `undefined` if the parameter takes the values of
 * its type.
 */
export const valuesFor = (name: string, place: number): fc.Arbitrary<Value> | undefined => own[name]?.[place];
const degrees = (limit: number): fc.Arbitrary<Value> =>
  fc.oneof(
    fc.double({ min: -limit, max: limit, noNaN: true }),
    fc.constantFrom(0, -0, limit, -limit, limit / 2, limit * 1.001, -limit * 1.001, 1e300, 1e-300),
  );
const own: Readonly<Record<string, readonly (fc.Arbitrary<Value> | undefined)[]>> = {
  haversine_km: [degrees(90), degrees(180), degrees(90), degrees(180)],
};
