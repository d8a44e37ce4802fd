import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

import {
  __export,
  add,
  DataError,
  FeatureError,
  fitInt64,
  floorDivide,
  InputError,
  inFeature,
  keyEncoder,
  magnitude,
  messageOf,
  multiply,
  NotMaterializedError,
  narrow,
  negate,
  once,
  ownProperty,
  plucker,
  quotient,
  recordBuilder,
  remainder,
  rowCodec,
  StoreError,
  setProperty,
  spaceText,
  subtract,
  toInt64,
  Unreadable,
  unreadable,
} from "./chunk-3N4C6R2J.js";
import { openEmbedded } from "./chunk-3XDEOEZY.js";
import { openRedis } from "./chunk-MSQII4C4.js";

// runtime/service.ts
var service_exports = {};
__export(service_exports, {
  DataError: () => DataError,
  FeatureError: () => FeatureError,
  InputError: () => InputError,
  NotMaterializedError: () => NotMaterializedError,
  StoreError: () => StoreError,
  aggregates: () => aggregates_exports,
  callExtern: () => callExtern,
  createClientRuntime: () => createClientRuntime,
  functions: () => functions_exports,
  onlineStores: () => onlineStores,
  openEmbedded: () => openEmbedded,
  openRedis: () => openRedis,
});

// runtime/aggregates/index.ts
var aggregates_exports = {};
__export(aggregates_exports, {
  all: () => all,
  any: () => any,
  avgFloat64: () => avgFloat64,
  avgInt64: () => avgInt64,
  avgVectors: () => avgVectors,
  collect: () => collect,
  corr: () => corr,
  count: () => count,
  countDistinct: () => countDistinct,
  covar: () => covar,
  first: () => first,
  firstN: () => firstN,
  fraction: () => fraction,
  kurtosis: () => kurtosis,
  largestN: () => largestN,
  last: () => last,
  lastDistinctN: () => lastDistinctN,
  lastN: () => lastN,
  max: () => max,
  maxBy: () => maxBy,
  maxString: () => maxString,
  maxVectors: () => maxVectors,
  median: () => median,
  min: () => min,
  minBy: () => minBy,
  minString: () => minString,
  minVectors: () => minVectors,
  mode: () => mode,
  mostFrequentN: () => mostFrequentN,
  percentile: () => percentile,
  skewness: () => skewness,
  smallestN: () => smallestN,
  stddevFloat64: () => stddevFloat64,
  stddevInt64: () => stddevInt64,
  stddevPop: () => stddevPop,
  sumDecimal: () => sumDecimal,
  sumFloat64: () => sumFloat64,
  sumInt64: () => sumInt64,
  sumVectors: () => sumVectors,
  varianceFloat64: () => varianceFloat64,
  varianceInt64: () => varianceInt64,
  variancePop: () => variancePop,
});

// runtime/functions/order.ts
function compareStrings(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}
var isSurrogate = (unit) => unit >= 55296 && unit <= 57343;
function compareFloats(a, b) {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
function equalBytesOf(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// runtime/aggregates/choosing.ts
var best = (values, better) =>
  values.length === 0 ? null : values.reduce((found, value) => (better(value, found) ? value : found));
var min = (values) => best(values, (a, b) => a < b);
var max = (values) => best(values, (a, b) => a > b);
var minString = (values) => best(values, (a, b) => compareStrings(a, b) < 0);
var maxString = (values) => best(values, (a, b) => compareStrings(a, b) > 0);
var first = (values) => values[0] ?? null;
var last = (values) => values[values.length - 1] ?? null;
var any = (values) => (values.length === 0 ? null : values.includes(true));
var all = (values) => (values.length === 0 ? null : !values.includes(false));
var fraction = (values) => (values.length === 0 ? null : values.filter((value) => value).length / values.length);

// runtime/aggregates/counting.ts
var count = (values) => values.length;
var countDistinct = (values) => new Set(values.map(identity)).size;
function identity(value) {
  if (typeof value !== "object" || value === null) return value;
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}

// runtime/functions/map-order.ts
function compareKeys(a, b) {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a < b ? -1 : a > b ? 1 : 0;
}
var sortedMap = (map) => new Map([...map].sort(([a], [b]) => compareKeys(a, b)));

// runtime/aggregates/lists.ts
var collect = (values) => values;
var firstN = (values, n) => values.slice(0, n);
var lastN = (values, n) => [...values].reverse().slice(0, n);
function lastDistinctN(values, n) {
  const seen = /* @__PURE__ */ new Set();
  const found = [];
  for (const value of [...values].reverse()) {
    const id = identity(value);
    if (seen.has(id)) continue;
    seen.add(id);
    if (found.push(value) === n) break;
  }
  return found;
}
var largestN = (values, n) => [...values].sort((a, b) => compareKeys(b, a)).slice(0, n);
var smallestN = (values, n) => [...values].sort(compareKeys).slice(0, n);
function mostFrequentN(values, n, text2) {
  const ordered = (value) => text2?.(value) ?? value;
  const counts = /* @__PURE__ */ new Map();
  for (const value of values) {
    const id = identity(value);
    const entry = counts.get(id) ?? { value, count: 0 };
    entry.count++;
    counts.set(id, entry);
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || compareKeys(ordered(a.value), ordered(b.value)))
    .slice(0, n)
    .map(({ value }) => value);
}
var mode = (values, text2) => mostFrequentN(values, 1, text2)[0] ?? null;
var best2 = (rows2, better) =>
  rows2.length === 0
    ? null
    : rows2.reduce((found, row) => {
        const order = compareKeys(row[1], found[1]);
        return order === 0 || better(order) ? row : found;
      })[0];
var minBy = (rows2) => best2(rows2, (order) => order < 0);
var maxBy = (rows2) => best2(rows2, (order) => order > 0);

// runtime/functions/calendar.ts
var microsPerDay = 864e8;
var microsPerSecond = 1e6;
function civilOfDays(days) {
  const shifted2 = days + 719468;
  const era = Math.floor(shifted2 / 146097);
  const dayOfEra = shifted2 - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear2 = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear2 + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear2 - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}
function daysOfCivil({ year, month, day }) {
  const fromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear2 = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear2;
  return era * 146097 + dayOfEra - 719468;
}
var two = (n) => String(n).padStart(2, "0");
function dateText(days) {
  const { year, month, day } = civilOfDays(days);
  return `${year < 0 ? year : String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}
function timestampText(micros2) {
  const { quotient: days, rest } = floorDivide(micros2, microsPerDay);
  const seconds = Math.floor(rest / microsPerSecond);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${dateText(Number(days))}T${clock}.${String(rest % microsPerSecond).padStart(6, "0")}Z`;
}
function daysOfText(text2) {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text2);
  if (match === null) return null;
  const days = daysOfCivil({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
  return match[1] !== "0000" && dateText(days) === text2 ? days : null;
}
var rfc3339 =
  /^([0-9-]{10})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,6}))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$/;
function microsOfText(text2) {
  const match = rfc3339.exec(text2);
  if (match === null) return null;
  const [, date, hour, minute, second, fraction2, sign, zoneHour, zoneMinute] = match;
  const days = daysOfText(date);
  if (days === null) return null;
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * (sign === "-" ? -60 : 60);
  const seconds = days * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return add(multiply(seconds, microsPerSecond), Number((fraction2 ?? "").padEnd(6, "0")));
}
var microsOfDays = (days) => multiply(days, microsPerDay);
var daysOfMicros = (micros2) => Number(floorDivide(micros2, microsPerDay).quotient);

// runtime/functions/strict.ts
function strict1(f) {
  return (a) => (a === null ? null : f(a));
}
function strict2(f) {
  return (a, b) => (a === null || b === null ? null : f(a, b));
}
function strictFold(f) {
  return (...values) => {
    let result = null;
    for (const value of values) {
      if (value === null) return null;
      result = result === null ? value : f(result, value);
    }
    return result;
  };
}

// runtime/functions/casts.ts
var cast = (f) => (value) => (value === null ? null : f(value));
var same = (value) => value;
var int32Min = -(2 ** 31);
var int32Max = 2 ** 31 - 1;
var fitInt32 = (value) => (value >= int32Min && value <= int32Max ? Number(value) : null);
function truncated(value) {
  const whole = Math.trunc(value) + 0;
  if (Number.isSafeInteger(whole)) return whole;
  return Number.isFinite(whole) ? fitInt64(BigInt(whole)) : null;
}
function parsedInt(text2) {
  if (!/^[+-]?[0-9]+$/.test(text2)) return null;
  const value = Number(text2);
  if (Number.isSafeInteger(value)) return value + 0;
  const digits = text2.replace(/^[+-]?0*/, "");
  if (digits.length > 19) return null;
  return fitInt64(BigInt(text2.startsWith("-") ? `-${digits}` : digits));
}
function parsedFloat(text2) {
  if (!/^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text2)) return null;
  const value = Number(text2);
  return Number.isFinite(value) ? value : null;
}
var rounded = (value) => {
  if (value === null) return null;
  const single = Math.fround(value);
  return Number.isFinite(single) ? single : null;
};
var int64FromFloat64 = cast(truncated);
var int64FromString = cast(parsedInt);
var int32FromInt64 = cast(fitInt32);
var int32FromFloat64 = cast((value) => cast(fitInt32)(truncated(value)));
var int32FromString = cast((text2) => cast(fitInt32)(parsedInt(text2)));
var float64FromInt64 = strict1((value) => Number(value));
var float64FromString = cast(parsedFloat);
var float32FromFloat64 = rounded;
var float32FromString = cast((text2) => rounded(parsedFloat(text2)));
var float32FromInt64 = strict1((value) => Math.fround(Number(value)));
var stringFromBool = strict1((value) => String(value));
var stringFromInt64 = strict1((value) => String(value));
var stringFromFloat64 = strict1((value) => String(value));
var stringFromDate = strict1(dateText);
var stringFromTimestamp = strict1(timestampText);
var boolFromString = cast((text2) => (text2 === "true" ? true : text2 === "false" ? false : null));
var timestampFromDate = strict1(microsOfDays);
var timestampFromString = cast(microsOfText);
var dateFromTimestamp = strict1(daysOfMicros);
var dateFromString = cast(daysOfText);

// runtime/functions/decimals.ts
var pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
function unscaled(text2, scale) {
  const match = pattern.exec(text2);
  if (match === null) return null;
  const [, sign, whole, fraction2 = "", exponent = "0"] = match;
  const shift = scale - fraction2.length + Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction2}`);
  const value = scaled(digits, shift);
  return { digits: value, exact: scaled(value, -shift) === digits };
}
function scaled(digits, by2) {
  if (by2 >= 0) return digits * 10n ** BigInt(by2);
  const unit = 10n ** BigInt(-by2);
  const half = digits < 0n ? -(unit / 2n) : unit / 2n;
  return (digits + half) / unit;
}
var fits = (digits, precision) => digits < 10n ** BigInt(precision) && digits > -(10n ** BigInt(precision));
function decimalOfText(text2, precision, scale) {
  const read2 = unscaled(text2, scale);
  return read2 === null || !read2.exact || !fits(read2.digits, precision) ? null : narrow(read2.digits);
}
function decimalText(value, scale) {
  const digits = BigInt(value);
  const text2 = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = text2.length - scale;
  return `${digits < 0n ? "-" : ""}${text2.slice(0, point)}${scale === 0 ? "" : `.${text2.slice(point)}`}`;
}
var MOST = 38;
function toDecimal(digits) {
  if (!fits(digits, MOST)) throw new FeatureError("decimal overflow");
  return narrow(digits);
}
var addDecimal = strict2((a, b) => toDecimal(BigInt(a) + BigInt(b)));
var subtractDecimal = strict2((a, b) => toDecimal(BigInt(a) - BigInt(b)));
var multiplyDecimal = strict2((a, b) => toDecimal(BigInt(a) * BigInt(b)));
var absDecimal = strict1((a) => (a < 0 ? narrow(-BigInt(a)) : a));
var negateDecimal = strict1((a) => narrow(-BigInt(a)));
function rescaled(value, from, precision, to) {
  if (value === null) return null;
  const digits = scaled(BigInt(value), to - from);
  return fits(digits, precision) ? narrow(digits) : null;
}
function widened(value, from, to) {
  return value === null ? null : narrow(scaled(BigInt(value), to - from));
}
var eachOf = (f) => {
  function list(values, from, to) {
    return values === null ? null : values.map((value) => f(value, from, to));
  }
  return list;
};
var widenedList = eachOf(widened);
function inDigits(value, from, to) {
  return value === null ? null : toDecimal(scaled(BigInt(value), to - from));
}
var inDigitsList = eachOf(inDigits);
var float64FromDecimal = strict2((value, scale) => Number(decimalText(value, scale)));
var stringFromDecimal = strict2(decimalText);
var int64FromDecimal = (value, scale) =>
  value === null || scale === null ? null : fitInt64(scaled(BigInt(value), -scale));
var int32FromDecimal = (value, scale) => int32FromInt64(int64FromDecimal(value, scale));
function decimalFromString(text2, precision, scale) {
  if (text2 === null || precision === null || scale === null) return null;
  if (!/^[+-]?\d+(\.\d+)?$/.test(text2)) return null;
  const read2 = unscaled(text2, scale);
  return read2 === null || !fits(read2.digits, precision) ? null : narrow(read2.digits);
}
var decimalFromInt64 = (value, precision, scale) =>
  precision === null || scale === null ? null : rescaled(value, 0, precision, scale);
function decimalFromFloat64(value, precision, scale) {
  if (value === null || precision === null || scale === null || !Number.isFinite(value)) return null;
  const read2 = unscaled(String(value), scale);
  return read2 === null || !fits(read2.digits, precision) ? null : narrow(read2.digits);
}
var decimalFromDecimal = (value, precision, scale, from) =>
  precision === null || scale === null ? null : rescaled(value, from, precision, scale);

// runtime/aggregates/exact.ts
var view = new DataView(new ArrayBuffer(8));
function units(value) {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction2 = bits & 0xfffffffffffffn;
  const magnitude2 = exponent === 0 ? fraction2 : (fraction2 | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n === 1n ? -magnitude2 : magnitude2;
}
var one = 1n << 1074n;
function nearest(a, b) {
  if (a < 0n) return -nearest(-a, b);
  const shift = Math.min(66 - (bitLength(a) - bitLength(b)), 1074);
  const [top, bottom] = shifted(a, b, shift);
  let quotient2 = top / bottom;
  const rest = top % bottom;
  if (quotient2 < 1n << 54n) {
    const twice = rest * 2n;
    if (twice > bottom || (twice === bottom && quotient2 % 2n === 1n)) quotient2 += 1n;
  } else if (rest !== 0n) {
    quotient2 |= 1n;
  }
  return Number(quotient2) * 2 ** -shift;
}
function nearestRoot(a, b) {
  if (a === 0n) return 0;
  const half = 66 - Math.ceil((bitLength(a) - bitLength(b)) / 2);
  const [top, bottom] = shifted(a, b, 2 * half);
  const step = Math.trunc(half / 2);
  return Number(integerRoot(top / bottom)) * 2 ** -step * 2 ** (step - half);
}
function integerRoot(value) {
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
var shifted = (a, b, shift) => (shift >= 0 ? [a << BigInt(shift), b] : [a, b << BigInt(-shift)]);
var bitLength = (value) => value.toString(2).length;

// runtime/aggregates/numbers.ts
var total = (values) => values.reduce((sum2, value) => sum2 + value, 0n);
var finite = (value) => (Number.isFinite(value) ? value : null);
var sumInt64 = (values) => (values.length === 0 ? null : toInt64(total(values.map(BigInt))));
var sumDecimal = (values) => (values.length === 0 ? null : toDecimal(total(values.map(BigInt))));
var sumFloat64 = (values) => (values.length === 0 ? null : finite(nearest(total(values.map(units)), one)));
var avgInt64 = (values) => (values.length === 0 ? null : nearest(total(values.map(BigInt)), BigInt(values.length)));
var avgFloat64 = (values) =>
  values.length === 0 ? null : nearest(total(values.map(units)), one * BigInt(values.length));
function sampleVariance(values) {
  const spread = squaredSpread(values);
  const n = BigInt(values.length);
  return spread === null || n < 2n ? null : { over: spread, under: n * (n - 1n) * one * one };
}
function populationVariance(values) {
  const spread = squaredSpread(values);
  const n = BigInt(values.length);
  return spread === null ? null : { over: spread, under: n * n * one * one };
}
function squaredSpread(values) {
  const n = BigInt(values.length);
  if (n === 0n) return null;
  const exact = values.map(units);
  const sum2 = total(exact);
  return n * total(exact.map((x) => x * x)) - sum2 * sum2;
}
var variancePop = (values) => {
  const variance = populationVariance(values);
  return variance && finite(nearest(variance.over, variance.under));
};
var stddevPop = (values) => {
  const variance = populationVariance(values);
  return variance && finite(nearestRoot(variance.over, variance.under));
};
var varianceFloat64 = (values) => {
  const variance = sampleVariance(values);
  return variance && finite(nearest(variance.over, variance.under));
};
var stddevFloat64 = (values) => {
  const variance = sampleVariance(values);
  return variance && finite(nearestRoot(variance.over, variance.under));
};
var varianceInt64 = (values) => varianceFloat64(values.map(Number));
var stddevInt64 = (values) => stddevFloat64(values.map(Number));

// runtime/aggregates/shape.ts
var finite2 = (value) => (Number.isFinite(value) ? value : null);
var mean = (values) => {
  const plain = values.reduce((sum2, value) => sum2 + value, 0) / values.length;
  return Number.isFinite(plain) ? plain : values.reduce((sum2, value) => sum2 + value / values.length, 0);
};
function percentile(values, share) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  const part = at - Math.floor(at);
  return Number.isFinite(high - low) ? low + part * (high - low) : low * (1 - part) + high * part;
}
var median = (values) => percentile(values, 0.5);
function standardised(values, power) {
  if (values.every((value) => value === values[0])) return null;
  const center = mean(values);
  const spread = Math.sqrt(values.reduce((sum2, value) => sum2 + (value - center) ** 2, 0) / (values.length - 1));
  return values.reduce((sum2, value) => sum2 + ((value - center) / spread) ** power, 0);
}
function skewness(values) {
  const n = values.length;
  const sum2 = n < 3 ? null : standardised(values, 3);
  return sum2 === null ? null : finite2((n / ((n - 1) * (n - 2))) * sum2);
}
function kurtosis(values) {
  const n = values.length;
  const sum2 = n < 4 ? null : standardised(values, 4);
  if (sum2 === null) return null;
  const rest = (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  return finite2(((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * sum2 - rest);
}
function products(pairs) {
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const sum2 = (of) => pairs.reduce((total2, [a, b]) => total2 + of(a - x, b - y), 0);
  return { xy: sum2((dx, dy) => dx * dy), xx: sum2((dx) => dx * dx), yy: sum2((_, dy) => dy * dy) };
}
var covar = (pairs) => (pairs.length < 2 ? null : finite2(products(pairs).xy / (pairs.length - 1)));
function corr(pairs) {
  if (pairs.length < 2 || [0, 1].some((side) => pairs.every((pair) => pair[side] === pairs[0][side]))) return null;
  const { xy, xx, yy } = products(pairs);
  return finite2(xy / (Math.sqrt(xx) * Math.sqrt(yy)));
}

// runtime/aggregates/vectors.ts
function byPlace(vectors, of) {
  const [first2] = vectors;
  if (first2 === void 0) return null;
  const result = [];
  for (let place2 = 0; place2 < first2.length; place2++) {
    const element2 = of(vectors.map((vector) => Number(vector[place2])));
    if (element2 === null || !Number.isFinite(element2)) return null;
    result.push(element2);
  }
  return result;
}
var sumVectors = (vectors) => byPlace(vectors, sumFloat64);
var avgVectors = (vectors) => byPlace(vectors, avgFloat64);
var minVectors = (vectors) => byPlace(vectors, (elements2) => Math.min(...elements2));
var maxVectors = (vectors) => byPlace(vectors, (elements2) => Math.max(...elements2));

// runtime/functions/index.ts
var functions_exports = {};
__export(functions_exports, {
  FeatureError: () => FeatureError,
  absDecimal: () => absDecimal,
  absFloat64: () => absFloat64,
  absInt64: () => absInt64,
  acos: () => acos,
  addDecimal: () => addDecimal,
  addFloat64: () => addFloat64,
  addInt64: () => addInt64,
  and: () => and,
  arrayAvg: () => arrayAvg,
  arrayConcat: () => arrayConcat,
  arrayDistinct: () => arrayDistinct,
  arrayMax: () => arrayMax,
  arrayMin: () => arrayMin,
  arraySort: () => arraySort,
  arraySum: () => arraySum,
  asin: () => asin,
  atan: () => atan,
  atan2: () => atan2,
  base64OfBytes: () => base64OfBytes,
  base64OfString: () => base64OfString,
  boolFromJson: () => boolFromJson,
  boolFromString: () => boolFromString,
  bucketFloat64: () => bucketFloat64,
  bucketInt64: () => bucketInt64,
  by: () => by,
  cbrt: () => cbrt,
  ceilFloat64: () => ceilFloat64,
  clamp: () => clamp,
  clampFloat64: () => clampFloat64,
  clampString: () => clampString,
  concat: () => concat,
  contains: () => contains,
  containsBytes: () => containsBytes,
  containsElement: () => containsElement,
  cos: () => cos,
  cosineSimilarity: () => cosineSimilarity,
  cosineSimilarityMaps: () => cosineSimilarityMaps,
  dateFromJson: () => dateFromJson,
  dateFromString: () => dateFromString,
  dateFromTimestamp: () => dateFromTimestamp,
  dayOf: () => dayOf,
  dayOfDate: () => dayOfDate,
  dayOfWeek: () => dayOfWeek,
  dayOfWeekDate: () => dayOfWeekDate,
  dayOfYear: () => dayOfYear,
  dayOfYearDate: () => dayOfYearDate,
  daysBetween: () => daysBetween,
  daysBetweenDate: () => daysBetweenDate,
  daysBetweenDateTimestamp: () => daysBetweenDateTimestamp,
  daysBetweenTimestampDate: () => daysBetweenTimestampDate,
  decimalFromDecimal: () => decimalFromDecimal,
  decimalFromFloat64: () => decimalFromFloat64,
  decimalFromInt64: () => decimalFromInt64,
  decimalFromString: () => decimalFromString,
  degrees: () => degrees,
  divInt64: () => divInt64,
  divideFloat64: () => divideFloat64,
  dot: () => dot,
  dotMaps: () => dotMaps,
  each: () => each,
  eachPair: () => eachPair,
  element: () => element,
  endsWith: () => endsWith,
  entropy: () => entropy,
  entropyMap: () => entropyMap,
  equal: () => equal,
  equalBytes: () => equalBytes,
  euclideanDistance: () => euclideanDistance,
  exp: () => exp,
  expm1: () => expm1,
  float32FromFloat64: () => float32FromFloat64,
  float32FromInt64: () => float32FromInt64,
  float32FromJson: () => float32FromJson,
  float32FromString: () => float32FromString,
  float64FromDecimal: () => float64FromDecimal,
  float64FromInt64: () => float64FromInt64,
  float64FromJson: () => float64FromJson,
  float64FromString: () => float64FromString,
  floorFloat64: () => floorFloat64,
  greater: () => greater,
  greaterOrEqual: () => greaterOrEqual,
  greaterOrEqualString: () => greaterOrEqualString,
  greaterString: () => greaterString,
  greatest: () => greatest2,
  greatestFloat64: () => greatestFloat64,
  greatestString: () => greatestString,
  hashBucketInt64: () => hashBucketInt64,
  hashBucketString: () => hashBucketString,
  haversineKm: () => haversineKm,
  hexOfBytes: () => hexOfBytes,
  hexOfString: () => hexOfString,
  hourOf: () => hourOf,
  hoursBetween: () => hoursBetween,
  hoursBetweenDate: () => hoursBetweenDate,
  hoursBetweenDateTimestamp: () => hoursBetweenDateTimestamp,
  hoursBetweenTimestampDate: () => hoursBetweenTimestampDate,
  inDigits: () => inDigits,
  inDigitsList: () => inDigitsList,
  inFeature: () => inFeature,
  indexOf: () => indexOf,
  indexOfBytes: () => indexOfBytes,
  indexOfElement: () => indexOfElement,
  int32FromDecimal: () => int32FromDecimal,
  int32FromFloat64: () => int32FromFloat64,
  int32FromInt64: () => int32FromInt64,
  int32FromJson: () => int32FromJson,
  int32FromString: () => int32FromString,
  int64FromDecimal: () => int64FromDecimal,
  int64FromFloat64: () => int64FromFloat64,
  int64FromJson: () => int64FromJson,
  int64FromString: () => int64FromString,
  isIn: () => isIn,
  isInBytes: () => isInBytes,
  isNull: () => isNull,
  isWeekend: () => isWeekend,
  isWeekendDate: () => isWeekendDate,
  join: () => join,
  jsonElement: () => jsonElement,
  jsonField: () => jsonField,
  jsonText: () => jsonText,
  least: () => least,
  leastFloat64: () => leastFloat64,
  leastString: () => leastString,
  left: () => left,
  lengthArray: () => lengthArray,
  lengthMap: () => lengthMap,
  lengthString: () => lengthString,
  less: () => less,
  lessOrEqual: () => lessOrEqual,
  lessOrEqualString: () => lessOrEqualString,
  lessString: () => lessString,
  levenshtein: () => levenshtein,
  ln: () => ln,
  log10: () => log10,
  log1p: () => log1p,
  log2: () => log2,
  lower: () => lower,
  lpad: () => lpad,
  ltrim: () => ltrim,
  mapElement: () => mapElement,
  mapKeys: () => mapKeys,
  mapValues: () => mapValues,
  md5: () => md5,
  minuteOf: () => minuteOf,
  minutesBetween: () => minutesBetween,
  minutesBetweenDate: () => minutesBetweenDate,
  minutesBetweenDateTimestamp: () => minutesBetweenDateTimestamp,
  minutesBetweenTimestampDate: () => minutesBetweenTimestampDate,
  monthOf: () => monthOf,
  monthOfDate: () => monthOfDate,
  monthsBetween: () => monthsBetween,
  monthsBetweenDate: () => monthsBetweenDate,
  monthsBetweenDateTimestamp: () => monthsBetweenDateTimestamp,
  monthsBetweenTimestampDate: () => monthsBetweenTimestampDate,
  multiplyDecimal: () => multiplyDecimal,
  multiplyFloat64: () => multiplyFloat64,
  multiplyInt64: () => multiplyInt64,
  negateDecimal: () => negateDecimal,
  negateFloat64: () => negateFloat64,
  negateInt64: () => negateInt64,
  norm: () => norm,
  normMap: () => normMap,
  not: () => not,
  notEqual: () => notEqual,
  notEqualBytes: () => notEqualBytes,
  once: () => once,
  oneHot: () => oneHot,
  oneHotBytes: () => oneHotBytes,
  or: () => or,
  ordinal: () => ordinal,
  ordinalBytes: () => ordinalBytes,
  pi: () => pi,
  pow: () => pow,
  quarterOf: () => quarterOf,
  quarterOfDate: () => quarterOfDate,
  radians: () => radians2,
  range: () => range,
  regexExtract: () => regexExtract,
  regexMatches: () => regexMatches,
  regexReplace: () => regexReplace,
  remainderFloat64: () => remainderFloat64,
  remainderInt64: () => remainderInt64,
  repeat: () => repeat,
  replace: () => replace,
  rescaled: () => rescaled,
  reverse: () => reverse,
  right: () => right,
  roundFloat64: () => roundFloat64,
  rows: () => rows,
  rpad: () => rpad,
  rtrim: () => rtrim,
  same: () => same,
  secondOf: () => secondOf,
  secondsBetween: () => secondsBetween,
  secondsBetweenDate: () => secondsBetweenDate,
  secondsBetweenDateTimestamp: () => secondsBetweenDateTimestamp,
  secondsBetweenTimestampDate: () => secondsBetweenTimestampDate,
  sha256: () => sha256,
  sigmoid: () => sigmoid,
  signFloat64: () => signFloat64,
  signInt64: () => signInt64,
  sin: () => sin,
  slice: () => slice,
  split: () => split,
  sqrt: () => sqrt,
  startOf: () => startOf,
  startOfDate: () => startOfDate,
  startsWith: () => startsWith,
  stored: () => stored,
  storedEach: () => storedEach,
  storedInRange: () => storedInRange,
  storedList: () => storedList,
  storedNotNull: () => storedNotNull,
  storedStruct: () => storedStruct,
  storedUnlessNull: () => storedUnlessNull,
  storedVector: () => storedVector,
  storedVectorNotNull: () => storedVectorNotNull,
  stringFromBool: () => stringFromBool,
  stringFromDate: () => stringFromDate,
  stringFromDecimal: () => stringFromDecimal,
  stringFromFloat64: () => stringFromFloat64,
  stringFromInt64: () => stringFromInt64,
  stringFromJson: () => stringFromJson,
  stringFromTimestamp: () => stringFromTimestamp,
  substr: () => substr,
  subtractDecimal: () => subtractDecimal,
  subtractFloat64: () => subtractFloat64,
  subtractInt64: () => subtractInt64,
  tan: () => tan,
  timestampFromDate: () => timestampFromDate,
  timestampFromJson: () => timestampFromJson,
  timestampFromString: () => timestampFromString,
  trim: () => trim,
  truncFloat64: () => truncFloat64,
  upper: () => upper,
  weekOf: () => weekOf,
  weekOfDate: () => weekOfDate,
  weeksBetween: () => weeksBetween,
  weeksBetweenDate: () => weeksBetweenDate,
  weeksBetweenDateTimestamp: () => weeksBetweenDateTimestamp,
  weeksBetweenTimestampDate: () => weeksBetweenTimestampDate,
  widened: () => widened,
  widenedList: () => widenedList,
  yearOf: () => yearOf,
  yearOfDate: () => yearOfDate,
  yearsBetween: () => yearsBetween,
  yearsBetweenDate: () => yearsBetweenDate,
  yearsBetweenDateTimestamp: () => yearsBetweenDateTimestamp,
  yearsBetweenTimestampDate: () => yearsBetweenTimestampDate,
});

// runtime/functions/arithmetic.ts
var addInt64 = strict2(add);
var subtractInt64 = strict2(subtract);
var multiplyInt64 = strict2(multiply);
var negateInt64 = strict1(negate);
var absInt64 = strict1(magnitude);
var addFloat64 = strict2((a, b) => a + b);
var subtractFloat64 = strict2((a, b) => a - b);
var multiplyFloat64 = strict2((a, b) => a * b);
var negateFloat64 = strict1((a) => -a);
var absFloat64 = strict1((a) => Math.abs(a));
var byDivisor = (f) => (a, b) => (a === null || b === null || b === 0 ? null : f(a, b));
var divideFloat64 = byDivisor((a, b) => a / b);
var remainderFloat64 = byDivisor((a, b) => a % b);
var remainderInt64 = byDivisor(remainder);
var divInt64 = byDivisor(quotient);

// runtime/functions/array-values.ts
var slice = (values, from, count2 = Number.MAX_SAFE_INTEGER) => {
  if (values === null || from === null || count2 === null || from < 0 || count2 < 0) return null;
  const start2 = Math.min(Number(from), values.length);
  return values.slice(start2, start2 + Math.min(Number(count2), values.length));
};
var longestRange = 10000n;
function range(from, to) {
  if (from === null || to === null) return null;
  const start2 = BigInt(from);
  const count2 = BigInt(to) - start2;
  if (count2 > longestRange) return null;
  return Array.from({ length: Math.max(0, Number(count2)) }, (_, i) => narrow(start2 + BigInt(i)));
}
function arrayConcat(...arrays) {
  const result = [];
  for (const array of arrays) {
    if (array === null) return null;
    for (const value of array) result.push(value);
  }
  return result;
}
function same2(a, b) {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytesOf(a, b);
  return a === b || (typeof a === "number" && typeof b === "number" && Number.isNaN(a) && Number.isNaN(b));
}
var compare = (a, b) =>
  typeof a === "string" || typeof b === "string"
    ? compareStrings(String(a), String(b))
    : typeof a === "number" && typeof b === "number"
      ? compareFloats(a, b)
      : a < b
        ? -1
        : Number(a > b);
function arrayDistinct(values) {
  if (values === null) return null;
  return values.filter((value, i) => values.findIndex((other) => same2(other, value)) === i);
}
function arraySort(values) {
  if (values === null) return null;
  return values.toSorted((a, b) =>
    a === null || b === null ? Number(b === null) - Number(a === null) : compare(a, b),
  );
}
var extreme = (sign) => (values) => {
  let found = null;
  for (const value of values ?? []) {
    if (value !== null && (found === null || compare(value, found) * sign > 0)) found = value;
  }
  return found;
};
var arrayMin = extreme(-1);
var arrayMax = extreme(1);
var summary = (f) => (values) => {
  if (values === null) return null;
  let [sum2, count2] = [0, 0];
  for (const value of values) {
    if (value === null) continue;
    sum2 += Number(value);
    count2++;
  }
  const result = f(sum2, count2);
  return count2 > 0 && Number.isFinite(result) ? result : null;
};
var arraySum = summary((sum2) => sum2);
var arrayAvg = summary((sum2, count2) => sum2 / count2);

// runtime/functions/arrays.ts
var lengthArray = strict1((values) => values.length);
var membership = (same3) => (value, list) => {
  if (list === null) return null;
  if (list.length === 0) return false;
  if (value === null) return null;
  let unknown = false;
  for (const element2 of list) {
    if (element2 === null) unknown = true;
    else if (same3(element2, value)) return true;
  }
  return unknown ? null : false;
};
var isIn = membership((a, b) => a === b);
var isInBytes = membership(equalBytesOf);
var containsElement = (list, value) => isIn(value, list);
var containsBytes = (list, value) => isInBytes(value, list);
function element(values, index) {
  if (values === null || index === null || index < 0) return null;
  return values[Number(index)] ?? null;
}

// runtime/functions/zone.ts
var formats = /* @__PURE__ */ new Map();
function formatOf(zone) {
  const known = formats.get(zone);
  if (known !== void 0) return known;
  if (!isZone(zone)) throw new FeatureError(`there is no time zone "${zone}"`);
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  formats.set(zone, format);
  return format;
}
function isZone(name) {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
var greatest = 864e13;
function offsetAt(micros2, zone) {
  const millis = Number(floorDivide(micros2, 1e3).quotient);
  const parts = formatOf(zone).formatToParts(Math.min(Math.max(millis, -greatest), greatest));
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /^GMT(?:([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?$/.exec(name);
  if (match === null) throw new FeatureError(`the offset of ${zone} is "${name}"`);
  const [, sign, hours, minutes, seconds] = match;
  const whole = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return (sign === "-" ? -whole : whole) * microsPerSecond;
}
var localOf = (micros2, zone) => (zone === "UTC" ? micros2 : add(micros2, offsetAt(micros2, zone)));
function instantOf(local, zone) {
  if (zone === "UTC") return local;
  const before = subtract(local, offsetAt(subtract(local, microsPerDay), zone));
  if (localOf(before, zone) === local) return before;
  const after = subtract(local, offsetAt(add(local, microsPerDay), zone));
  return localOf(after, zone) === local ? after : before;
}

// runtime/functions/calendar-between.ts
function placeOf(local) {
  const { year, month, day } = civilOfDays(daysOfMicros(local));
  return { month: year * 12 + month, rest: (day - 1) * microsPerDay + floorDivide(local, microsPerDay).rest };
}
function months(a, b) {
  const [from, to] = [placeOf(a), placeOf(b)];
  const difference = to.month - from.month;
  if (b >= a) return to.rest < from.rest ? difference - 1 : difference;
  return to.rest > from.rest ? difference + 1 : difference;
}
var years = (a, b) => Math.trunc(months(a, b) / 12) + 0;
function betweenBy(count2, from, to) {
  return (a, b, zone = "UTC") =>
    a === null || b === null || zone === null ? null : count2(from(a, zone), to(b, zone));
}
var monthsBetween = betweenBy(months, localOf, localOf);
var monthsBetweenDate = betweenBy(months, microsOfDays, microsOfDays);
var monthsBetweenDateTimestamp = betweenBy(months, microsOfDays, localOf);
var monthsBetweenTimestampDate = betweenBy(months, localOf, microsOfDays);
var yearsBetween = betweenBy(years, localOf, localOf);
var yearsBetweenDate = betweenBy(years, microsOfDays, microsOfDays);
var yearsBetweenDateTimestamp = betweenBy(years, microsOfDays, localOf);
var yearsBetweenTimestampDate = betweenBy(years, localOf, microsOfDays);

// runtime/functions/calendar-parts.ts
function ofInstant(f) {
  return (t, zone = "UTC") => (t === null || zone === null ? null : f(localOf(t, zone)));
}
var ofDay = (f) => ofInstant((local) => f(daysOfMicros(local)));
var ofClock = (f) => ofInstant((local) => f(Math.floor(floorDivide(local, microsPerDay).rest / microsPerSecond)));
var quarter = ({ month }) => Math.floor((month + 2) / 3);
var firstOfYear = (year) => daysOfCivil({ year, month: 1, day: 1 });
var dayInYear = (days) => days - firstOfYear(civilOfDays(days).year) + 1;
var weekday = (days) => ((((days + 3) % 7) + 7) % 7) + 1;
function isoWeek(days) {
  const thursday = days - weekday(days) + 4;
  return Math.floor((dayInYear(thursday) - 1) / 7) + 1;
}
var yearOfDate = strict1((days) => civilOfDays(days).year);
var quarterOfDate = strict1((days) => quarter(civilOfDays(days)));
var monthOfDate = strict1((days) => civilOfDays(days).month);
var weekOfDate = strict1(isoWeek);
var dayOfDate = strict1((days) => civilOfDays(days).day);
var dayOfYearDate = strict1(dayInYear);
var dayOfWeekDate = strict1(weekday);
var isWeekendDate = strict1((days) => weekday(days) > 5);
var yearOf = ofDay((days) => civilOfDays(days).year);
var quarterOf = ofDay((days) => quarter(civilOfDays(days)));
var monthOf = ofDay((days) => civilOfDays(days).month);
var weekOf = ofDay(isoWeek);
var dayOf = ofDay((days) => civilOfDays(days).day);
var dayOfYear = ofDay(dayInYear);
var dayOfWeek = ofDay(weekday);
var isWeekend = ofDay((days) => weekday(days) > 5);
var hourOf = ofClock((seconds) => Math.floor(seconds / 3600));
var minuteOf = ofClock((seconds) => Math.floor(seconds / 60) % 60);
var secondOf = ofClock((seconds) => seconds % 60);
var firstDays = {
  day: (days) => days,
  week: (days) => days - weekday(days) + 1,
  month: (days) => daysOfCivil({ ...civilOfDays(days), day: 1 }),
  quarter: (days) => {
    const date = civilOfDays(days);
    return daysOfCivil({ ...date, month: quarter(date) * 3 - 2, day: 1 });
  },
  year: (days) => firstOfYear(civilOfDays(days).year),
};
var clockUnits = { minute: 6e7, hour: 36e8 };
var dayUnits = Object.keys(firstDays);
var calendarUnits = [...Object.keys(clockUnits), ...dayUnits];
function firstDay(days, unit) {
  const first2 = Object.hasOwn(firstDays, unit) ? firstDays[unit] : void 0;
  if (first2 === void 0) throw new FeatureError(`there is no calendar unit "${unit}"`);
  return first2(days);
}
function startOfDays(days, unit) {
  return days === null || unit === null ? null : firstDay(days, unit);
}
var startOfDate = startOfDays;
function start(t, unit, zone = "UTC") {
  if (t === null || unit === null || zone === null) return null;
  const local = localOf(t, zone);
  const clock = Object.hasOwn(clockUnits, unit) ? clockUnits[unit] : void 0;
  if (clock !== void 0) return subtract(t, floorDivide(local, clock).rest);
  return instantOf(multiply(firstDay(daysOfMicros(local), unit), microsPerDay), zone);
}
var startOf = start;

// runtime/functions/comparison.ts
var equal = strict2((a, b) => a === b);
var notEqual = strict2((a, b) => a !== b);
var equalBytes = strict2(equalBytesOf);
var notEqualBytes = strict2((a, b) => !equalBytesOf(a, b));
var less = strict2((a, b) => a < b);
var lessOrEqual = strict2((a, b) => a <= b);
var greater = strict2((a, b) => a > b);
var greaterOrEqual = strict2((a, b) => a >= b);
var lessString = strict2((a, b) => compareStrings(a, b) < 0);
var lessOrEqualString = strict2((a, b) => compareStrings(a, b) <= 0);
var greaterString = strict2((a, b) => compareStrings(a, b) > 0);
var greaterOrEqualString = strict2((a, b) => compareStrings(a, b) >= 0);
var not = strict1((a) => !a);
var isNull = (a) => a === null;
function and(a, b) {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}
function or(a, b) {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

// runtime/functions/geography.ts
var earthRadiusKm = 6371.0088;
var radians = (degrees2) => degrees2 * (Math.PI / 180);
var within = (degrees2, limit) => degrees2 !== null && degrees2 >= -limit && degrees2 <= limit;
function haversineKm(lat1, lon1, lat2, lon2) {
  if (!within(lat1, 90) || !within(lon1, 180) || !within(lat2, 90) || !within(lon2, 180)) return null;
  const lat = Math.sin(radians((lat2 - lat1) / 2));
  const lon = Math.sin(radians((lon2 - lon1) / 2));
  const square = lat * lat + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * lon * lon;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(square)));
}

// runtime/functions/hashing.ts
import { createHash } from "node:crypto";

var digest = (algorithm, text2) => createHash(algorithm).update(text2, "utf8").digest("hex");
var md5 = strict1((text2) => digest("md5", text2));
var sha256 = strict1((text2) => digest("sha256", text2));
function bucketOf(text2, n) {
  if (n === null || n <= 0) return null;
  const hash = Number.parseInt(digest("md5", text2).slice(0, 13), 16);
  return typeof n === "bigint" ? hash : hash % n;
}
var hashBucketString = (text2, n) => (text2 === null ? null : bucketOf(text2, n));
var hashBucketInt64 = (value, n) => (value === null ? null : bucketOf(String(value), n));
var encoded = (encoding, bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
var hexOfBytes = strict1((bytes) => encoded("hex", bytes));
var base64OfBytes = strict1((bytes) => encoded("base64", bytes));
var hexOfString = strict1((text2) => Buffer.from(text2, "utf8").toString("hex"));
var base64OfString = strict1((text2) => Buffer.from(text2, "utf8").toString("base64"));

// runtime/functions/json.ts
import { findNodeAtLocation, parseTree } from "jsonc-parser";

var strictly = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: true };
var read = (json) => (json === null ? void 0 : parseTree(json, [], strictly));
function within2(json, node) {
  if (node === void 0 || node.type === "null") return null;
  return json.slice(node.offset, node.offset + node.length);
}
function jsonField(json, name) {
  const tree = read(json);
  if (json === null || name === null || tree?.type !== "object") return null;
  return within2(json, findNodeAtLocation(tree, [name]));
}
function jsonElement(json, index) {
  const tree = read(json);
  if (json === null || index === null || index < 0 || tree?.type !== "array") return null;
  return within2(json, tree.children?.[Number(index)]);
}
function stringFromJson(json) {
  const node = read(json);
  return node?.type === "string" ? node.value : null;
}
function boolFromJson(json) {
  const node = read(json);
  return node?.type === "boolean" ? node.value : null;
}
var numberIn = (json) => {
  const node = read(json);
  return json !== null && node?.type === "number" ? json.slice(node.offset, node.offset + node.length) : null;
};
function int64FromJson(json) {
  const text2 = numberIn(json);
  return text2 !== null && /^-?\d+$/.test(text2) ? fitInt64(BigInt(text2)) : null;
}
function float64FromJson(json) {
  const text2 = numberIn(json);
  if (text2 === null) return null;
  const value = Number(text2) + 0;
  return Number.isFinite(value) ? value : null;
}
var int32FromJson = (json) => int32FromInt64(int64FromJson(json));
var float32FromJson = (json) => float32FromFloat64(float64FromJson(json));
var dateFromJson = (json) => dateFromString(stringFromJson(json));
var timestampFromJson = (json) => timestampFromString(stringFromJson(json));

// runtime/functions/json-text.ts
var jsonText = (type) => (value) => text(type, value);
function text(type, value) {
  if (value === null) return "null";
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
      return String(value);
    case "float32":
    case "float64":
    case "string":
    case "enum":
      return JSON.stringify(value);
    case "json":
      return value;
    case "timestamp":
      return `"${timestampText(value)}"`;
    case "date":
      return `"${dateText(value)}"`;
    case "decimal":
      return `"${decimalText(value, type.scale)}"`;
    case "bytes":
      return `"${Buffer.from(value).toString("base64")}"`;
    case "array":
      return `[${value.map((element2) => text(type.element, element2)).join(",")}]`;
    case "struct": {
      const fields2 = value;
      return `{${type.fields.map((field) => `${JSON.stringify(field.name)}:${text(field.type, fields2[field.name] ?? null)}`).join(",")}}`;
    }
    case "map": {
      const entries2 = [...value];
      return `{${entries2.map(([key, own2]) => `${quoted(text(type.key, key))}:${text(type.value, own2)}`).join(",")}}`;
    }
  }
}
var quoted = (key) => (key.startsWith('"') ? key : `"${key}"`);

// runtime/functions/list-elements.ts
var rows = (list, where) =>
  list === null ? [] : where === void 0 ? list : list.filter((element2) => where(element2) === true);
function each(list, value, where) {
  const found = [];
  for (const element2 of rows(list, where)) {
    const own2 = value(element2);
    if (own2 !== null) found.push(own2);
  }
  return found;
}
function eachPair(list, first2, second, where) {
  return each(
    list,
    (element2) => {
      const [a, b] = [first2(element2), second(element2)];
      return a === null || b === null ? null : [a, b];
    },
    where,
  );
}
function by(elements2, key, aggregate, top) {
  const groups = /* @__PURE__ */ new Map();
  for (const element2 of elements2) {
    const own2 = key(element2);
    if (own2 === null) continue;
    const group = groups.get(own2);
    if (group === void 0) groups.set(own2, [element2]);
    else group.push(element2);
  }
  const sorted = [...sortedMap(groups)];
  const kept = top === void 0 ? sorted : [...sorted].sort(([, a], [, b]) => b.length - a.length).slice(0, top);
  const wanted = new Set(kept.map(([own2]) => own2));
  return new Map(sorted.filter(([own2]) => wanted.has(own2)).map(([own2, group]) => [own2, aggregate(group)]));
}

// runtime/functions/vectors.ts
function numbers(values) {
  if (values === null) return null;
  const result = [];
  for (const value of values) {
    if (value === null) return null;
    result.push(Number(value));
  }
  return result;
}
var finite3 = (value) => (Number.isFinite(value) ? value : null);
function product(x, y) {
  let sum2 = 0;
  for (let i = 0; i < x.length; i++) sum2 += x[i] * y[i];
  return sum2;
}
var ofTwo = (f) => (xs, ys) => {
  const x = numbers(xs);
  const y = numbers(ys);
  return x === null || y === null || x.length !== y.length ? null : finite3(f(x, y));
};
var dot = ofTwo(product);
var euclideanDistance = ofTwo((x, y) => {
  let sum2 = 0;
  for (let i = 0; i < x.length; i++) sum2 += (x[i] - y[i]) * (x[i] - y[i]);
  return Math.sqrt(sum2);
});
var cosineSimilarity = ofTwo((x, y) => {
  const cosine = product(x, y) / (Math.sqrt(product(x, x)) * Math.sqrt(product(y, y)));
  return Number.isFinite(cosine) ? Math.min(Math.max(cosine, -1), 1) : cosine;
});
function norm(xs) {
  const x = numbers(xs);
  return x === null ? null : finite3(Math.sqrt(product(x, x)));
}
function entropy(xs) {
  if (xs === null) return null;
  const positive = xs.flatMap((x) => (x !== null && x > 0 ? [Number(x)] : []));
  const total2 = positive.reduce((sum2, x) => sum2 + x, 0);
  if (positive.length === 0 || !Number.isFinite(total2)) return null;
  return positive.reduce((sum2, x) => {
    const share = x / total2;
    return share > 0 ? sum2 - share * Math.log(share) : sum2;
  }, 0);
}

// runtime/functions/maps.ts
var mapElement = (map, key) => (map === null || key === null ? null : (map.get(key) ?? null));
function mapKeys(map) {
  return map === null ? null : [...map.keys()];
}
function mapValues(map) {
  return map === null ? null : [...map.values()];
}
var lengthMap = strict1((map) => map.size);
function dotMaps(a, b) {
  if (a === null || b === null) return null;
  let sum2 = 0;
  for (const map of [a, b]) for (const value of map.values()) if (value === null) return null;
  for (const [key, value] of a) sum2 += Number(value) * Number(b.get(key) ?? 0);
  return Number.isFinite(sum2) ? sum2 : null;
}
function normMap(map) {
  const square = dotMaps(map, map);
  return square === null ? null : Math.sqrt(square);
}
function cosineSimilarityMaps(a, b) {
  const [product2, x, y] = [dotMaps(a, b), normMap(a), normMap(b)];
  if (product2 === null || x === null || y === null || x * y === 0) return null;
  const cosine = product2 / (x * y);
  return Number.isFinite(cosine) ? Math.min(Math.max(cosine, -1), 1) : null;
}
var entropyMap = (map) => (map === null ? null : entropy([...map.values()]));

// runtime/functions/numbers.ts
var floorFloat64 = strict1(Math.floor);
var ceilFloat64 = strict1(Math.ceil);
var truncFloat64 = strict1(Math.trunc);
var signInt64 = strict1((x) => (x > 0 ? 1 : x < 0 ? -1 : 0));
var signFloat64 = strict1(Math.sign);
var cbrt = strict1(Math.cbrt);
var roundFloat64 = strict1((x) => {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
});
var finite4 = (x) => (Number.isFinite(x) ? x : null);
var partial = (f) => (x) => (x === null ? null : finite4(f(x)));
var sqrt = partial(Math.sqrt);
var exp = partial(Math.exp);
var expm1 = partial(Math.expm1);
var ln = partial(Math.log);
var log2 = partial(Math.log2);
var log10 = partial(Math.log10);
var log1p = partial(Math.log1p);
var pow = (x, y) => (x === null || y === null ? null : finite4(ieeePow(x, y)));
var ieeePow = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y);

// runtime/functions/ordering.ts
var least = strictFold((a, b) => (b < a ? b : a));
var greatest2 = strictFold((a, b) => (b > a ? b : a));
var leastFloat64 = strictFold((a, b) => (compareFloats(b, a) < 0 ? b : a));
var greatestFloat64 = strictFold((a, b) => (compareFloats(b, a) > 0 ? b : a));
var leastString = strictFold((a, b) => (compareStrings(b, a) < 0 ? b : a));
var greatestString = strictFold((a, b) => (compareStrings(b, a) > 0 ? b : a));
var clampBy = (inOrder, smaller, greater2) => (x, low, high) =>
  x === null || low === null || high === null || !inOrder(low, high) ? null : smaller(greater2(x, low), high);
var clamp = clampBy((a, b) => a <= b, least, greatest2);
var clampFloat64 = clampBy((a, b) => compareFloats(a, b) <= 0, leastFloat64, greatestFloat64);
var clampString = clampBy((a, b) => compareStrings(a, b) <= 0, leastString, greatestString);

// runtime/functions/regex-pattern.ts
function parsePattern(text2) {
  try {
    return { pattern: new Reader(Array.from(text2)).pattern() };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}
var Problem = class extends Error {};
var mostRepeats = 1e3;
var largest = 2e4;
var classSize = 20;
var sets = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r\\u{20}" };
var controls = { t: "	", n: "\n", r: "\r", f: "\f", v: "\v" };
var isPunctuation = (char) => /^[!-/:-@[-^`{-~]$/.test(char);
var codeOf = (char) => `\\u{${char.codePointAt(0).toString(16)}}`;
var Reader = class {
  constructor(chars) {
    this.chars = chars;
  }
  chars;
  at = 0;
  pattern() {
    if (this.chars.includes("\0")) throw new Problem("a pattern can't hold U+0000");
    const part = this.alternatives();
    if (this.at < this.chars.length) throw new Problem("a `)` closes no group");
    if (part.size > largest) throw new Problem("the pattern is too large when its counts are written out");
    return { source: part.source, groups: part.groups };
  }
  alternatives() {
    const parts = [this.sequence()];
    while (this.take("|")) parts.push(this.sequence());
    return {
      source: parts.map(({ source }) => source).join("|"),
      canBeEmpty: parts.some((part) => part.canBeEmpty),
      groups: sum(parts.map((part) => part.groups)),
      size: sum(parts.map((part) => part.size)),
      repeats: Math.max(1, ...parts.map((part) => part.repeats)),
    };
  }
  sequence() {
    const parts = [];
    while (this.at < this.chars.length && this.next !== "|" && this.next !== ")") parts.push(this.repeated());
    return {
      source: parts.map(({ source }) => source).join(""),
      canBeEmpty: parts.every((part) => part.canBeEmpty),
      groups: sum(parts.map((part) => part.groups)),
      size: sum(parts.map((part) => part.size)),
      repeats: Math.max(1, ...parts.map((part) => part.repeats)),
    };
  }
  repeated() {
    const part = this.single();
    const count2 = this.count();
    if (count2 === null) return part;
    const { least: least2, most, source } = count2;
    if (part.canBeEmpty) throw new Problem(`\`${source}\` repeats what can be empty`);
    if (part.groups > 0 && most !== 1) throw new Problem(`\`${source}\` repeats a group: write it as \`(?:\u2026)\``);
    const lazy = this.take("?") ? "?" : "";
    const times = Math.max(1, least2, Number.isFinite(most) ? most : 1);
    const [size, repeats] = [part.size * times, part.repeats * times];
    if (size > largest || repeats > mostRepeats)
      throw new Problem("the pattern is too large when its counts are written out");
    if (this.at < this.chars.length && "*+?{".includes(this.next)) throw new Problem("a count follows a count");
    return { source: part.source + source + lazy, canBeEmpty: least2 === 0, groups: part.groups, size, repeats };
  }
  count() {
    if (this.take("*")) return { least: 0, most: Number.POSITIVE_INFINITY, source: "*" };
    if (this.take("+")) return { least: 1, most: Number.POSITIVE_INFINITY, source: "+" };
    if (this.take("?")) return { least: 0, most: 1, source: "?" };
    if (this.next !== "{") return null;
    const match = /^\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}/.exec(this.chars.slice(this.at, this.at + 12).join(""));
    if (match === null) throw new Problem("a `{` begins a count, as in `{2,5}`; the character is `\\{`");
    this.at += match[0].length;
    const least2 = Number(match[1]);
    const most = match[2] === void 0 ? least2 : match[3] === void 0 ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least2 > mostRepeats || (Number.isFinite(most) && most > mostRepeats) || most < least2 || most === 0)
      throw new Problem(`the numbers of a count must ascend, from 1 to ${mostRepeats}`);
    return { least: least2, most, source: match[0] };
  }
  single() {
    const char = this.chars[this.at++];
    switch (char) {
      case "(":
        return this.group();
      case "[":
        return { source: this.characterClass(), canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
      case ".":
        return { source: "[^\\n]", canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
      case "^":
      case "$":
        return { source: char, canBeEmpty: true, groups: 0, size: 1, repeats: 1 };
      case "\\":
        return this.escaped();
      case "*":
      case "+":
      case "?":
        throw new Problem(`\`${char}\` repeats nothing`);
      case "{":
      case "}":
      case "]":
        throw new Problem(`the character is \`\\${char}\``);
      default:
        return one2(char);
    }
  }
  group() {
    let [open, own2] = ["(", 1];
    if (this.take("?")) {
      if (!this.take(":")) throw new Problem("`(?:\u2026)` is the only group that may begin with `(?`");
      [open, own2] = ["(?:", 0];
    }
    const part = this.alternatives();
    if (!this.take(")")) throw new Problem("a `(` is not closed");
    return { ...part, source: `${open}${part.source})`, groups: part.groups + own2 };
  }
  escaped() {
    const char = this.chars[this.at++];
    if (char === void 0) throw new Problem("a `\\` ends the pattern");
    if (char === "b") return { source: "\\b", canBeEmpty: true, groups: 0, size: 1, repeats: 1 };
    const set = shorthand(char);
    if (set !== null) return { source: set, canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
    return one2(this.escapedCharacter(char));
  }
  escapedCharacter(char) {
    const control = Object.hasOwn(controls, char) ? controls[char] : void 0;
    if (control !== void 0) return control;
    if (!isPunctuation(char)) throw new Problem(`there is no \`\\${char}\``);
    return char;
  }
  characterClass() {
    const negated = this.take("^");
    let source = "";
    while (!this.take("]")) {
      if (this.next === "-" && source !== "" && this.chars[this.at + 1] !== "]")
        throw new Problem("a `-` that is not a range must stand first or last in `[ ]`");
      const first2 = this.member();
      if (typeof first2 !== "string") source += first2.set;
      else if (this.next === "-" && this.chars[this.at + 1] !== "]") {
        this.at++;
        const last2 = this.member();
        if (typeof last2 !== "string" || last2.codePointAt(0) < first2.codePointAt(0))
          throw new Problem("a range must go from a character to the same or a later one");
        source += `${codeOf(first2)}-${codeOf(last2)}`;
      } else source += codeOf(first2);
    }
    if (source === "") throw new Problem("`[]` holds nothing");
    return `[${negated ? "^" : ""}${source}]`;
  }
  /** One character of a class, or a set such as `\d`. */
  member() {
    const char = this.chars[this.at++];
    if (char === void 0) throw new Problem("a `[` is not closed");
    if (char === "[") throw new Problem("in `[ ]` the character `[` is written `\\[`");
    if (char !== "\\") return char;
    const escaped = this.chars[this.at++] ?? "";
    if ("DWS".includes(escaped) && escaped !== "") throw new Problem(`\`\\${escaped}\` is not allowed in \`[ ]\``);
    const set = Object.hasOwn(sets, escaped) ? sets[escaped] : void 0;
    return set === void 0 ? this.escapedCharacter(escaped) : { set };
  }
  get next() {
    return this.chars[this.at] ?? "";
  }
  take(char) {
    if (this.next !== char) return false;
    this.at++;
    return true;
  }
};
var one2 = (char) => ({ source: codeOf(char), canBeEmpty: false, groups: 0, size: 1, repeats: 1 });
var sum = (counts) => counts.reduce((total2, count2) => total2 + count2, 0);
function shorthand(char) {
  const set = Object.hasOwn(sets, char.toLowerCase()) ? sets[char.toLowerCase()] : void 0;
  return set === void 0 ? null : `[${char === char.toLowerCase() ? "" : "^"}${set}]`;
}

// runtime/functions/regex.ts
var compiled = /* @__PURE__ */ new Map();
function expressionOf(pattern2) {
  const known = compiled.get(pattern2);
  if (known !== void 0) return known;
  const parsed2 = parsePattern(pattern2);
  if ("problem" in parsed2) throw new FeatureError(`the pattern "${pattern2}": ${parsed2.problem}`);
  const expression = new RegExp(parsed2.pattern.source, "gu");
  compiled.set(pattern2, expression);
  return expression;
}
function matchAt(expression, text2, start2) {
  expression.lastIndex = start2;
  return expression.exec(text2);
}
var regexMatches = strict2((text2, pattern2) => matchAt(expressionOf(pattern2), text2, 0) !== null);
function regexExtract(text2, pattern2, group = 0) {
  if (text2 === null || pattern2 === null || group === null || group < 0 || group > 9) return null;
  const match = matchAt(expressionOf(pattern2), text2, 0);
  return match === null ? null : (match[Number(group)] ?? "");
}
function replaced(text2, pattern2, by2) {
  const expression = expressionOf(pattern2);
  const parts = replacementOf(by2);
  let result = "";
  let at = 0;
  let end = -1;
  while (at <= text2.length) {
    const match = matchAt(expression, text2, at);
    if (match === null) break;
    result += text2.slice(at, match.index);
    if (match.index === end && match[0] === "") {
      const char = String.fromCodePoint(text2.codePointAt(match.index) ?? 0);
      if (match.index === text2.length) break;
      result += char;
      at = match.index + char.length;
      continue;
    }
    for (const part of parts) result += typeof part === "string" ? part : groupOf(match, part);
    at = match.index + match[0].length;
    end = at;
  }
  return result + text2.slice(at);
}
function groupOf(match, group) {
  if (group >= match.length) throw new FeatureError(`the pattern has no group ${group}`);
  return match[group] ?? "";
}
function parseReplacement(by2) {
  const parts = [];
  for (const [part] of by2.matchAll(/[^\\]+|\\.?/gsu)) {
    if (!part.startsWith("\\")) parts.push(part);
    else if (part === "\\\\") parts.push("\\");
    else if (/^\\[0-9]$/.test(part)) parts.push(Number(part[1]));
    else return null;
  }
  return parts;
}
function replacementOf(by2) {
  const parts = parseReplacement(by2);
  if (parts === null) throw new FeatureError(`the replacement "${by2}": a \\ must stand before a digit or another \\`);
  return parts;
}
function replaceMatches(text2, pattern2, by2) {
  return text2 === null || pattern2 === null || by2 === null ? null : replaced(text2, pattern2, by2);
}
var regexReplace = replaceMatches;

// runtime/functions/shaping.ts
var sigmoid = strict1((x) => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
});
var bucketBy = (isAbove) => strict2((x, edges2) => edges2.filter((edge2) => !isAbove(edge2, x)).length);
var bucketInt64 = bucketBy((edge2, x) => edge2 > x);
var bucketFloat64 = bucketBy((edge2, x) => compareFloats(Number(edge2), Number(x)) > 0);
var samePlain = (a, b) => a === b;
function oneHotBy(same3) {
  return (x, values) =>
    values === null ? null : values.map((value) => (x !== null && value !== null && same3(x, value) ? 1 : 0));
}
var oneHot = oneHotBy(samePlain);
var oneHotBytes = oneHotBy(equalBytesOf);
var ordinalBy = (same3) => (x, values) => {
  if (x === null || values === null) return null;
  const index = values.findIndex((value) => value !== null && same3(value, x));
  return index < 0 ? null : index;
};
var ordinal = ordinalBy(samePlain);
var ordinalBytes = ordinalBy(equalBytesOf);
var indexOfElement = (values, x) => ordinal(x, values);
var indexOfBytes = (values, x) => ordinalBytes(x, values);

// runtime/functions/stored.ts
var stored = (value) => (value !== null && Number.isFinite(value) ? value + 0 : null);
function storedNotNull(value) {
  if (value === null || !Number.isFinite(value)) throw new FeatureError("not a finite number");
  return value + 0;
}
var storedUnlessNull = (value) => (value === null ? value : storedNotNull(value));
function storedInRange(value) {
  if (value === null) throw new FeatureError("out of range");
  return value;
}
function storedList(values) {
  return values === null ? null : values.map(stored);
}
function storedEach(values, of) {
  return values === null ? null : values.map(of);
}
var storedStruct = (value, of) => (value === null || value === void 0 ? value : of(value));
var storedVector = (values) => (values?.every(Number.isFinite) ? values.map((value) => value + 0) : null);
function storedVectorNotNull(values) {
  const own2 = storedVector(values);
  if (own2 === null) throw new FeatureError("not a finite number");
  return own2;
}

// runtime/functions/case-mapping.ts
function upperOfIota(point) {
  if (point >= 8064 && point <= 8111) return point | 8;
  if (point === 8115 || point === 8131 || point === 8179) return point + 9;
  return point;
}
var recent = [
  [7305, 7306],
  [42955, 42959],
  [42962, 42965],
  [42970, 42972],
  [68944, 68997],
  [93856, 93907],
];
var isRecent = (point) => recent.some(([from, to]) => point >= from && point <= to);
var isAscii = (text2) => {
  for (let i = 0; i < text2.length; i++) if (text2.charCodeAt(i) > 127) return false;
  return true;
};
var isOne = (text2) => text2.length === 1 || (text2.length === 2 && text2.codePointAt(0) > 65535);
function mapped(text2, full, several) {
  let result = "";
  for (const char of text2) {
    const point = char.codePointAt(0);
    const other = full(char);
    if (!isOne(other)) result += String.fromCodePoint(several(point));
    else result += isRecent(point) || isRecent(other.codePointAt(0)) ? char : other;
  }
  return result;
}
var capitalIWithDot = 304;
var lowerText = (text2) =>
  isAscii(text2)
    ? text2.toLowerCase()
    : mapped(
        text2,
        (char) => char.toLowerCase(),
        (point) => (point === capitalIWithDot ? 105 : point),
      );
var upperText = (text2) =>
  isAscii(text2) ? text2.toUpperCase() : mapped(text2, (char) => char.toUpperCase(), upperOfIota);

// runtime/functions/text.ts
var lengthString = strict1((text2) => {
  let count2 = text2.length;
  for (let i = 1; i < text2.length; i++) {
    if (isLow(text2.charCodeAt(i)) && isHigh(text2.charCodeAt(i - 1))) count2--;
  }
  return count2;
});
var isHigh = (unit) => unit >= 55296 && unit <= 56319;
var isLow = (unit) => unit >= 56320 && unit <= 57343;
var lower = strict1(lowerText);
var upper = strict1(upperText);
var trim = strict1((text2) => {
  const start2 = beginOf(text2);
  return text2.slice(start2, endOf(text2, start2));
});
var ltrim = strict1((text2) => text2.slice(beginOf(text2)));
var rtrim = strict1((text2) => text2.slice(0, endOf(text2, 0)));
function beginOf(text2) {
  let start2 = 0;
  while (start2 < text2.length && isBlank(text2.charCodeAt(start2))) start2++;
  return start2;
}
function endOf(text2, start2) {
  let end = text2.length;
  while (end > start2 && isBlank(text2.charCodeAt(end - 1))) end--;
  return end;
}
var isBlank = (unit) => unit === 32 || (unit >= 9 && unit <= 13);
var contains = strict2((text2, part) => text2.includes(part));
var startsWith = strict2((text2, start2) => text2.startsWith(start2));
var endsWith = strict2((text2, end) => text2.endsWith(end));
var concat = strictFold((a, b) => a + b);
function substr(text2, from, count2 = Number.MAX_SAFE_INTEGER) {
  if (text2 === null || from === null || count2 === null || from < 0 || count2 < 0) return null;
  const start2 = unitsOf(text2, 0, from);
  return text2.slice(start2, unitsOf(text2, start2, count2));
}
function unitsOf(text2, start2, count2) {
  let index = start2;
  for (let left2 = Number(count2); left2 > 0 && index < text2.length; left2--) {
    index += isHigh(text2.charCodeAt(index)) && isLow(text2.charCodeAt(index + 1)) ? 2 : 1;
  }
  return index;
}

// runtime/functions/text-edits.ts
var longest = 1e6;
function replaceAll(text2, part, by2) {
  if (text2 === null || part === null || by2 === null) return null;
  return part === "" ? text2 : text2.replaceAll(part, () => by2);
}
var replace = replaceAll;
var split = strict2((text2, separator) => (separator === "" ? Array.from(text2) : text2.split(separator)));
function joined(values, separator) {
  return values === null || separator === null || values.includes(null) ? null : values.join(separator);
}
var join = joined;
var pad =
  (put) =>
  (text2, length, fill = " ") => {
    if (text2 === null || length === null || fill === null || length < 0 || length > longest) return null;
    const missing = Number(length) - lengthString(text2);
    if (missing < 0) return text2.slice(0, unitsOf(text2, 0, length));
    if (fill === "" || missing === 0) return text2;
    const filling = fill.repeat(Math.ceil(missing / lengthString(fill)));
    return put(text2, filling.slice(0, unitsOf(filling, 0, missing)));
  };
var lpad = pad((text2, filling) => filling + text2);
var rpad = pad((text2, filling) => text2 + filling);
function repeat(text2, count2) {
  if (text2 === null || count2 === null || count2 < 0) return null;
  if (text2 === "") return "";
  return count2 <= longest && lengthString(text2) * Number(count2) <= longest ? text2.repeat(Number(count2)) : null;
}
var reverse = strict1((text2) => Array.from(text2).reverse().join(""));
var left = (text2, count2) =>
  text2 === null || count2 === null || count2 < 0 ? null : text2.slice(0, unitsOf(text2, 0, count2));
function right(text2, count2) {
  if (text2 === null || count2 === null || count2 < 0) return null;
  let index = text2.length;
  for (let left2 = Number(count2); left2 > 0 && index > 0; left2--) {
    index -= isLow(text2.charCodeAt(index - 1)) && isHigh(text2.charCodeAt(index - 2)) ? 2 : 1;
  }
  return text2.slice(index);
}
function indexOf(text2, part) {
  if (text2 === null || part === null) return null;
  const index = text2.indexOf(part);
  return index < 0 ? null : lengthString(text2.slice(0, index));
}
var levenshtein = strict2((a, b) => {
  const [from, to] = [Array.from(a), Array.from(b)];
  const row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, point] of from.entries()) {
    let diagonal = i;
    row[0] = i + 1;
    for (let j = 1; j <= to.length; j++) {
      const above = row[j];
      row[j] = Math.min(above + 1, row[j - 1] + 1, diagonal + (point === to[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[to.length];
});

// runtime/functions/time.ts
var microsPerMinute = 6e7;
var microsPerHour = 36e8;
var microsPerWeek = 6048e8;
var microsPerSecond2 = 1e6;
var micros = (a, b) =>
  typeof a === "number" && typeof b === "number" && Number.isSafeInteger(b - a) ? b - a : Number(BigInt(b) - BigInt(a));
var ofTimestamps = (unit) => strict2((a, b) => micros(a, b) / unit);
var ofDates = (unit) => strict2((a, b) => micros(microsOfDays(a), microsOfDays(b)) / unit);
var toTimestamp = (unit) => strict2((a, b) => micros(microsOfDays(a), b) / unit);
var toDate = (unit) => strict2((a, b) => micros(a, microsOfDays(b)) / unit);
var secondsBetween = ofTimestamps(microsPerSecond2);
var hoursBetween = ofTimestamps(microsPerHour);
var daysBetween = ofTimestamps(microsPerDay);
var secondsBetweenDate = ofDates(microsPerSecond2);
var hoursBetweenDate = ofDates(microsPerHour);
var daysBetweenDate = ofDates(microsPerDay);
var secondsBetweenDateTimestamp = toTimestamp(microsPerSecond2);
var hoursBetweenDateTimestamp = toTimestamp(microsPerHour);
var daysBetweenDateTimestamp = toTimestamp(microsPerDay);
var secondsBetweenTimestampDate = toDate(microsPerSecond2);
var hoursBetweenTimestampDate = toDate(microsPerHour);
var daysBetweenTimestampDate = toDate(microsPerDay);
var minutesBetween = ofTimestamps(microsPerMinute);
var weeksBetween = ofTimestamps(microsPerWeek);
var minutesBetweenDate = ofDates(microsPerMinute);
var weeksBetweenDate = ofDates(microsPerWeek);
var minutesBetweenDateTimestamp = toTimestamp(microsPerMinute);
var weeksBetweenDateTimestamp = toTimestamp(microsPerWeek);
var minutesBetweenTimestampDate = toDate(microsPerMinute);
var weeksBetweenTimestampDate = toDate(microsPerWeek);

// runtime/functions/trigonometry.ts
var pi = () => Math.PI;
var sin = strict1(Math.sin);
var cos = strict1(Math.cos);
var tan = strict1(Math.tan);
var atan = strict1(Math.atan);
var atan2 = strict2((y, x) => Math.atan2(y + 0, x + 0));
var degrees = strict1((x) => x * (180 / Math.PI));
var radians2 = strict1((x) => x * (Math.PI / 180));
var inverse = (f) => (x) => (x !== null && x >= -1 && x <= 1 ? f(x) : null);
var asin = inverse(Math.asin);
var acos = inverse(Math.acos);

// runtime/empty-value.ts
function emptyValue(type) {
  switch (type.kind) {
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "decimal":
    case "timestamp":
    case "date":
      return 0;
    case "string":
      return type.values?.[0] ?? "";
    case "bytes":
      return new Uint8Array();
    case "json":
      return "{}";
    case "enum":
      return type.values[0] ?? "";
    case "array":
      return Array.from({ length: type.size ?? 0 }, () => emptyValue(type.element));
    case "struct":
      return Object.fromEntries(
        type.fields.map((field) => [field.name, field.type.nullable ? null : emptyValue(field.type)]),
      );
    case "map":
      return /* @__PURE__ */ new Map();
  }
}

// runtime/client/instant.ts
function minus(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return narrow2(BigInt(a) - BigInt(b));
}
function floorTo(instant, step) {
  if (typeof instant === "number" && typeof step === "number") {
    const rest = instant % step;
    return minus(instant, rest < 0 ? rest + step : rest);
  }
  const [i, s] = [BigInt(instant), BigInt(step)];
  return narrow2(i - (((i % s) + s) % s));
}
function cadenceInstant(instant, every) {
  return every === null ? instant : floorTo(minus(instant, every.after), every.every);
}
var CLOCK_LEEWAY = 6e7;
function narrow2(value) {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
function toDate2(micros2) {
  const millis = floorTo(micros2, 1e3);
  return new Date(typeof millis === "number" ? millis / 1e3 : Number(millis / 1000n));
}

// runtime/client/read-view.ts
function viewReader(view2) {
  const { ttl } = view2;
  const noLatest = recordBuilder(view2.latest.map(({ name }) => name))(view2.latest.map(() => null));
  const aggregatesOf = recordBuilder(view2.aggregates.map(({ name }) => name));
  const empty = aggregatesOf(view2.aggregates.map((aggregate) => aggregate.empty));
  const stale = aggregatesOf(view2.aggregates.map(() => null));
  const certain = view2.features.filter(({ raises }) => raises !== true);
  const raising = view2.features.filter(({ raises }) => raises === true);
  const statusesOf = recordBuilder(certain.map(({ name }) => name));
  const judged = plucker(certain.map(judgedBy));
  const kinds = certain.map(({ origin }) => origin.kind);
  const unmaterialized = {
    features: recordBuilder(view2.features.map(({ name }) => name))(view2.features.map(missingValue)),
    statuses: recordBuilder(view2.features.map(({ name }) => name))(view2.features.map(() => "missing")),
    asOf: null,
  };
  return (row, meta, now, leeway) => {
    if (meta.asOf === null) return unmaterialized;
    const asOf = row !== null && row.at > meta.asOf ? row.at : meta.asOf;
    let instant = cadenceInstant(now, view2.every);
    if (instant < asOf) {
      if (minus(asOf, instant) > leeway) throw new BeforeStoredError(view2.name, now, asOf);
      instant = asOf;
    }
    const oldest = ttl === null ? null : minus(instant, ttl);
    const aggregatesStale = oldest !== null && asOf < oldest;
    const silent = row === null || row.at < asOf;
    const aggregates = aggregatesStale ? stale : silent ? empty : row.stored.aggregates;
    const latestStatus = statusOfLatest(row, meta, instant, oldest);
    const latest = latestStatus === "present" && row !== null ? row.stored.latest : noLatest;
    const features = view2.compute(
      aggregatesStale ? { latest, aggregates, stale: true } : { latest, aggregates },
      instant,
    );
    const statuses = judged({ latest, aggregates, features }).map((value, index) => {
      const kind = kinds[index];
      if (kind === "latest" && latestStatus !== "present") return latestStatus;
      if ((kind === "aggregate" || kind === "aggregates") && aggregatesStale) return "stale";
      return presence(value);
    });
    const answer = statusesOf(statuses);
    for (const { name, origin } of raising) {
      const property = origin.kind === "computed" ? (origin.raw ?? name) : name;
      Object.defineProperty(answer, name, { enumerable: true, get: () => presence(features[property]) });
    }
    return { features, statuses: answer, asOf };
  };
}
var missingValue = ({ type, default: otherwise }) => otherwise ?? (type.nullable ? null : emptyValue(type));
var presence = (value) => (value === null || value === void 0 ? "null" : "present");
function judgedBy({ name, origin }) {
  switch (origin.kind) {
    case "latest":
      return ["latest", origin.column];
    case "aggregate":
      return ["aggregates", origin.id];
    case "computed":
      return ["features", origin.raw ?? name];
    case "aggregates":
    case "input":
      return ["features", name];
  }
}
function statusOfLatest(row, meta, instant, oldest) {
  if (row === null || row.time === null || !row.live) return "missing";
  if (meta.complete !== null && row.at < meta.complete) return "missing";
  if (row.until !== null && instant >= row.until) return "missing";
  return oldest !== null && row.time < oldest ? "stale" : "present";
}
var BeforeStoredError = class extends DataError {
  constructor(view2, at, asOf) {
    super(
      `can't read view ${view2} at ${timestampText(at)}: the store holds it as of ${timestampText(asOf)} and can't go back; read it at that instant or later, or empty it with \`feat reset ${view2}\` and materialize it again`,
    );
    this.asOf = asOf;
  }
  asOf;
  name = "BeforeStoredError";
};

// runtime/json-text.ts
import { parseTree as parseTree2 } from "jsonc-parser";

var JsonNumber = class {
  constructor(text2) {
    this.text = text2;
  }
  text;
  /** For code that writes it with `JSON.stringify`: the number that any JSON parser would read. */
  toJSON() {
    return Number(this.text);
  }
};
var long = /\d(?:\.?\d){15}/;
function parseJson(text2) {
  const value = JSON.parse(text2);
  const tree = long.test(text2) ? parseTree2(text2) : void 0;
  return tree === void 0 ? value : valueIn(tree, text2);
}
function valueIn(node, text2) {
  switch (node.type) {
    case "array":
      return (node.children ?? []).map((child) => valueIn(child, text2));
    case "object":
      return Object.fromEntries(
        (node.children ?? []).map(({ children = [] }) => [
          children[0]?.value,
          children[1] && valueIn(children[1], text2),
        ]),
      );
    case "number": {
      const written = text2.slice(node.offset, node.offset + node.length);
      return long.test(written) ? new JsonNumber(written) : node.value;
    }
    default:
      return node.value;
  }
}
function jsonTextOf(value, indent = 0, depth = 0) {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value) ?? "null";
  const inner = (each3) => jsonTextOf(each3, indent, depth + 1);
  if (Array.isArray(value)) return enclosed("[", value.map(inner), "]", indent, depth);
  const members = Object.entries(value).filter(([, each3]) => each3 !== void 0);
  const colon = indent === 0 ? ":" : ": ";
  const texts = members.map(([name, each3]) => `${JSON.stringify(name)}${colon}${inner(each3)}`);
  return enclosed("{", texts, "}", indent, depth);
}
function enclosed(open, parts, close, indent, depth) {
  if (indent === 0 || parts.length === 0) return `${open}${parts.join(",")}${close}`;
  const line = (at) => `
${" ".repeat(indent * at)}`;
  return `${open}${line(depth + 1)}${parts.join(`,${line(depth + 1)}`)}${line(depth)}${close}`;
}

// runtime/types.ts
function typeText(type) {
  return type.nullable ? `${baseText(type)}?` : baseText(type);
}
function baseText(type) {
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

// runtime/client/edges/edge.ts
var Mismatch = class extends Error {
  name = "Mismatch";
};
function describe(value) {
  if (typeof value === "string") return value.length > 40 ? `"${value.slice(0, 40)}\u2026"` : JSON.stringify(value);
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "undefined")
    return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? (value.constructor?.name ?? "an object") : `a ${typeof value}`;
}

// runtime/value-texts.ts
function takes(type) {
  switch (type.kind) {
    case "bool":
      return "true or false";
    case "int32":
    case "int64":
      return "a whole number";
    case "float32":
    case "float64":
      return "a number";
    case "decimal":
      return `a number with at most ${type.precision - type.scale} digits before the point and ${type.scale} after it`;
    case "string":
      return "text in UTF-8";
    case "bytes":
      return "bytes; as text, in base64";
    case "timestamp":
      return 'a time; as text, like "2024-01-31T09:00:00Z"';
    case "date":
      return 'a date; as text, like "2024-01-31"';
    case "json":
      return "a JSON text";
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "array":
      return type.size === null
        ? `a list of ${typeText(type.element)}; as text, a JSON array`
        : `a list of ${type.size} numbers; as text, a JSON array`;
    case "struct":
      return `the fields ${type.fields.map(({ name }) => `\`${name}\``).join(", ")}; as text, a JSON object`;
    case "map":
      return "a map; as text, a JSON object";
  }
}
function range2(type) {
  switch (type.kind) {
    case "int32":
      return "a whole number from -2147483648 to 2147483647";
    case "int64":
      return "a whole number from -9223372036854775808 to 9223372036854775807";
    case "float32":
      return "a number from -3.4028235e38 to 3.4028235e38";
    case "float64":
      return "a number from -1.7976931348623157e308 to 1.7976931348623157e308";
    default:
      return takes(type);
  }
}

// runtime/client/edges/scalars.ts
var ranges = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};
function integer(kind, value) {
  if (typeof value === "number" && !Number.isInteger(value)) throw expected(kind, value);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new Mismatch(`${value} is not a safe integer: give it as a bigint`);
  const range3 = ranges[kind];
  if (range3 && (value < range3[0] || value > range3[1])) throw outOfRange(value, kind);
  if (typeof value === "bigint") return narrow2(value);
  return value + 0;
}
function float(kind, value, text2) {
  const stored2 = kind === "float32" ? Math.fround(value) : value;
  if (Number.isFinite(stored2)) return stored2 + 0;
  if (Number.isFinite(value) || text2 !== void 0) throw outOfRange(text2 ?? value, kind);
  return null;
}
var outOfRange = (value, kind) =>
  new Mismatch(`${String(value)} is out of range for ${kind}: it takes ${range2({ kind, nullable: false })}`);
var readsNaN = /* @__PURE__ */ new Set(["bool", "int32", "int64", "decimal", "timestamp", "date"]);
function wellFormed(value) {
  if (!/\p{Surrogate}/u.test(value)) return value;
  throw new Mismatch("the text holds half of a surrogate pair, which is not valid Unicode");
}
function elements(type, value, read2) {
  if (!Array.isArray(value)) throw expected(typeText(type), value);
  if (type.size !== null && value.length !== type.size)
    throw new Mismatch(`expected ${type.size} elements, not ${value.length}`);
  const found = value.map((item) => (item === null || item === void 0 ? null : read2(item)));
  return type.size !== null && found.includes(null) ? null : found;
}
function fields(type, value, read2) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw expected(typeText(type), value);
  const given = value;
  const unknown = Object.keys(given).find((name) => !type.fields.some((field) => field.name === name));
  if (unknown !== void 0) throw new Mismatch(`there is no field ${JSON.stringify(unknown)} in ${typeText(type)}`);
  const record = {};
  for (const [index, { name, type: of }] of type.fields.entries()) {
    const item = Object.hasOwn(given, name) ? given[name] : null;
    const own2 = item === null || item === void 0 ? null : inField(name, () => read2[index](item));
    if (own2 === null && !of.nullable) throw new Mismatch(`field ${JSON.stringify(name)} is null`);
    setProperty(record, name, own2);
  }
  return record;
}
function inField(name, action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof Mismatch) throw new Mismatch(`field ${JSON.stringify(name)}: ${error.message}`);
    throw error;
  }
}
function entries(type, given, readKey, readValue) {
  const found = /* @__PURE__ */ new Map();
  for (const [name, item] of given) {
    const key = name === null || name === void 0 ? null : readKey(name);
    if (key === null) throw new Mismatch("a key of a map is null");
    if (found.has(key)) throw new Mismatch(`key ${describe(name)} is in the map twice`);
    const value = item === null || item === void 0 ? null : readValue(item);
    if (value === null && !type.value.nullable) throw new Mismatch(`the value of key ${describe(name)} is null`);
    found.set(key, value);
  }
  return sortedMap(found);
}
function decimal({ precision, scale }, text2) {
  const read2 = decimalOfText(text2, precision, scale);
  if (read2 === null)
    throw new Mismatch(`${describe(text2)} is not a number of ${precision} digits, ${scale} of them after the point`);
  return read2;
}
function enumValue(type, value) {
  if (typeof value === "string" && type.values.includes(value)) return value;
  throw expected(`one of ${type.values.map((each3) => JSON.stringify(each3)).join(", ")}`, value);
}
var expected = (what, value) => new Mismatch(`expected ${what}, got ${describe(value)}`);

// runtime/client/edges/json.ts
var JsonText = class {
  constructor(text2) {
    this.text = text2;
  }
  text;
};
var jsonNumber = /^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
var notFinite = /^[+-]?(nan|inf|infinity)$/i;
var readInteger = (kind, value) => {
  if (typeof value === "number") {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new Mismatch(`${value} may have lost digits on the way: give it as a string`);
    return integer(kind, value);
  }
  if (typeof value === "bigint") return integer(kind, value);
  const text2 = value instanceof JsonNumber ? value.text : value;
  if (typeof text2 === "string") {
    if (/^[+-]?\d+(\.0*)?$/.test(text2))
      return integer(kind, narrow2(BigInt(text2.replace(/^\+/, "").replace(/\..*$/, ""))));
    if (/^[+-]?\d+[eE]\+?\d+$/.test(text2) && Number.isSafeInteger(Number(text2))) return integer(kind, Number(text2));
  }
  throw expected("an integer", value);
};
var readFloat = (kind, value) => {
  if (typeof value === "number") return float(kind, value, Number.isNaN(value) ? void 0 : String(value));
  if (value instanceof JsonNumber) return float(kind, Number(value.text), value.text);
  if (typeof value === "string" && jsonNumber.test(value)) return float(kind, Number(value), value);
  if (typeof value === "string" && notFinite.test(value)) return null;
  throw expected("a number", value);
};
var readers = {
  bool: (_, value) => {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw expected("true or false", value);
  },
  int32: readInteger,
  int64: readInteger,
  float32: readFloat,
  float64: readFloat,
  string: (_, value) => {
    if (typeof value === "string") return wellFormed(value);
    throw expected("a string", value);
  },
  bytes: (_, value) => {
    if (typeof value === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0)
      return new Uint8Array(Buffer.from(value, "base64"));
    throw expected("bytes in base64", value);
  },
  timestamp: (_, value) => {
    const micros2 = typeof value === "string" ? microsOfText(value) : null;
    if (micros2 === null) throw expected("a time in RFC 3339 with zone", value);
    return micros2;
  },
  date: (_, value) => {
    const days = typeof value === "string" ? daysOfText(value) : null;
    if (days === null) throw expected('a date as "YYYY-MM-DD"', value);
    return days;
  },
  json: (_, value) => wellFormed(value instanceof JsonText ? value.text : jsonTextOf(value)),
};
function write(type, value) {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
      return typeof value === "bigint" ? String(value) : value;
    case "timestamp":
      return timestampText(value);
    case "date":
      return dateText(value);
    case "json":
      return parseJson(value);
    case "bytes":
      return Buffer.from(value).toString("base64");
    case "array":
      return value.map((item) => write(type.element, item));
    case "decimal":
      return decimalText(value, type.scale);
    case "struct": {
      const record = {};
      for (const { name, type: of } of type.fields) setProperty(record, name, write(of, value[name]));
      return record;
    }
    case "map": {
      const record = {};
      for (const [key, item] of value) setProperty(record, String(write(type.key, key)), write(type.value, item));
      return record;
    }
    default:
      return value;
  }
}
function parsed(type, value) {
  if (typeof value !== "string") return value;
  try {
    return parseJson(value);
  } catch {
    throw expected(`${typeText({ ...type, nullable: false })} as JSON`, value);
  }
}
function reader(type) {
  const read2 = readerOf(type);
  if (!readsNaN.has(type.kind)) return read2;
  return (value) => (typeof value === "string" && /^[+-]?nan$/i.test(value) ? null : read2(value));
}
function readerOf(type) {
  switch (type.kind) {
    case "array": {
      const element2 = reader(type.element);
      return (value) => elements(type, parsed(type, value), element2);
    }
    case "struct": {
      const read2 = type.fields.map((field) => reader(field.type));
      return (value) => fields(type, parsed(type, value), read2);
    }
    case "map": {
      const [key, item] = [reader(type.key), reader(type.value)];
      return (value) => {
        const given = parsed(type, value);
        if (typeof given !== "object" || given === null || Array.isArray(given))
          throw expected("an object as JSON", value);
        return entries(type, Object.entries(given), key, item);
      };
    }
    case "decimal":
      return (value) => {
        if (value instanceof JsonNumber) return decimal(type, value.text);
        if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
          return decimal(type, String(value));
        throw expected("a decimal", value);
      };
    case "enum":
      return (value) => enumValue(type, value);
    default:
      return (value) => readers[type.kind](type.kind, value);
  }
}
var jsonEdge = { reader, writer: (type) => (value) => write(type, value) };

// runtime/client/key-text.ts
var LONGEST = 100;
function keyText(keys, values) {
  const parts = keys.map(({ name, type }, index) => {
    const text2 = jsonTextOf(jsonEdge.writer(type)(values[index] ?? null));
    return `${name} ${text2.length > LONGEST ? `${text2.slice(0, LONGEST)}\u2026` : text2}`;
  });
  return parts.join(", ");
}
function rowText(view2, keys, values) {
  return `the row of view ${view2}${keys.length === 0 ? "" : ` for ${keyText(keys, values)}`}`;
}

// runtime/client/view-batch.ts
function compileView(project, view2) {
  const space = { project, view: view2.name, fingerprint: view2.fingerprint };
  return {
    space,
    encodeKey: keyEncoder(view2.keys),
    codec: rowCodec(view2, spaceText(space)),
    reader: viewReader(view2),
    rowText: (key) => rowText(view2.name, view2.keys, key),
  };
}
var UNKNOWN = -1;
var ViewBatch = class {
  constructor(view2, address, now, leeway) {
    this.view = view2;
    this.address = address;
    this.now = now;
    this.leeway = leeway;
  }
  view;
  address;
  now;
  leeway;
  #byKey = /* @__PURE__ */ new Map();
  /** By entity: its key as values, and as packed bytes. */
  #entities = [];
  #keys = [];
  /** Keys that are requested but not yet read. */
  #pending = [];
  #rows = [];
  #answers = [];
  #unknown = null;
  #meta = null;
  add(key) {
    if (key.includes(null)) return UNKNOWN;
    const bytes = this.view.encodeKey(key);
    const text2 = bytes.toString("latin1");
    const known = this.#byKey.get(text2);
    if (known !== void 0) return known;
    const ref = this.#byKey.size;
    this.#byKey.set(text2, ref);
    this.#entities.push(key);
    this.#keys.push(bytes);
    this.#pending.push(bytes);
    return ref;
  }
  /** The keys that are still to be read. Null if there are none. */
  request() {
    if (this.#pending.length === 0 && this.#meta !== null) return null;
    return { space: this.view.space, keys: this.#pending };
  }
  /** Whether the store is filled for the view, by the last accepted answer. */
  get materialized() {
    return this.#meta instanceof Unreadable || (this.#meta !== null && this.#meta.asOf !== null);
  }
  accept(answer) {
    this.#meta = answer.meta;
    for (const row of answer.rows) this.#rows.push(row);
    this.#pending = [];
  }
  /** Throws the error that computing the view for this entity threw. */
  answer(ref) {
    const known = ref === UNKNOWN ? this.#unknown : this.#answers[ref];
    const answer = known ?? this.#compute(ref);
    if (answer instanceof Failure) throw answer.error;
    return answer;
  }
  #compute(ref) {
    let answer;
    try {
      answer = this.view.reader(this.#row(ref), this.#readMeta(), this.now, this.leeway);
    } catch (error) {
      answer = new Failure(error);
    }
    if (ref === UNKNOWN) this.#unknown = answer;
    else this.#answers[ref] = answer;
    return answer;
  }
  #readMeta() {
    if (this.#meta instanceof Unreadable)
      throw unreadable(this.address, `the metadata of view ${this.view.space.view}`, this.#meta);
    return this.#meta ?? { asOf: null, complete: null };
  }
  #row(ref) {
    const found = ref === UNKNOWN ? null : (this.#rows[ref] ?? null);
    if (found === null) return null;
    if (found instanceof Unreadable) throw this.#unreadable(ref, found);
    try {
      return this.view.codec.decode(this.#keys[ref], found);
    } catch (error) {
      throw this.#unreadable(ref, new Unreadable(messageOf(error)));
    }
  }
  #unreadable(ref, why) {
    return unreadable(this.address, this.view.rowText(this.#entities[ref]), why);
  }
};
var Failure = class {
  constructor(error) {
    this.error = error;
  }
  error;
};

// runtime/client/compose.ts
var Failed = class {
  constructor(error) {
    this.error = error;
  }
  error;
};
function composer(service) {
  const reads = service.steps.filter((step) => step.kind === "read");
  const calls = service.steps.filter((step) => step.kind === "call");
  const hops = [...new Set(reads.map(({ hop }) => hop))].sort((a, b) => a - b);
  const hopping = hops.some((hop) => hop > 0);
  const views = [...new Set(reads.map(({ view: view2 }) => view2))].sort();
  const paths = service.features.map(({ step, feature }) => [step, feature]);
  const [valuesOf, statusesOf] = [plucker(paths), plucker(paths)];
  const callStatuses = new Map(calls.map((call) => [call.id, callStatusReader(call)]));
  const compose = async ({ store, view: view2, inputs, now, leeway, unmaterialized }) => {
    if (inputs.length === 0) return [];
    const batches = /* @__PURE__ */ new Map();
    const batchOf = (name) => {
      const known = batches.get(name);
      if (known) return known;
      const batch = new ViewBatch(view2(name), store.address, now, leeway);
      batches.set(name, batch);
      return batch;
    };
    const rows2 = inputs.map(({ keys, request }) => {
      const scope = { keys, request, steps: {}, now };
      const row = { scope, statuses: {}, asOf: views.map(() => void 0), failed: null };
      if (hopping) for (const call of calls) defineLazily(row.scope, call);
      return row;
    });
    for (const hop of hops) {
      const steps = reads.filter((step) => step.hop === hop);
      const refs = steps.map((step) => collect2(step, rows2, batchOf(step.view)));
      const read2 = hop === hops[0] ? views : steps.map((step) => step.view);
      await fetch(store, new Set(read2.map(batchOf)));
      const unfilled = unmaterialized === "missing" ? [] : views.filter((name) => !batchOf(name).materialized);
      if (unfilled.length > 0) throw new NotMaterializedError(unfilled, store.address);
      for (const [index, step] of steps.entries())
        place(step, rows2, refs[index], batchOf(step.view), views.indexOf(step.view));
    }
    for (const call of calls) {
      const statuses = callStatuses.get(call.id);
      each2(rows2, (row) => {
        if (!hopping) setProperty(row.scope.steps, call.id, call.compute(row.scope));
        setProperty(row.statuses, call.id, statuses(row));
      });
    }
    const answers = new Array(rows2.length);
    each2(rows2, (row, index) => {
      answers[index] = finish(row);
    });
    return rows2.map((row, index) => row.failed ?? answers[index]);
  };
  return { views, compose };
  function finish(row) {
    const values = valuesOf(row.scope.steps).map((value, index) => promised(value, service.features[index].name));
    const statuses = statusesOf(row.statuses).map((status, index) => promised(status, service.features[index].name));
    return { values, statuses, asOf: row.asOf.map((t) => t ?? null) };
  }
}
function each2(rows2, action) {
  for (const [index, row] of rows2.entries()) {
    if (row.failed !== null) continue;
    try {
      action(row, index);
    } catch (error) {
      if (!(error instanceof FeatureError || error instanceof StoreError)) throw error;
      row.failed = new Failed(error);
    }
  }
}
function collect2(step, rows2, batch) {
  const refs = new Array(rows2.length);
  each2(rows2, (row, index) => {
    refs[index] = batch.add(step.key(row.scope));
  });
  return refs;
}
async function fetch(store, batches) {
  const waiting = [...batches].flatMap((batch) => {
    const request = batch.request();
    return request === null ? [] : [{ batch, request }];
  });
  if (waiting.length === 0) return;
  const answers = await store.read(waiting.map(({ request }) => request));
  for (const [index, { batch }] of waiting.entries()) batch.accept(answers[index]);
}
function place(step, rows2, refs, batch, view2) {
  each2(rows2, (row, index) => {
    const answer = batch.answer(refs[index]);
    setProperty(row.scope.steps, step.id, answer.features);
    setProperty(row.statuses, step.id, answer.statuses);
    const other = row.asOf[view2];
    if (other === void 0 || (other !== null && (answer.asOf === null || answer.asOf < other)))
      row.asOf[view2] = answer.asOf;
  });
}
function defineLazily(scope, call) {
  Object.defineProperty(scope.steps, call.id, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = call.compute(scope);
      Object.defineProperty(scope.steps, call.id, { value, enumerable: true });
      return value;
    },
  });
}
function callStatusReader(call) {
  const certain = call.features.filter(({ raises }) => raises !== true);
  const raising = call.features.filter(({ raises }) => raises === true);
  const build = recordBuilder(certain.map(({ name }) => name));
  return (row) => {
    const statuses = build(certain.map((feature) => callStatus(call.id, feature, row)));
    for (const feature of raising) {
      const get = () => callStatus(call.id, feature, row);
      Object.defineProperty(statuses, feature.name, { enumerable: true, get });
    }
    return statuses;
  };
}
function callStatus(id, { name, origin }, row) {
  switch (origin.kind) {
    case "input":
      return promised(row.statuses[origin.from]?.[origin.name], `${origin.from}.${origin.name}`);
    case "computed":
      return presence(row.scope.steps[id]?.[origin.raw ?? name]);
    case "latest":
    case "aggregate":
    case "aggregates":
      return presence(row.scope.steps[id]?.[name]);
  }
}
function promised(value, name) {
  if (value === void 0) throw new Error(`the artifact names \`${name}\`, which no step provides`);
  return value;
}

// runtime/client/edges/api.ts
var readInteger2 = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint") return integer(kind, value);
  throw expected("an integer", value);
};
var readFloat2 = (kind, value) => {
  if (typeof value === "number" || typeof value === "bigint")
    return float(kind, Number(value), typeof value === "bigint" ? String(value) : void 0);
  throw expected("a number", value);
};
var readers2 = {
  bool: (_, value) => {
    if (typeof value === "boolean") return value;
    throw expected("true or false", value);
  },
  int32: readInteger2,
  int64: readInteger2,
  float32: readFloat2,
  float64: readFloat2,
  string: (_, value) => {
    if (typeof value === "string") return wellFormed(value);
    throw expected("a string", value);
  },
  bytes: (_, value) => {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    throw expected("a Uint8Array", value);
  },
  timestamp: (_, value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime()))
      return integer("timestamp", BigInt(value.getTime()) * 1000n);
    const micros2 = typeof value === "string" ? microsOfText(value) : null;
    if (micros2 === null) throw expected("a Date or a time in RFC 3339 with zone", value);
    return micros2;
  },
  date: (_, value) => {
    const days = typeof value === "string" ? daysOfText(value) : null;
    if (days === null) throw expected('a date as "YYYY-MM-DD"', value);
    return days;
  },
  json: (_, value) => {
    const text2 = textOf(value);
    if (text2 === void 0) throw expected("a value that JSON has", value);
    return wellFormed(text2);
  },
};
function textOf(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return void 0;
  }
}
var isTextKey = ({ key }) => key.kind === "string" || key.kind === "enum";
function fromEntries(entries2) {
  const record = {};
  for (const [name, value] of entries2) setProperty(record, name, value);
  return record;
}
function apiEdge(int64) {
  const writeInt64 = (value) => {
    if (int64 === "bigint") return BigInt(value);
    if (int64 === "either" || typeof value === "number") return value;
    throw new Mismatch(`${value} is not a safe integer`);
  };
  const writer = (type) => {
    switch (type.kind) {
      case "int64":
        return (value) => (value === null ? null : writeInt64(value));
      case "timestamp":
        return (value) => (value === null ? null : toDate2(value));
      case "date":
        return (value) => (value === null ? null : dateText(value));
      case "json":
        return (value) => (value === null ? null : JSON.parse(value));
      case "array": {
        const element2 = writer(type.element);
        return (value) => (value === null ? null : value.map(element2));
      }
      case "decimal":
        return (value) => (value === null ? null : decimalText(value, type.scale));
      case "struct": {
        const names = type.fields.map(({ name }) => name);
        const build = recordBuilder(names);
        const write2 = type.fields.map((field) => writer(field.type));
        return (value) => {
          if (value === null) return null;
          const record = value;
          return build(names.map((name, index) => write2[index](record[name])));
        };
      }
      case "map": {
        const [key, item] = [writer(type.key), writer(type.value)];
        return (value) => {
          if (value === null) return null;
          const written = [...value].map(([k, v]) => [key(k), item(v)]);
          return isTextKey(type) ? fromEntries(written) : new Map(written);
        };
      }
      default:
        return (value) => value;
    }
  };
  const reader2 = (type) => {
    const read2 = readerOf2(type);
    return readsNaN.has(type.kind) ? (value) => (Number.isNaN(value) ? null : read2(value)) : read2;
  };
  const readerOf2 = (type) => {
    switch (type.kind) {
      case "array": {
        const element2 = reader2(type.element);
        return (value) => elements(type, value, element2);
      }
      case "struct": {
        const read2 = type.fields.map((field) => reader2(field.type));
        return (value) => fields(type, value, read2);
      }
      case "map": {
        const [key, item] = [reader2(type.key), reader2(type.value)];
        return (value) => {
          if (value instanceof Map) return entries(type, value, key, item);
          if (isTextKey(type) && typeof value === "object" && value !== null && !Array.isArray(value))
            return entries(type, Object.entries(value), key, item);
          throw expected(isTextKey(type) ? "an object or a Map" : "a Map", value);
        };
      }
      case "decimal":
        return (value) => {
          if (typeof value === "string") return decimal(type, value);
          if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
            return decimal(type, String(value));
          throw expected("a decimal as a string", value);
        };
      case "enum":
        return (value) => enumValue(type, value);
      default:
        return (value) => readers2[type.kind](type.kind, value);
    }
  };
  return { reader: reader2, writer };
}

// runtime/client/failed-row.ts
var FailedRow = class {
  constructor(error) {
    this.error = error;
  }
  error;
  get features() {
    throw this.error;
  }
  get statuses() {
    throw this.error;
  }
  get asOf() {
    throw this.error;
  }
};
function failedRow(error) {
  return new FailedRow(error);
}

// runtime/client/inputs.ts
function inputReader(service, edge2) {
  const known = new Set([...service.keys, ...service.request].map(({ name }) => name));
  const keysOf = recordBuilder(service.keys.map(({ name }) => name));
  const requestOf = recordBuilder(service.request.map(({ name }) => name));
  const keyReaders = service.keys.map(({ name, type }) => {
    const convert = converter(edge2, { name, type }, "key");
    return (given, where) => {
      const value = own(given, name);
      if (value === void 0) throw new InputError(`${where()}: key \`${name}\` is missing`, { field: name });
      return value === null ? null : convert(value, where);
    };
  });
  const requestReaders = service.request.map(({ name, type }) => {
    const convert = converter(edge2, { name, type }, "request field");
    return (given, where) => {
      const value = own(given, name);
      if (value === void 0 && !type.nullable)
        throw new InputError(`${where()}: request field \`${name}\` is missing`, { field: name });
      const converted = value === void 0 || value === null ? null : convert(value, where);
      if (converted === null && !type.nullable)
        throw new InputError(`${where()}: request field \`${name}\` can't be null`, { field: name });
      return converted;
    };
  });
  return (input, where) => {
    if (typeof input !== "object" || input === null || Array.isArray(input))
      throw new InputError(`${where()}: expected an object with ${listOf(service)}`);
    const given = input;
    for (const name of Object.keys(given)) {
      if (!known.has(name))
        throw new InputError(`${where()}: unknown field \`${name}\`; it takes ${listOf(service)}`, { field: name });
    }
    return {
      keys: keysOf(keyReaders.map((read2) => read2(given, where))),
      request: requestOf(requestReaders.map((read2) => read2(given, where))),
    };
  };
}
function converter(edge2, { name, type }, what) {
  const read2 = edge2.reader(type);
  return (value, where) => {
    try {
      return read2(value);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      throw new InputError(`${where()}: ${what} \`${name}\`: ${error.message}`, { field: name });
    }
  };
}
var own = (given, name) => (Object.hasOwn(given, name) ? given[name] : void 0);
function listOf(service) {
  const names = (fields2) => fields2.map(({ name }) => `\`${name}\``).join(", ");
  const parts = [
    service.keys.length > 0 ? `the keys ${names(service.keys)}` : "no keys",
    service.request.length > 0 ? `the request fields ${names(service.request)}` : "no request fields",
  ];
  return parts.join(" and ");
}

// runtime/client/index.ts
function createClientRuntime(project, options) {
  const store = options.online;
  const unmaterialized = options.unmaterialized ?? "error";
  const views = /* @__PURE__ */ new Map();
  const view2 = (name) => {
    const known = views.get(name);
    if (known) return known;
    const artifact = ownProperty(project.views, name);
    if (artifact === void 0) throw new Error(`project ${project.name} has no view ${name}`);
    const compiled2 = compileView(project.name, artifact);
    views.set(name, compiled2);
    return compiled2;
  };
  const serviceOf = (name) => {
    const service2 = ownProperty(project.services, name);
    if (service2 === void 0) throw new InputError(`project ${project.name} has no service \`${name}\``);
    return service2;
  };
  function pipeline(service2, edge2) {
    const readInputs = inputReader(service2, edge2);
    const { views: viewNames, compose } = composer(service2);
    const featuresOf = featureWriter(service2, edge2);
    const statusesOf = recordBuilder(service2.features.map((feature) => feature.name));
    const asOfOf = recordBuilder(viewNames);
    const run = async (inputs, at, where, clock = Date.now() * 1e3) => {
      const rows2 = inputs.map((input, index) => {
        try {
          return readInputs(input, () => where(index));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          throw new InputError(error.message, { field: error.field, row: inputs.length > 1 ? index : null });
        }
      });
      const now = at ?? clock;
      const leeway = at === null ? CLOCK_LEEWAY : 0;
      const answers = await compose({ store, view: view2, inputs: rows2, now, leeway, unmaterialized });
      return { now, rows: rows2, answers: answers.map(featuresOf) };
    };
    return { run, statusesOf, asOfOf };
  }
  function service(name) {
    const { run, statusesOf, asOfOf } = pipeline(serviceOf(name), apiEdge(options.int64 ?? "number"));
    const rowIn = (index) => `${name}, row ${index}`;
    const toRow = (made) => {
      if (made instanceof Failed) return failedRow(made.error);
      const { features, answer } = made;
      const asOf = asOfOf(answer.asOf.map((t) => (t === null ? null : toDate2(t))));
      return { features, statuses: statusesOf(answer.statuses), asOf };
    };
    async function getMany(first2, second, third) {
      const shared = !Array.isArray(first2);
      if (shared && !Array.isArray(second))
        throw new InputError(`${name}: getMany takes an array of rows, or what they share and then the rows`);
      const rows2 = shared ? second.map((row) => merged(first2, row)) : first2;
      const at = (shared ? third : second)?.at;
      return (await run(rows2, instantOf2(at), rowIn)).answers.map(toRow);
    }
    return {
      get: async (input, readOptions) => {
        const [only] = (await run([input], instantOf2(readOptions?.at), () => name)).answers;
        if (only instanceof Failed) throw only.error;
        return toRow(only);
      },
      getMany,
    };
  }
  function json(name) {
    const artifact = serviceOf(name);
    const { run, statusesOf, asOfOf } = pipeline(artifact, jsonEdge);
    const keysOf = recordBuilder(artifact.keys.map((key) => key.name));
    const keyWriters = artifact.keys.map((key) => jsonEdge.writer(key.type));
    const names = (fields2) => fields2.map((field) => field.name);
    return {
      keys: names(artifact.keys),
      request: names(artifact.request),
      getMany: async (inputs, readOptions) => {
        const at = readOptions?.at;
        const instant = typeof at === "string" || at === void 0 ? instantOf2(at) : at;
        const where = (index) => (inputs.length > 1 ? `${name}, row ${index}` : name);
        const { now, rows: rows2, answers } = await run(inputs, instant, where, readOptions?.now);
        return answers.map((made, index) => {
          const { keys } = rows2[index];
          const values = artifact.keys.map((key, place2) => keyWriters[place2](ownProperty(keys, key.name) ?? null));
          const head = { service: name, keys: keysOf(values), at: timestampText(now) };
          if (made instanceof Failed)
            return { ...head, asOf: {}, features: {}, statuses: {}, error: made.error.message };
          const { features, answer } = made;
          const asOf = asOfOf(answer.asOf.map((t) => (t === null ? null : timestampText(t))));
          return { ...head, asOf, features, statuses: statusesOf(answer.statuses) };
        });
      },
    };
  }
  const close = () => store.close();
  return { service, json, close, [Symbol.asyncDispose]: close };
}
function featureWriter(service, edge2) {
  const build = recordBuilder(service.features.map(({ name }) => name));
  const writers = service.features.map(({ type }) => edge2.writer(type));
  return (answer) => {
    if (answer instanceof Failed) return answer;
    let at = 0;
    try {
      const values = new Array(writers.length);
      for (at = 0; at < writers.length; at++) values[at] = writers[at](answer.values[at]);
      return { features: build(values), answer };
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      return new Failed(new FeatureError(`feature ${service.features[at].name} of ${service.name}: ${error.message}`));
    }
  };
}
function instantOf2(at) {
  if (at === void 0) return null;
  if (at instanceof Date && !Number.isNaN(at.getTime())) return at.getTime() * 1e3;
  const instant = typeof at === "string" ? microsOfText(at) : null;
  if (instant === null) throw new InputError("`at` is not an instant: give a Date, or RFC 3339 with zone");
  return instant;
}
function merged(shared, row) {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  const said = Object.entries(row).filter(([, value]) => value !== void 0);
  return { ...shared, ...Object.fromEntries(said) };
}

// runtime/externs.ts
var edge = apiEdge("either");
var edges = /* @__PURE__ */ new WeakMap();
function edgesOf(signature) {
  const known = edges.get(signature);
  if (known !== void 0) return known;
  const made = { write: signature.params.map((type) => edge.writer(type)), read: edge.reader(signature.result) };
  edges.set(signature, made);
  return made;
}
function callExtern(fn, signature, args) {
  if (signature.params.some((type, index) => !type.nullable && args[index] === null)) return null;
  const { write: write2, read: read2 } = edgesOf(signature);
  try {
    const given = fn(...args.map((arg, index) => write2[index](arg)));
    if (given instanceof Promise) {
      given.catch(() => {});
      throw new Error("it gave a Promise, and is called synchronously");
    }
    return given === null || given === void 0 || Number.isNaN(given) ? null : read2(given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FeatureError(`extern fn ${signature.name}: ${why}`, { cause: error });
  }
}

// runtime/online/registry.ts
import { resolve } from "node:path";

// runtime/online/embedded/options.ts
var embeddedSchema = {
  description: "`embedded` (LMDB) is a folder and needs no server.",
  required: ["path"],
  properties: {
    path: {
      description: "The folder of the store, relative to this file.",
      type: "string",
      minLength: 1,
      examples: [".feat/online"],
    },
  },
};

// runtime/online/redis/options.ts
var redisSchema = {
  description: "`redis` is a server of Redis or Valkey.",
  required: ["url"],
  properties: {
    url: {
      description:
        "`redis://user:password@host:port/database`, or `rediss://` for TLS. User, password and database may be left out.",
      type: "string",
      minLength: 1,
      examples: ["${REDIS_URL}"],
    },
  },
};

// runtime/online/schemas.ts
var storeSchemas = {
  embedded: embeddedSchema,
  redis: redisSchema,
};

// runtime/online/registry.ts
var opens = {
  embedded: async ({ path }, { folder }) =>
    (await import("./embedded-WQFOHO3N.js")).openEmbedded(resolve(folder, String(path))),
  redis: async ({ url }) => (await import("./redis-HJWPP3J5.js")).openRedis(String(url)),
};
var onlineStores = new Map(
  Object.keys(storeSchemas).map((kind) => [kind, { kind, schema: storeSchemas[kind], open: opens[kind] }]),
);

export {
  aggregates_exports,
  callExtern,
  createClientRuntime,
  functions_exports,
  JsonNumber,
  jsonTextOf,
  levenshtein,
  microsOfText,
  onlineStores,
  parseJson,
  service_exports,
  toDate2 as toDate,
  typeText,
};
//# sourceMappingURL=chunk-FOX7OVWN.js.map
