import { exactly, gives } from "../define.js";
import type { AggregateFunction, AggregateOverload } from "../row.js";
import { avgOfVectors, sumOfVectors } from "./vectors.js";

/*
 * A sum of ints is exact, and only the total can be out of range (MEANING B4). A sum of floats is never computed as the
 * difference of two sums.
 */

const ofInt = (ts: string): AggregateOverload => ({
  key: "int64",
  params: [exactly("x", "int64")],
  result: gives("float64"),
  empty: "null",
  ts,
});
const ofFloat = (ts: string): AggregateOverload => ({
  ...ofInt(ts),
  key: "float64",
  params: [exactly("x", "float64")],
});

const ofDecimal: AggregateOverload = {
  ...ofInt("sumDecimal"),
  key: "decimal",
  params: [exactly("x", "decimal")],
  result: ([x]) => (x?.kind === "decimal" ? { ...x, precision: 38 } : x!),
  spans: "states",
};

export const statistics: readonly AggregateFunction[] = [
  {
    name: "sum",
    doc: "The sum. A sum of ints is an exact int64, and a total out of range is an error; a sum of decimals has 38 digits; fixed vectors sum element by element.",
    overloads: [
      { ...ofInt("sumInt64"), result: gives("int64"), merges: true, invertible: true },
      { ...ofFloat("sumFloat64"), merges: true },
      ofDecimal,
      sumOfVectors,
    ],
  },
  {
    name: "avg",
    doc: "The mean, a float64; for fixed vectors the mean of each element.",
    overloads: [{ ...ofInt("avgInt64"), merges: true }, { ...ofFloat("avgFloat64"), merges: true }, avgOfVectors],
  },
  {
    name: "stddev",
    doc: "The standard deviation of a sample; null for fewer than two values.",
    overloads: [ofInt("stddevInt64"), ofFloat("stddevFloat64")],
  },
  {
    name: "variance",
    doc: "The variance of a sample; null for fewer than two values.",
    overloads: [ofInt("varianceInt64"), ofFloat("varianceFloat64")],
  },
];
