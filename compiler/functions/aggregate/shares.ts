import type { ScalarName } from "../../../runtime/types.js";
import { exactly, gives } from "../define.js";
import type { AggregateFunction } from "../row.js";

const ofBool = (name: string, result: ScalarName, doc: string): AggregateFunction => ({
  name,
  doc,
  overloads: [
    {
      key: "bool",
      params: [exactly("x", "bool")],
      result: gives(result),
      empty: "null",
      merges: true,
      ts: name,
    },
  ],
});

/** Over the non-null values. Null if there are none, also for `all` (MEANING C2). */
export const shares: readonly AggregateFunction[] = [
  ofBool("fraction", "float64", "The share of the values that are true."),
  ofBool("any", "bool", "Whether at least one value is true."),
  ofBool("all", "bool", "Whether all values are true."),
];
