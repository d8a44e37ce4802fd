/**
 * A float's shortest text. A text with more than 15 digits has an exponent: an engine reads that as the nearest float,
 * while it might round a decimal once more.
 */
export function floatText(value: number): string {
  const digits = Object.is(value, -0) ? "-0e0" : String(value);
  const isShort = digits.replace(/[^0-9]/g, "").replace(/^0+/, "").length <= 15;
  if (digits.includes("e") || isShort) return digits;
  return Math.abs(value) >= 1e15 ? value.toExponential() : `${digits}e0`;
}

/** True if the literal has an exponent, which makes it a float by itself. */
export const hasExponent = (value: number): boolean => floatText(value).includes("e");
