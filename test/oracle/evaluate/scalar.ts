import { arrays } from "./scalar-arrays.js";
import { json } from "./scalar-json.js";
import { maps } from "./scalar-maps.js";
import { numbers } from "./scalar-numbers.js";
import { regexes } from "./scalar-regex.js";
import { texts } from "./scalar-text.js";
import { times } from "./scalar-time.js";
import { float, int, isInt, type Scalar, strict, text } from "./scalar-words.js";
import { compare, equal, Fault, fitsInt64, int64, type Value } from "./values.js";

/*
 * The scalar functions and operators over values; `null` for null arguments unless a function says otherwise (MEANING
 * B1).
 */

const arithmetic = (ints: (a: bigint, b: bigint) => bigint, floats: (a: number, b: number) => number): Scalar =>
  strict((a = null, b = null) => (isInt(a) ? int64(ints(a, int(b))) : floats(float(a), float(b))));

/** Comparison by IEEE rules for floats: NaN is unequal to everything and unordered. */
const ordered = (holds: (order: number) => boolean): Scalar =>
  strict((a = null, b = null) => (Number.isNaN(a) || Number.isNaN(b) ? false : holds(compare(a, b))));

const best = (sign: number): Scalar =>
  strict((...values) => values.reduce((found, value) => (compare(value, found) * sign > 0 ? value : found)));

const rounding = (f: (x: number) => number): Scalar => strict((x = null) => (isInt(x) ? x : f(float(x))));
/** Rounds half away from zero. The fraction is computed exactly, so nothing is rounded twice (MEANING B9). */
function half(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

const blank = /[ \t\n\v\f\r]/;
function trim(s: string): string {
  let [start, end] = [0, s.length];
  while (start < end && blank.test(s[start] ?? "")) start++;
  while (end > start && blank.test(s[end - 1] ?? "")) end--;
  return s.slice(start, end);
}
/** Unicode's simple case mappings that JavaScript lacks, since it uses the full mappings. */
const simply: ReadonlyMap<string, string> = new Map([
  ["İ", "i"],
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((first) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map(
      (i) => [String.fromCodePoint(first + i), String.fromCodePoint(first + i + 8)] as const,
    ),
  ),
  ...[0x1fb3, 0x1fc3, 0x1ff3].map((first) => [String.fromCodePoint(first), String.fromCodePoint(first + 9)] as const),
]);
const byPoint = (f: (char: string) => string): Scalar =>
  strict((s = null) =>
    [...text(s)].map((char) => ([...f(char)].length === 1 ? f(char) : (simply.get(char) ?? char))).join(""),
  );

function isIn(value: Value, list: Value): Value {
  if (!Array.isArray(list)) return null;
  if (list.length === 0) return false;
  if (value === null) return null;
  if (list.some((element) => element !== null && equal(element, value))) return true;
  return list.includes(null) ? null : false;
}

const day = 86_400_000_000n;
const floorMod = (a: bigint, b: bigint): bigint => ((a % b) + b) % b;
const floorDiv = (a: bigint, b: bigint): bigint => (a - floorMod(a, b)) / b;

const toInt = (min: bigint, max: bigint): Scalar =>
  strict((x = null) => {
    const value = isInt(x)
      ? x
      : typeof x === "number"
        ? truncated(x)
        : /^[+-]?[0-9]+$/.test(text(x))
          ? BigInt(unsigned(text(x)))
          : null;
    return value === null || value < min || value > max ? null : value;
  });
const unsigned = (s: string): string => s.replace(/^\+/, "");
const truncated = (x: number): bigint | null => (Number.isFinite(x) ? BigInt(Math.trunc(x)) : null);
const numberText = /^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
const toFloat = (x: Value): number | null => {
  if (isInt(x)) return Number(x);
  if (typeof x === "number") return x;
  const value = numberText.test(text(x)) ? Number(text(x)) : Number.NaN;
  return Number.isFinite(value) ? value : null;
};
export const toFloat32 = (x: number | null): number | null =>
  x === null || !Number.isFinite(Math.fround(x)) ? null : Math.fround(x);

/** Infinity becomes null. A function that can give null for some arguments never gives an infinity. */
const finite = (x: number): number | null => (Number.isFinite(x) || Number.isNaN(x) ? x : null);
const pad = (n: bigint, width: number): string => n.toString().padStart(width, "0");
export const dateText = (days: bigint): string => new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);
export function timestampText(micros: bigint): string {
  const rest = floorMod(micros, day);
  const seconds = rest / 1_000_000n;
  return `${dateText(floorDiv(micros, day))}T${pad(seconds / 3600n, 2)}:${pad((seconds / 60n) % 60n, 2)}:${pad(seconds % 60n, 2)}.${pad(rest % 1_000_000n, 6)}Z`;
}

export function parsedDate(s: string): bigint | null {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(s) || s.startsWith("0000")) return null;
  const days = Date.parse(`${s}T00:00:00Z`) / 86_400_000;
  return Number.isInteger(days) && dateText(BigInt(days)) === s ? BigInt(days) : null;
}
/** RFC 3339 with a zone and at most six fraction digits (MEANING A10). */
export function parsedTimestamp(s: string): bigint | null {
  const parts =
    /^(.{10})[Tt]((?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,6}))?([Zz]|[+-][0-9]{2}:[0-9]{2})$/.exec(s);
  if (parts === null || parsedDate(parts[1] ?? "") === null) return null;
  const millis = Date.parse(`${parts[1]}T${parts[2]}${(parts[4] ?? "").toUpperCase()}`);
  return Number.isNaN(millis) ? null : BigInt(millis) * 1000n + BigInt((parts[3] ?? "").padEnd(6, "0"));
}

/**
 * The difference in a unit. Dates are days and timestamps are microseconds, and both are bigints. The overload's name
 * tells which is which.
 */
const between = (unit: bigint): Readonly<Record<string, Scalar>> => {
  const difference = (from: bigint, to: bigint): Scalar =>
    strict((a = null, b = null) => Number(int(b) * to - int(a) * from) / Number(unit));
  return {
    timestamp: difference(1n, 1n),
    date: difference(day, day),
    date_timestamp: difference(day, 1n),
    timestamp_date: difference(1n, day),
  };
};

/** Implementations by function, or by function and overload where overloads differ. */
const table: Readonly<Record<string, Scalar | Readonly<Record<string, Scalar>>>> = {
  "+": arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  "-": arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  "*": arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  "/": strict((a = null, b = null) => (b === 0 ? null : float(a) / float(b))),
  "%": strict((a = null, b = null) => (b === 0 || b === 0n ? null : isInt(a) ? a % int(b) : float(a) % float(b))),
  div: strict((a = null, b = null) => (b === 0n ? null : int64(int(a) / int(b)))),
  negate: strict((a = null) => (isInt(a) ? int64(-a) : -float(a))),
  "==": strict((a = null, b = null) => equal(a, b)),
  "!=": strict((a = null, b = null) => !equal(a, b)),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  and: (a = null, b = null) => (a === false || b === false ? false : a === null || b === null ? null : true),
  or: (a = null, b = null) => (a === true || b === true ? true : a === null || b === null ? null : false),
  not: strict((a = null) => a === false),
  "is null": (a = null) => a === null,
  least: best(-1),
  greatest: best(1),
  clamp: strict((x = null, low = null, high = null) =>
    compare(low, high) > 0 ? null : compare(x, low) < 0 ? low : compare(x, high) > 0 ? high : x,
  ),
  abs: strict((x = null) => (isInt(x) ? int64(x < 0n ? -x : x) : Math.abs(float(x)))),
  round: rounding(half),
  floor: rounding(Math.floor),
  ceil: rounding(Math.ceil),
  sqrt: strict((x = null) => (float(x) < 0 ? null : finite(Math.sqrt(float(x))))),
  exp: strict((x = null) =>
    Number.isNaN(float(x)) || Number.isFinite(Math.exp(float(x))) ? Math.exp(float(x)) : null,
  ),
  ln: strict((x = null) => (float(x) <= 0 ? null : finite(Math.log(float(x))))),
  pow: strict((x = null, y = null) => {
    // IEEE's pow(1, y) is 1 for every y. JavaScript's is NaN if y is NaN or infinite.
    const value = float(x) === 1 ? 1 : float(x) ** float(y);
    return Number.isFinite(value) ? value : null;
  }),
  length: strict((x = null) => BigInt(Array.isArray(x) ? x.length : [...text(x)].length)),
  lower: byPoint((char) => char.toLowerCase()),
  upper: byPoint((char) => char.toUpperCase()),
  trim: strict((s = null) => trim(text(s))),
  contains: (where = null, part = null) =>
    Array.isArray(where)
      ? isIn(part, where)
      : where === null || part === null
        ? null
        : text(where).includes(text(part)),
  starts_with: strict((s = null, start = null) => text(s).startsWith(text(start))),
  concat: strict((...parts) => parts.map(text).join("")),
  substr: strict((s = null, from = null, count = 2n ** 62n) =>
    int(from) < 0n || int(count) < 0n
      ? null
      : [...text(s)].filter((_, i) => BigInt(i) >= int(from) && BigInt(i) < int(from) + int(count)).join(""),
  ),
  in: (x = null, list = null) => isIn(x, list),
  element: strict((list = null, i = null) => (Array.isArray(list) && int(i) >= 0n ? (list[Number(i)] ?? null) : null)),
  seconds_between: between(1_000_000n),
  hours_between: between(3_600_000_000n),
  days_between: between(day),
  minutes_between: between(60_000_000n),
  weeks_between: between(7n * day),
  int64: toInt(-(2n ** 63n), 2n ** 63n - 1n),
  int32: toInt(-(2n ** 31n), 2n ** 31n - 1n),
  float64: strict((x = null) => toFloat(x)),
  float32: strict((x = null) => toFloat32(toFloat(x))),
  string: {
    string: strict((x = null) => x),
    enum: strict((x = null) => x),
    bool: strict((x = null) => String(x)),
    int64: strict((x = null) => String(x)),
    float64: strict((x = null) => String(float(x))),
    date: strict((x = null) => dateText(int(x))),
    timestamp: strict((x = null) => timestampText(int(x))),
  },
  bool: strict((x = null) => (typeof x === "boolean" ? x : x === "true" ? true : x === "false" ? false : null)),
  timestamp: {
    timestamp: strict((x = null) => x),
    date: strict((x = null) => int64(int(x) * day)),
    string: strict((x = null) => parsedTimestamp(text(x))),
  },
  date: {
    date: strict((x = null) => x),
    timestamp: strict((x = null) => floorDiv(int(x), day)),
    string: strict((x = null) => parsedDate(text(x))),
  },
  ...numbers,
  ...texts,
  ...regexes,
  ...times,
  ...arrays,
};

/** Types that have no JSON kind of their own are written as another type. */
const jsonWithin: Readonly<Record<string, string>> = {
  int32: "int64",
  float32: "float64",
  date: "string",
  timestamp: "string",
};

export function callScalar(name: string, overload: string, args: readonly Value[]): Value {
  // The entropy of a map is the entropy of its values.
  if (name === "entropy" && overload === "map")
    return callScalar(name, "any", [args[0] instanceof Map ? [...args[0].values()] : null]);
  const within = overload === "json" ? jsonWithin[name] : undefined;
  if (within !== undefined) return callScalar(name, within, [callScalar(within, "json", args)]);
  const ofJson = json[`${name}/${overload}`];
  if (ofJson !== undefined) return ofJson(...args);
  const found = overload === "map" ? maps[name] : Object.hasOwn(table, name) ? table[name] : undefined;
  const f = typeof found === "function" ? found : found?.[overload];
  if (f === undefined) throw new Error(`the oracle has no ${name}/${overload}`);
  return f(...args);
}

/** The IR's `convert`: widens a value, or rounds it to a storage type. */
export function convert(value: Value, to: string): Value {
  if (value === null) return null;
  switch (to) {
    case "int64":
      return int(value);
    case "int32":
      return int(value) >= -(2n ** 31n) && int(value) < 2n ** 31n ? value : null;
    case "float64":
      return toFloat(value);
    case "float32":
      return toFloat32(toFloat(value));
    default:
      throw new Fault(`no conversion to ${to}`);
  }
}

export { fitsInt64 };
