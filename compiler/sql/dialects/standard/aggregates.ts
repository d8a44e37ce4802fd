import type { AggregateOverloadName } from "../../../functions/overloads.js";
import { type AggregateCell, forEach } from "../cell.js";

/* Aggregates that all engines write alike. */

const kinds = ["int32", "int64", "float32", "float64", "string", "timestamp", "date", "decimal"] as const;

const counted = (call: string): AggregateCell => ({
  calls: [call],
  parts: { calls: [call], merge: ["sum"], finish: "CAST({0} AS BIGINT)" },
});
const extreme = (name: "min" | "max"): AggregateCell => ({
  calls: [`${name}({0})`],
  parts: { calls: [`${name}({0})`], merge: [name] },
});

export const aggregates = {
  "count/rows": counted("count(*)"),
  "count/values": counted("count({0})"),
  "count_distinct/values": { calls: ["count(DISTINCT {0})"] },
  ...forEach(
    kinds,
    (kind) => `min/${kind}`,
    () => extreme("min"),
  ),
  ...forEach(
    kinds,
    (kind) => `max/${kind}`,
    () => extreme("max"),
  ),
  "sum/float64": { calls: ["sum({0})"], parts: { calls: ["sum({0})"], merge: ["sum"] } },
  "covar/float64": { calls: ["covar_samp({0}, {1})"] },
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;
