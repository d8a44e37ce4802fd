import { exactly, like } from "../define.js";
import { orderedKinds } from "../kinds.js";
import type { AggregateFunction, AggregateOverload } from "../row.js";
import { maxOfVectors, minOfVectors } from "./vectors.js";

/** Keeps the argument's own type (MEANING A7). A bool has no order: use `any` and `all` (MEANING A8). */
const extreme = (name: "min" | "max", doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [
    ...orderedKinds.map(
      (kind): AggregateOverload => ({
        key: kind,
        params: [exactly("x", kind)],
        result: like(0),
        empty: "null",
        merges: true,
        ts: kind === "string" ? `${name}String` : name,
      }),
    ),
    name === "min" ? minOfVectors : maxOfVectors,
  ],
});

export const extremes: readonly AggregateFunction[] = [
  extreme("min", "The smallest value; strings compare by code points, fixed vectors element by element."),
  extreme("max", "The greatest value; strings compare by code points, fixed vectors element by element."),
];
