import { avgFloat64, sumFloat64 } from "./numbers.js";

/* Aggregates over vectors of one length, element by element. The result is null if an element of it is not finite. */

type Vectors = readonly (readonly (number | bigint)[])[];

function byPlace(vectors: Vectors, of: (elements: readonly number[]) => number | null): readonly number[] | null {
  const [first] = vectors;
  if (first === undefined) return null;
  const result: number[] = [];
  for (let place = 0; place < first.length; place++) {
    const element = of(vectors.map((vector) => Number(vector[place])));
    if (element === null || !Number.isFinite(element)) return null;
    result.push(element);
  }
  return result;
}

export const sumVectors = (vectors: Vectors): readonly number[] | null => byPlace(vectors, sumFloat64);
export const avgVectors = (vectors: Vectors): readonly number[] | null => byPlace(vectors, avgFloat64);
export const minVectors = (vectors: Vectors): readonly number[] | null =>
  byPlace(vectors, (elements) => Math.min(...elements));
export const maxVectors = (vectors: Vectors): readonly number[] | null =>
  byPlace(vectors, (elements) => Math.max(...elements));
