import { type AggregateOverloadName, overloadName } from "../../../functions/overloads.js";
import type { WindowAggregate } from "../../../plan/algebra.js";
import { fn, id, rowPerElement, sql } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";
import { isUnsupported } from "../cell.js";
import { costs } from "./costs.js";
import { aggregates } from "./functions.js";
import { quotient } from "./numbers.js";
import { refused } from "./refused.js";
import { bigint, tryDecimal } from "./values.js";

/**
 * How Snowflake relates rows.
 *
 * Its ASOF JOIN takes one comparison of times and equalities, and gives any of the rows that are equally close. The rows
 * that a label may read are often equally close, and then the time at which they became known decides. So the portable
 * plans are used.
 *
 * https://docs.snowflake.com/en/sql-reference/constructs/asof-join
 */
export const capabilities: Capabilities = {
  lacks: new Set(["semi join", "filter", "rows in columns", "named windows", "limit all", "distinct on"]),
  words: {
    types: {},
    functions: { bool_and: "booland_agg", bool_or: "boolor_agg" },
    remainder: "mod",
    integer: "",
  },
  elementRows: (array, name) => ({
    relation: sql`LATERAL FLATTEN(INPUT => ${array})`,
    value: bigint(sql`${id(name)}.VALUE`),
  }),
  costs,
  asOfJoins: false,
  orderedStructs: false,
  stamps: null,
  rowWeight: null,
  spans: false,
  materializes: false,
  distinctOn: false,
  frames: canBeFramed,
  labelColumns: false,
  kept: null,
  listsBehindFrom: true,
  inOrder: (value) => value,
  inPartition: (value) => value,
  tryDecimal,
  boundElement: refused,
  quotient,
  rowPerValue: (values, how) =>
    rowPerElement(
      how === "all" ? fn("array_construct", ...values) : fn("array_distinct", fn("array_construct", ...values)),
    ),
  rowPerInteger: (from, to) => rowPerElement(fn("array_generate_range", from, to)),
};

/** The aggregates over which Snowflake documents sliding frames, which all cells without `framed` consist of. */
function canBeFramed(aggregate: WindowAggregate): boolean {
  const cell = aggregates[overloadName(aggregate) as AggregateOverloadName];
  return isUnsupported(cell) || !("framed" in cell);
}
