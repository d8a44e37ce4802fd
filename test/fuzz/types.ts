import fc from "fast-check";
import { sortedMap } from "../../runtime/functions/map-order.js";
import { type ScalarName, scalar, type Type, typeText, withNullable } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { values } from "../functions/support/values.js";

/**
 * The table of types for random expressions. A new type is a new row; all functions that take or return it are then
 * drawn.
 */
export interface FuzzType {
  /** The type's text, without `?`. */
  readonly name: string;
  readonly type: Type;
  /** Expressions without names; none is null. */
  readonly literals: readonly string[];
  /** Strings that are read as values of this type in a comparison (MEANING A20). */
  readonly texts?: readonly string[];
  /** Ordinary values, with which most arithmetic neither overflows nor becomes null. `values` has the edge cases. */
  readonly mild: fc.Arbitrary<Value>;
  /** The DuckDB type of a column of this type. */
  readonly stored: string;
}

const arrayOf = (element: Type): Type => ({
  kind: "array",
  element: withNullable(element, true),
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
  "2011-12-30T10:00:00Z", // Pacific/Apia skipped this day
  "2024-03-10T02:00:00Z", // Africa/Casablanca is on winter time in Ramadan
  "1969-12-31T23:59:59.999Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
].map((text): Value => (Number.isSafeInteger(Number(micros(text))) ? Number(micros(text)) : micros(text)));
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const dates = ["1970-01-01", "2024-02-29", "2023-03-01", "1900-02-28", "2000-12-31", "0001-01-01", "9999-12-31"].map(
  day,
);

const jsons = [
  "null",
  "{}",
  "[]",
  '""',
  "7",
  '{"a":1,"b":{"a":[true,null,"x"]},"é":"\\u00e9\\n"}',
  '{"a":"12","b":[1,2.5,-3],"c":false,"😀":null}',
  '[{"a":1e3},"a",[[]],9007199254740991]',
  ' { "a" : 1.0 , "b" : [ 9007199254740993 , 1E2 , -0 ] } ',
  '{"a":[{"b":"\\ud83d\\ude00"}],"":0.1,"__proto__":{"a":1}}',
] as const;

const mild: Readonly<Record<ScalarName, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int32: fc.integer({ min: -9, max: 9 }),
  int64: fc.integer({ min: -9, max: 9 }),
  float32: fc.constantFrom(0, 0.5, -1.25, 3, Math.fround(0.1)),
  float64: fc.constantFrom(0, 0.5, -0.5, 1.5, -2.75, 3, 0.1, 100, 1e-3),
  string: fc.constantFrom(...words),
  bytes: fc.constantFrom(new Uint8Array(), new Uint8Array([0]), new Uint8Array([255, 97])),
  timestamp: fc.constantFrom(...moments),
  date: fc.constantFrom(...dates),
  json: fc.constantFrom(...jsons),
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
  json: [],
};

const timeTexts = {
  timestamp: ["2024-02-29T23:59:59.999Z", "0001-01-01T00:00:00+00:00"],
  date: ["2024-02-29", "9999-12-31"],
} as const;

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
  json: "JSON",
};

const row = (type: Type, own: Omit<FuzzType, "name" | "type">): FuzzType => ({ name: typeText(type), type, ...own });
const listRow = (of: FuzzType): FuzzType =>
  row(arrayOf(of.type), {
    literals:
      of.literals.length === 0 ? [] : [`[${of.literals.slice(0, 2).join(", ")}]`, `[${of.literals.at(-1)}, null]`],
    mild: fc.array(fc.option(of.mild, { nil: null, freq: 6 }), { maxLength: 4 }),
    stored: `${of.stored}[]`,
  });

const scalarRows = Object.keys(mild).map((key): FuzzType => {
  const name = key as keyof typeof mild;
  const texts = name === "date" || name === "timestamp" ? { texts: timeTexts[name] } : {};
  return row(scalar(name), { literals: literals[name], mild: mild[name], stored: stored[name], ...texts });
});
const decimalRow = (precision: number, scale: number): FuzzType =>
  row(
    { kind: "decimal", precision, scale, nullable: false },
    {
      literals: [`decimal("12.5", ${precision}, ${scale})`, `decimal(-3, ${precision}, ${scale})`],
      texts: ["0", "-1.5", "12.50"],
      mild: fc.integer({ min: -150, max: 1500 }),
      stored: `DECIMAL(${precision}, ${scale})`,
    },
  );
const decimals = [decimalRow(9, 2), decimalRow(38, 4)];

/** An enum that every random program declares. */
export const colour = { kind: "enum", name: "colour", values: ["red", "blue", "light blue"], nullable: false } as const;
const enumRow = row(colour, {
  literals: [],
  texts: colour.values,
  mild: fc.constantFrom(...colour.values),
  stored: "VARCHAR",
});
const thing: Type = {
  kind: "struct",
  fields: [
    { name: "a", type: scalar("int64", true) },
    { name: "s", type: scalar("string", true) },
    { name: "d", type: scalar("date", true) },
    { name: "c", type: withNullable(colour, true) },
    { name: "xs", type: withNullable(arrayOf(scalar("float64")), true) },
  ],
  nullable: false,
};
const structRow = row(thing, {
  literals: [],
  mild: fc.record({
    a: fc.option(mild.int64, { nil: null, freq: 4 }),
    s: fc.option(mild.string, { nil: null, freq: 4 }),
    d: fc.option(mild.date, { nil: null, freq: 4 }),
    c: fc.option(enumRow.mild, { nil: null, freq: 4 }),
    xs: fc.option(fc.array(fc.option(mild.float64, { nil: null }), { maxLength: 2 }), { nil: null, freq: 4 }),
  }),
  stored: "STRUCT(a BIGINT, s VARCHAR, d DATE, c VARCHAR, xs DOUBLE[])",
});
const deep: Type = {
  kind: "struct",
  fields: [
    { name: "o", type: withNullable(thing, true) },
    { name: "f", type: scalar("float64", true) },
    { name: "ls", type: withNullable(arrayOf(arrayOf(scalar("float64"))), true) },
  ],
  nullable: false,
};
const floats = fc.array(fc.option(mild.float64, { nil: null }), { maxLength: 2 });
const deepRow = row(deep, {
  literals: [],
  mild: fc.record({
    o: fc.option(structRow.mild, { nil: null, freq: 4 }),
    f: fc.option(mild.float64, { nil: null, freq: 4 }),
    ls: fc.option(fc.array(fc.option(floats, { nil: null }), { maxLength: 2 }), { nil: null, freq: 4 }),
  }),
  stored: `STRUCT(o ${structRow.stored}, f DOUBLE, ls DOUBLE[][])`,
});
const mapRow = (key: ScalarName, value: ScalarName): FuzzType =>
  row(
    { kind: "map", key: scalar(key), value: scalar(value, true), nullable: false },
    {
      literals: [],
      mild: fc
        .uniqueArray(fc.tuple(mild[key], fc.option(mild[value], { nil: null, freq: 6 })), {
          maxLength: 4,
          selector: ([own]) => own,
        })
        .map((entries) => sortedMap(new Map(entries))),
      stored: `MAP(${stored[key]}, ${stored[value]})`,
    },
  );

const ofOne = [...scalarRows, ...decimals, enumRow];
export const fuzzTypes: readonly FuzzType[] = [
  ...ofOne,
  ...ofOne.map(listRow),
  row(vector, { literals: [], mild: fc.tuple(mild.float32, mild.float32, mild.float32), stored: "FLOAT[3]" }),
  structRow,
  listRow(structRow),
  listRow(listRow(row(scalar("float64"), { literals: literals.float64, mild: mild.float64, stored: stored.float64 }))),
  deepRow,
  mapRow("string", "int64"),
  mapRow("int64", "float64"),
  mapRow("date", "string"),
  mapRow("timestamp", "bool"),
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
/** True if data may hold the value. Times in data are limited to the years 1 to 9999. */
function inData(value: Value, type: Type): boolean {
  if (value === null) return true;
  if (type.kind === "array") return (value as readonly Value[]).every((each) => inData(each, type.element));
  if (type.kind === "struct")
    return type.fields.every((field) => inData((value as Readonly<Record<string, Value>>)[field.name]!, field.type));
  if (type.kind === "map")
    return [...(value as ReadonlyMap<Value, Value>)].every(
      ([key, item]) => inData(key, type.key) && inData(item, type.value),
    );
  if (type.kind !== "timestamp" && type.kind !== "date") return true;
  const [least, most] = span[type.kind];
  return BigInt(value as number) >= least && BigInt(value as number) <= most;
}

/**
 * Values of a type: three ordinary ones for each edge case. `asked`: values of a request, without NaN and infinity, and
 * with JSON as JavaScript prints it.
 */
export function valuesOf({ type, mild: own }: FuzzType, asked: boolean): fc.Arbitrary<Value> {
  const broken = notFinite(type);
  return fc
    .oneof(
      { arbitrary: own, weight: 3 },
      { arbitrary: values(type, asked).filter((value) => inData(value, type)), weight: 1 },
      ...(asked || broken === null ? [] : [{ arbitrary: broken, weight: 1 }]),
    )
    .map((value) => (asked ? printed(value, type) : value));
}
/** A value with its JSON as a client sends it. JSON's null would be a null, so it is replaced. */
function printed(value: Value, type: Type): Value {
  if (type.kind === "json" && typeof value === "string")
    return value === "null" ? "{}" : JSON.stringify(JSON.parse(value));
  if (type.kind === "array" && Array.isArray(value)) return value.map((each) => printed(each, type.element));
  return value;
}

const nonFinite = fc.constantFrom<Value>(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
/** Values with floats that are not finite; null if the type has no floats. */
function notFinite(type: Type): fc.Arbitrary<Value> | null {
  switch (type.kind) {
    case "float32":
    case "float64":
      return nonFinite;
    case "array": {
      const element = notFinite(type.element);
      const among = element === nonFinite ? [fc.constantFrom<Value>(0.5, -1.5)] : [];
      const size = { minLength: type.size ?? 0, maxLength: type.size ?? 3 };
      return element === null ? null : fc.array(fc.oneof(element, ...among), size);
    }
    case "struct": {
      const fields = type.fields.map((field) => [field.name, notFinite(field.type)] as const);
      if (fields.every(([, arbitrary]) => arbitrary === null)) return null;
      return fc.record(Object.fromEntries(fields.map(([name, own]) => [name, own ?? fc.constant(null)])));
    }
    default:
      return null;
  }
}
