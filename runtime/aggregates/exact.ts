/*
 * Exact sums of floats. Every float64 is a whole number of units of 2^-1074, so sums and squares are bigints. Only the
 * result is rounded, once.
 */

const view = new DataView(new ArrayBuffer(8));

/** A finite float in units of 2^-1074. */
export function units(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The number 1 in the units of `units`. */
export const one = 1n << 1074n;

/** The float nearest to a / b, ties to even, infinite beyond the range; `b` is positive. */
export function nearest(a: bigint, b: bigint): number {
  if (a < 0n) return -nearest(-a, b);
  // 66 bits are more than a float keeps. No float has bits below 2^-1074.
  const shift = Math.min(66 - (bitLength(a) - bitLength(b)), 1074);
  const [top, bottom] = shifted(a, b, shift);
  let quotient = top / bottom;
  const rest = top % bottom;
  if (quotient < 1n << 54n) {
    // All bits are kept, so the rounding is done here.
    const twice = rest * 2n;
    if (twice > bottom || (twice === bottom && quotient % 2n === 1n)) quotient += 1n;
  } else if (rest !== 0n) {
    // Set a bit below all the kept ones, so that `Number` does not see a tie.
    quotient |= 1n;
  }
  return Number(quotient) * 2 ** -shift;
}

/** The square root of a / b, correct to a unit in the last place. `a` is not negative, `b` is positive. */
export function nearestRoot(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const half = 66 - Math.ceil((bitLength(a) - bitLength(b)) / 2);
  const [top, bottom] = shifted(a, b, 2 * half);
  // Scale in two steps: 2^-half alone may be out of a float's range.
  const step = Math.trunc(half / 2);
  return Number(integerRoot(top / bottom)) * 2 ** -step * 2 ** (step - half);
}

/** Newton's method, from above. */
function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const shifted = (a: bigint, b: bigint, shift: number): readonly [bigint, bigint] =>
  shift >= 0 ? [a << BigInt(shift), b] : [a, b << BigInt(-shift)];
const bitLength = (value: bigint): number => {
  const digits = value.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
};
