/* The shape of a distribution of one or two variables, in float64. */

type Floats = readonly number[];
type Pairs = readonly (readonly [number, number])[];

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
/** Each value is divided by the count first, so that the sum stays in range. */
const mean = (values: Floats): number => {
  const plain = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Number.isFinite(plain) ? plain : values.reduce((sum, value) => sum + value / values.length, 0);
};

/** Linear interpolation between the neighbours (MEANING 64). */
export function percentile(values: Floats, share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  const part = at - Math.floor(at);
  // The difference may overflow although both values are in range.
  return Number.isFinite(high - low) ? low + part * (high - low) : low * (1 - part) + high * part;
}
export const median = (values: Floats): number | null => percentile(values, 0.5);

/** The sum of the powers of the standardised values. Null if all values are equal. */
function standardised(values: Floats, power: 3 | 4): number | null {
  if (values.every((value) => value === values[0])) return null;
  const center = mean(values);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
  return values.reduce((sum, value) => sum + ((value - center) / spread) ** power, 0);
}

/** G1, corrected for bias (MEANING 65). */
export function skewness(values: Floats): number | null {
  const n = values.length;
  const sum = n < 3 ? null : standardised(values, 3);
  return sum === null ? null : finite((n / ((n - 1) * (n - 2))) * sum);
}
/** Excess kurtosis G2. */
export function kurtosis(values: Floats): number | null {
  const n = values.length;
  const sum = n < 4 ? null : standardised(values, 4);
  if (sum === null) return null;
  const rest = (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  return finite(((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * sum - rest);
}

function products(pairs: Pairs): { readonly xy: number; readonly xx: number; readonly yy: number } {
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const sum = (of: (dx: number, dy: number) => number): number =>
    pairs.reduce((total, [a, b]) => total + of(a - x, b - y), 0);
  return { xy: sum((dx, dy) => dx * dy), xx: sum((dx) => dx * dx), yy: sum((_, dy) => dy * dy) };
}

export const covar = (pairs: Pairs): number | null =>
  pairs.length < 2 ? null : finite(products(pairs).xy / (pairs.length - 1));
export function corr(pairs: Pairs): number | null {
  if (pairs.length < 2 || [0, 1].some((side) => pairs.every((pair) => pair[side] === pairs[0]![side]))) return null;
  const { xy, xx, yy } = products(pairs);
  return finite(xy / (Math.sqrt(xx) * Math.sqrt(yy)));
}
