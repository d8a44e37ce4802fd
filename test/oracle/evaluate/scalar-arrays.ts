import { float, int, isInt, list, type Scalar, strict } from "./scalar-words.js";
import { compare, equal, type Value } from "./values.js";

/* Arrays and vectors, from their meaning alone. */

const numbers = (xs: Value): readonly number[] => list(xs).map((x) => (isInt(x) ? Number(x) : float(x)));
const present = (xs: Value): readonly Value[] => list(xs).filter((x) => x !== null);
const total = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0);
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

const ofVectors = (f: (...vectors: readonly (readonly number[])[]) => number): Scalar =>
  strict((...vectors) =>
    vectors.some((v) => list(v).includes(null) || list(v).length !== list(vectors[0] ?? null).length)
      ? null
      : finite(f(...vectors.map(numbers))),
  );
const zipped = (x: readonly number[], y: readonly number[], f: (a: number, b: number) => number): number =>
  total(x.map((a, i) => f(a, y[i] ?? Number.NaN)));
const dot = (x: readonly number[] = [], y: readonly number[] = []): number => zipped(x, y, (a, b) => a * b);

const best = (sign: number): Scalar =>
  strict((xs = null) => {
    const [found] = [...present(xs)].sort((a, b) => compare(b, a) * sign);
    return found ?? null;
  });

const radians = (degrees: number): number => (degrees / 180) * Math.PI;

export const arrays: Readonly<Record<string, Scalar>> = {
  slice: strict((xs = null, from = null, count = 2n ** 62n) =>
    int(from) < 0n || int(count) < 0n
      ? null
      : list(xs).filter((_, i) => BigInt(i) >= int(from) && BigInt(i) < int(from) + int(count)),
  ),
  range: strict((from = null, to = null) => {
    if (int(to) - int(from) > 10_000n) return null;
    const found: bigint[] = [];
    for (let i = int(from); i < int(to); i++) found.push(i);
    return found;
  }),
  array_concat: strict((...arrays) => arrays.flatMap((xs) => [...list(xs)])),
  array_distinct: strict((xs = null) => {
    const found: Value[] = [];
    for (const x of list(xs)) {
      if (!found.some((y) => (x === null || y === null ? x === y : equal(x, y)))) found.push(x);
    }
    return found;
  }),
  array_sort: strict((xs = null) => [...list(xs)].sort(compare)),
  array_min: best(-1),
  array_max: best(1),
  array_sum: strict((xs = null) => (present(xs).length === 0 ? null : finite(total(numbers(present(xs)))))),
  array_avg: strict((xs = null) => finite(total(numbers(present(xs))) / present(xs).length)),
  dot: ofVectors(dot),
  norm: ofVectors((x) => Math.sqrt(dot(x, x))),
  cosine_similarity: ofVectors((x, y) => {
    const cosine = dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y)));
    return Math.abs(cosine) > 1 && Number.isFinite(cosine) ? Math.sign(cosine) : cosine;
  }),
  euclidean_distance: ofVectors((x = [], y = []) => Math.sqrt(zipped(x, y, (a, b) => (a - b) ** 2))),
  entropy: strict((xs = null) => {
    const positive = numbers(present(xs)).filter((x) => x > 0);
    const sum = total(positive);
    if (positive.length === 0 || sum === Number.POSITIVE_INFINITY) return null;
    return -total(positive.map((x) => x / sum).map((p) => (p === 0 ? 0 : p * Math.log(p))));
  }),
  haversine_km: strict((lat1 = null, lon1 = null, lat2 = null, lon2 = null) => {
    const [a, b, c, d] = [float(lat1), float(lon1), float(lat2), float(lon2)];
    if (Math.max(Math.abs(a), Math.abs(c)) > 90 || Math.max(Math.abs(b), Math.abs(d)) > 180) return null;
    const haversine = (x: number): number => Math.sin(radians(x) / 2) ** 2;
    const h = haversine(c - a) + Math.cos(radians(a)) * Math.cos(radians(c)) * haversine(d - b);
    return 6371.0088 * 2 * Math.asin(Math.sqrt(Math.min(h, 1)));
  }),
};
