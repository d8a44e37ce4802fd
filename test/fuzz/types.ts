import fc from "fast-check";
import { type ScalarName, scalar, type Type, typeText } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { values } from "../functions/support/values.js";

/**
 * The types that random expressions have, as one table: a new type is a row here, and all functions that take or give it are then drawn.
 */
export interface FuzzType {
  /** As it is written, without `?`. */
  readonly name: string;
  readonly type: Type;
  /** Expressions without names, null not among them. */
  readonly literals: readonly string[];
  /** Mild values, that most of arithmetic neither overflows nor throws away; `values` has the others. */
  readonly mild: fc.Arbitrary<Value>;
  /** As DuckDB stores a column of it; null where the language cannot declare a column of it. */
  readonly stored: string;
}

const array = (element: ScalarName): Type => ({
  kind: "array",
  element: scalar(element, true),
  size: null,
  nullable: false,
});
const vector: Type = { kind: "array", element: scalar("float32"), size: 3, nullable: false };

const words = ["", "a", "b", "A", "ab", "ba", "é", "e\u0301", "ß", "\uffff", "😀", "a😀b", "12", "-1.5", "true", " x "];
const micros = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;
const moments = [
  "1970-01-01T00:00:00Z",
  "2024-02-29T23:59:59.999Z",
  "2024-03-10T06:59:59.999Z", // America/New_York's clocks go forward at 07:00
  "2024-11-03T05:30:00Z", // … and back at 06:00: 01:30 twice
  "2024-04-06T14:45:00Z", // Australia/Lord_Howe's go back by half an hour at 15:00
  "2011-12-30T10:00:00Z", // Pacific/Apia has no such day
  "2024-03-10T02:00:00Z", // Africa/Casablanca is on winter time in Ramadan
  "1969-12-31T23:59:59.999Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
].map((text): Value => (Number.isSafeInteger(Number(micros(text))) ? Number(micros(text)) : micros(text)));
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const dates = ["1970-01-01", "2024-02-29", "2023-03-01", "1900-02-28", "2000-12-31", "0001-01-01", "9999-12-31"].map(
  day,
);

const mild: Readonly<Record<Exclude<ScalarName, "json">, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int32: fc.integer({ min: -9, max: 9 }),
  int64: fc.integer({ min: -9, max: 9 }),
  float32: fc.constantFrom(0, 0.5, -1.25, 3, Math.fround(0.1)),
  float64: fc.constantFrom(0, 0.5, -0.5, 1.5, -2.75, 3, 0.1, 100, 1e-3),
  string: fc.constantFrom(...words),
  bytes: fc.constantFrom(new Uint8Array(), new Uint8Array([0]), new Uint8Array([255, 97])),
  timestamp: fc.constantFrom(...moments),
  date: fc.constantFrom(...dates),
};

const literals: Readonly<Record<keyof typeof mild, readonly string[]>> = {
  bool: ["true", "false"],
  int32: ["int32(0)", "int32(7)", "int32(-2147483648)"],
  int64: ["0", "1", "-2", "3", "10", "9007199254740993", "-9223372036854775808", "9223372036854775807"],
  float32: ["float32(0.5)", "float32(0.1)"],
  float64: ["0.0", "-0.0", "0.5", "-1.25", "2.0", "0.1", "1e300", "5e-324", "9007199254740992.0"],
  string: words.map((word) => JSON.stringify(word)),
  bytes: [],
  timestamp: ['timestamp("2024-02-29T12:34:56.789012Z")', 'timestamp("1969-12-31T23:59:59.999999Z")'],
  date: ['date("2024-02-29")', 'date("1969-12-31")'],
};

const stored: Readonly<Record<keyof typeof mild, string>> = {
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "VARCHAR",
  bytes: "BLOB",
  timestamp: "TIMESTAMP",
  date: "DATE",
};

const row = (type: Type, own: Omit<FuzzType, "name" | "type">): FuzzType => ({ name: typeText(type), type, ...own });
const scalarRows = Object.keys(mild).map((key): FuzzType => {
  const name = key as keyof typeof mild;
  return row(scalar(name), { literals: literals[name], mild: mild[name], stored: stored[name] });
});
const arrayRows = Object.keys(mild).map((key): FuzzType => {
  const name = key as keyof typeof mild;
  return row(array(name), {
    literals:
      literals[name].length === 0 ? [] : [`[${literals[name].slice(0, 2).join(", ")}]`, `[${literals[name][1]}, null]`],
    mild: fc.array(fc.option(mild[name], { nil: null, freq: 6 }), { maxLength: 4 }),
    stored: `${stored[name]}[]`,
  });
});

export const fuzzTypes: readonly FuzzType[] = [
  ...scalarRows,
  ...arrayRows,
  row(vector, { literals: [], mild: fc.tuple(mild.float32, mild.float32, mild.float32), stored: "FLOAT[3]" }),
];

const byName = new Map(fuzzTypes.map((type) => [type.name, type]));
export function fuzzType(name: string): FuzzType {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no random expression has the type ${name}`);
  return found;
}
export const isFuzzed = (name: string): boolean => byName.has(name);

const span = {
  timestamp: [-62_135_596_800_000_000n, 253_402_300_799_999_999n],
  date: [-719_162n, 2_932_896n],
} as const;
/** Data holds times of the years 1 to 9999 alone. */
function inData(value: Value, type: Type): boolean {
  if (value === null) return true;
  if (type.kind === "array") return (value as readonly Value[]).every((each) => inData(each, type.element));
  if (type.kind !== "timestamp" && type.kind !== "date") return true;
  const [least, most] = span[type.kind];
  return BigInt(value as number) >= least && BigInt(value as number) <= most;
}

/** Values of a type: three mild ones for one that makes trouble. `finite`: no NaN or infinity. */
export const valuesOf = ({ type, mild: own }: FuzzType, finite: boolean): fc.Arbitrary<Value> =>
  fc.oneof(
    { arbitrary: own, weight: 3 },
    { arbitrary: values(type, finite).filter((value) => inData(value, type)), weight: 1 },
    ...(finite || !hasFloats(type) ? [] : [{ arbitrary: notFinite(type), weight: 1 }]),
  );

const hasFloats = (type: Type): boolean =>
  type.kind === "array" ? hasFloats(type.element) : type.kind === "float32" || type.kind === "float64";
const nonFinite = fc.constantFrom<Value>(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const notFinite = (type: Type): fc.Arbitrary<Value> =>
  type.kind === "array"
    ? fc.array(fc.oneof(nonFinite, fc.constantFrom<Value>(0.5, -1.5)), {
        minLength: type.size ?? 0,
        maxLength: type.size ?? 3,
      })
    : nonFinite;
