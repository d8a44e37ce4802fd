/**
 * The language's functions and operators in TypeScript, as generated code calls them in production.
 *
 * In: values as they are in memory (runtime/values.ts). Out: the same.
 * Always: pure. Every function accepts null arguments. An int64 result has its one form (a number if it is safe, a
 * bigint beyond). Inside an expression a float may be infinite, NaN or -0; the code that stores it checks it. Overflow
 * throws `FeatureError`. Names match the rows in `compiler/functions/`.
 */
export * from "./arithmetic.js";
export * from "./array-values.js";
export * from "./arrays.js";
export * from "./calendar-between.js";
export {
  dayOf,
  dayOfDate,
  dayOfWeek,
  dayOfWeekDate,
  dayOfYear,
  dayOfYearDate,
  hourOf,
  isWeekend,
  isWeekendDate,
  minuteOf,
  monthOf,
  monthOfDate,
  quarterOf,
  quarterOfDate,
  secondOf,
  startOf,
  startOfDate,
  weekOf,
  weekOfDate,
  yearOf,
  yearOfDate,
} from "./calendar-parts.js";
export * from "./casts.js";
export * from "./comparison.js";
export {
  absDecimal,
  addDecimal,
  decimalFromDecimal,
  decimalFromFloat64,
  decimalFromInt64,
  decimalFromString,
  float64FromDecimal,
  inDigits,
  inDigitsList,
  int32FromDecimal,
  int64FromDecimal,
  multiplyDecimal,
  negateDecimal,
  rescaled,
  stringFromDecimal,
  subtractDecimal,
  widened,
  widenedList,
} from "./decimals.js";
export { FeatureError, inFeature, once } from "./feature-error.js";
export * from "./geography.js";
export * from "./hashing.js";
export * from "./json.js";
export { jsonText } from "./json-text.js";
export * from "./list-elements.js";
export * from "./maps.js";
export * from "./numbers.js";
export * from "./ordering.js";
export { regexExtract, regexMatches, regexReplace } from "./regex.js";
export * from "./shaping.js";
export {
  stored,
  storedEach,
  storedInRange,
  storedList,
  storedNotNull,
  storedStruct,
  storedUnlessNull,
  storedVector,
  storedVectorNotNull,
} from "./stored.js";
export {
  concat,
  contains,
  endsWith,
  lengthString,
  lower,
  ltrim,
  rtrim,
  startsWith,
  substr,
  trim,
  upper,
} from "./text.js";
export * from "./text-edits.js";
export * from "./time.js";
export * from "./trigonometry.js";
export * from "./vectors.js";
