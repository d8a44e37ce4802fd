import type { Int } from "../values.js";
import { dateText, daysOfMicros, daysOfText, microsOfDays, microsOfText, timestampText } from "./calendar.js";
import { fitInt64 } from "./int64.js";
import { strict1 } from "./strict.js";

type Cast<A, R> = (value: A | null) => R | null;

const cast =
  <A, R>(f: (value: A) => R | null): Cast<A, R> =>
  (value) =>
    value === null ? null : f(value);

/** The value itself, for casts and conversions that change nothing in memory. */
export const same = <A>(value: A): A => value;

const int32Min = -(2 ** 31);
const int32Max = 2 ** 31 - 1;
const fitInt32 = (value: Int): number | null => (value >= int32Min && value <= int32Max ? Number(value) : null);

/** Rounds toward zero (MEANING B21). */
function truncated(value: number): Int | null {
  const whole = Math.trunc(value) + 0;
  if (Number.isSafeInteger(whole)) return whole;
  return Number.isFinite(whole) ? fitInt64(BigInt(whole)) : null;
}
function parsedInt(text: string): Int | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value + 0;
  // No int64 has more than 19 digits, so a text of a million digits need not become a bigint.
  const digits = text.replace(/^[+-]?0*/, "");
  if (digits.length > 19) return null;
  return fitInt64(BigInt(text.startsWith("-") ? `-${digits}` : digits));
}
function parsedFloat(text: string): number | null {
  if (!/^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
const rounded = (value: number | null): number | null => {
  if (value === null) return null;
  const single = Math.fround(value);
  return Number.isFinite(single) ? single : null;
};

export const int64FromFloat64: Cast<number, Int> = cast(truncated);
export const int64FromString: Cast<string, Int> = cast(parsedInt);
export const int32FromInt64: Cast<Int, number> = cast(fitInt32);
export const int32FromFloat64: Cast<number, number> = cast((value) => cast(fitInt32)(truncated(value)));
export const int32FromString: Cast<string, number> = cast((text) => cast(fitInt32)(parsedInt(text)));

/** Rounds to the nearest float, ties to even, as `Number` of a bigint does. */
export const float64FromInt64 = strict1((value: Int) => Number(value));
export const float64FromString: Cast<string, number> = cast(parsedFloat);
export const float32FromFloat64: Cast<number, number> = rounded;
export const float32FromString: Cast<string, number> = cast((text) => rounded(parsedFloat(text)));
export const float32FromInt64 = strict1((value: Int) => Math.fround(Number(value)));

export const stringFromBool = strict1((value: boolean) => String(value));
export const stringFromInt64 = strict1((value: Int) => String(value));
export const stringFromFloat64 = strict1((value: number) => String(value));
export const stringFromDate = strict1(dateText);
export const stringFromTimestamp = strict1(timestampText);

export const boolFromString: Cast<string, boolean> = cast((text) =>
  text === "true" ? true : text === "false" ? false : null,
);
export const timestampFromDate = strict1(microsOfDays);
export const timestampFromString: Cast<string, Int> = cast(microsOfText);
export const dateFromTimestamp = strict1(daysOfMicros);
export const dateFromString: Cast<string, number> = cast(daysOfText);
