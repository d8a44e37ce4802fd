/**
 * A float's shortest text. With more than 15 digits it has an exponent: then an engine reads the nearest float, where it
 * could round a decimal once more.
 */
export function floatText(value: number): string {
  const digits = Object.is(value, -0) ? "-0e0" : String(value);
  const isShort = digits.replace(/[^0-9]/g, "").replace(/^0+/, "").length <= 15;
  if (digits.includes("e") || isShort) return digits;
  return Math.abs(value) >= 1e15 ? value.toExponential() : `${digits}e0`;
}

/** A literal with an exponent is a float by itself. */
export const hasExponent = (value: number): boolean => floatText(value).includes("e");
