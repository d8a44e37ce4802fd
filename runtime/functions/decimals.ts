/*
 * Decimals. In memory a decimal is its digits without the point, as an int that is kept like an int64. Decimals of one
 * type are equal, ordered and summed as these ints are. The scale, the number of digits after the point, belongs to the
 * type.
 */
import type { Int } from "../values.js";
import { int32FromInt64 } from "./casts.js";
import { FeatureError } from "./feature-error.js";
import { fitInt64, narrow } from "./int64.js";
import { strict1, strict2 } from "./strict.js";

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The number without its point, and whether all digits were kept. Null if the text is not a number. */
function unscaled(text: string, scale: number): { readonly digits: bigint; readonly exact: boolean } | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const value = scaled(digits, shift);
  return { digits: value, exact: scaled(value, -shift) === digits };
}

/** Multiplies by a power of ten. If digits are lost, it rounds half away from zero. */
function scaled(digits: bigint, by: number): bigint {
  if (by >= 0) return digits * 10n ** BigInt(by);
  const unit = 10n ** BigInt(-by);
  const half = digits < 0n ? -(unit / 2n) : unit / 2n;
  return (digits + half) / unit;
}

const fits = (digits: bigint, precision: number): boolean =>
  digits < 10n ** BigInt(precision) && digits > -(10n ** BigInt(precision));

/**
 * The text as a decimal of the type. Null if it is not a number, has too many digits after the point, or too many
 * before it.
 */
export function decimalOfText(text: string, precision: number, scale: number): Int | null {
  const read = unscaled(text, scale);
  return read === null || !read.exact || !fits(read.digits, precision) ? null : narrow(read.digits);
}

/** With all the digits that the type has after the point: `"12.30"`. */
export function decimalText(value: Int, scale: number): string {
  const digits = BigInt(value);
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = text.length - scale;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${scale === 0 ? "" : `.${text.slice(point)}`}`;
}

const MOST = 38;
/** More than 38 digits are an error. */
export function toDecimal(digits: bigint): Int {
  if (!fits(digits, MOST)) throw new FeatureError("decimal overflow");
  return narrow(digits);
}

/* Arithmetic on two decimals of one scale. A product's scale is the sum of both scales. */
export const addDecimal = strict2((a: Int, b: Int) => toDecimal(BigInt(a) + BigInt(b)));
export const subtractDecimal = strict2((a: Int, b: Int) => toDecimal(BigInt(a) - BigInt(b)));
export const multiplyDecimal = strict2((a: Int, b: Int) => toDecimal(BigInt(a) * BigInt(b)));
export const absDecimal = strict1((a: Int) => (a < 0 ? narrow(-BigInt(a)) : a));
export const negateDecimal = strict1((a: Int) => narrow(-BigInt(a)));

/**
 * Converts between decimal types and rounds half away from zero. Null if the value does not fit. An int is a decimal of
 * scale 0.
 */
export function rescaled(value: Int | null, from: number, precision: number, to: number): Int | null {
  if (value === null) return null;
  const digits = scaled(BigInt(value), to - from);
  return fits(digits, precision) ? narrow(digits) : null;
}

/** Converts to a type that has at least as many digits before the point and after it. */
export function widened(value: Int, from: number, to: number): Int;
export function widened(value: Int | null, from: number, to: number): Int | null;
export function widened(value: Int | null, from: number, to: number): Int | null {
  return value === null ? null : narrow(scaled(BigInt(value), to - from));
}

const eachOf = (f: (value: Int | null, from: number, to: number) => Int | null) => {
  function list(values: readonly (Int | null)[], from: number, to: number): readonly (Int | null)[];
  function list(values: readonly (Int | null)[] | null, from: number, to: number): readonly (Int | null)[] | null;
  function list(values: readonly (Int | null)[] | null, from: number, to: number): readonly (Int | null)[] | null {
    return values === null ? null : values.map((value) => f(value, from, to));
  }
  return list;
};
export const widenedList = eachOf(widened);

/** The same for a result that may have more than 38 digits, which is an error (MEANING 80). */
export function inDigits(value: Int, from: number, to: number): Int;
export function inDigits(value: Int | null, from: number, to: number): Int | null;
export function inDigits(value: Int | null, from: number, to: number): Int | null {
  return value === null ? null : toDecimal(scaled(BigInt(value), to - from));
}

export const inDigitsList = eachOf(inDigits);

export const float64FromDecimal = strict2((value: Int, scale: number) => Number(decimalText(value, scale)));
export const stringFromDecimal = strict2(decimalText);
/** Rounds half away from zero (MEANING 80). */
export const int64FromDecimal = (value: Int | null, scale: number | null): Int | null =>
  value === null || scale === null ? null : fitInt64(scaled(BigInt(value), -scale));

export const int32FromDecimal = (value: Int | null, scale: number | null): number | null =>
  int32FromInt64(int64FromDecimal(value, scale));

/**
 * Takes the texts that `int64("…")` and `float64("…")` take, and rounds half away from zero. Null if the text is not a
 * number or does not fit.
 */
export function decimalFromString(text: string | null, precision: number | null, scale: number | null): Int | null {
  if (text === null || precision === null || scale === null) return null;
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return null;
  const read = unscaled(text, scale);
  return read === null || !fits(read.digits, precision) ? null : narrow(read.digits);
}
export const decimalFromInt64 = (value: Int | null, precision: number | null, scale: number | null): Int | null =>
  precision === null || scale === null ? null : rescaled(value, 0, precision, scale);
/** Goes by the float's shortest text, so that 0.1 becomes 0.1. */
export function decimalFromFloat64(value: number | null, precision: number | null, scale: number | null): Int | null {
  if (value === null || precision === null || scale === null || !Number.isFinite(value)) return null;
  const read = unscaled(String(value), scale);
  return read === null || !fits(read.digits, precision) ? null : narrow(read.digits);
}
export const decimalFromDecimal = (
  value: Int | null,
  precision: number | null,
  scale: number | null,
  from: number,
): Int | null => (precision === null || scale === null ? null : rescaled(value, from, precision, scale));
