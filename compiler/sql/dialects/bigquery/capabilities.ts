import { isFloat } from "../../../../runtime/types.js";
import { type AggregateOverloadName, overloadName } from "../../../functions/overloads.js";
import type { WindowAggregate } from "../../../plan/algebra.js";
import { cast, fn, id, isNotNull, list, number, op, rowPerElement, type Sql, select, sql } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";
import { isUnsupported } from "../cell.js";
import { costs } from "./costs.js";
import { aggregates } from "./functions.js";
import { boundAs, groupText, isGroupable, tryDecimal } from "./values.js";

/** How BigQuery relates rows. */
export const capabilities: Capabilities = {
  lacks: new Set([
    "star except",
    "unnamed subquery",
    "semi join",
    "lateral",
    "filter",
    "rows in columns",
    "distinct on",
    "alias as a column",
  ]),
  words: {
    types: { BIGINT: "INT64", INTEGER: "INT64", DOUBLE: "FLOAT64", VARCHAR: "STRING", BOOLEAN: "BOOL" },
    functions: { bool_and: "LOGICAL_AND", bool_or: "LOGICAL_OR" },
    remainder: "MOD",
    integer: "INT64",
  },
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
  // BigQuery partitions by no floats and no nested values. 0 and -0 are one value.
  inPartition: (value, type) => {
    if (isFloat(type)) return cast(op("+", value, number(0)), "STRING");
    return isGroupable(type) ? value : groupText(value);
  },
  tryDecimal,
  boundElement: boundAs,
  quotient: (dividend, divisor) => fn("DIV", dividend, divisor),
  rowPerValue: (values, how) => {
    const all = sql`[${list(values)}]`;
    return rowPerElement(how === "all" ? all : different(all));
  },
  rowPerInteger: (from, to) => rowPerElement(fn("GENERATE_ARRAY", from, op("-", to, number(1)))),
};

/** An aggregate that holds its values cannot be framed. */
function canBeFramed(aggregate: WindowAggregate): boolean {
  const cell = aggregates[overloadName(aggregate) as AggregateOverloadName];
  return isUnsupported(cell) || !("framed" in cell);
}

function different(values: Sql): Sql {
  const each = id("~d");
  return sql`ARRAY${select({ distinct: true, columns: [each], from: sql`UNNEST(${values}) AS ${each}`, where: [isNotNull(each)] })}`;
}
