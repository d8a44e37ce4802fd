import { stampFunction } from "../../../../runtime/postgres-names.js";
import { aggregateOverload } from "../../../functions/index.js";
import { type AggregateOverloadName, overloadName } from "../../../functions/overloads.js";
import type { WindowAggregate } from "../../../plan/algebra.js";
import { col, fn, id, list, op, type Sql, sql, withOffset } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";
import { isUnsupported } from "../cell.js";
import { costs } from "./costs.js";
import { aggregates } from "./functions.js";
import { boundElement, inOrder, tryDecimal } from "./values.js";

/** How Postgres relates rows. */
export const capabilities: Capabilities = {
  lacks: new Set(["star except", "qualify", "semi join", "unnamed subquery"]),
  words: null,
  costs,
  asOfJoins: false,
  orderedStructs: false,
  stamps: {
    at: stampAt,
    present: fn("pg_temp.feat_is_instant", col("@stamp")),
  },
  rowWeight: sql`CAST(current_setting('feat.row_weight') AS DOUBLE PRECISION)`,
  spans: false,
  materializes: true,
  distinctOn: true,
  frames: (aggregate) => canBeFramed(aggregate) && isIncremental(aggregate),
  labelColumns: false,
  kept: withOffset,
  listsBehindFrom: true,
  inOrder,
  inPartition: (value) => value,
  tryDecimal,
  boundElement,
  quotient: (dividend, divisor) => op("/", dividend, divisor),
  rowPerValue: (values, how) => {
    const all = sql`unnest(ARRAY[${list(values)}])`;
    return how === "all" || values.length === 1 ? all : different(values);
  },
  rowPerInteger: (from, to) => fn("generate_series", from, sql`${to} - 1`),
};

/** The warehouse makes this function together with the relation. */
function stampAt(micros: Sql, relation: string): Sql {
  return sql`pg_temp.${id(stampFunction(relation))}(${micros})`;
}

/** An aggregate that holds all its values in an order of its own cannot be framed. */
function canBeFramed(aggregate: WindowAggregate): boolean {
  const cell = aggregates[overloadName(aggregate) as AggregateOverloadName];
  return isUnsupported(cell) || !("framed" in cell);
}

/** Each value once. A value that equals an earlier one becomes null, and nulls are left out. */
function different(values: readonly Sql[]): Sql {
  const kept = values.map((value, index) =>
    values.slice(0, index).reduce((left, each) => fn("nullif", left, each), value),
  );
  return sql`unnest(array_remove(ARRAY[${list(kept)}], NULL))`;
}

/**
 * Postgres can remove rows from a frame only for counts and sums of integers. It computes all other aggregates anew for
 * each row, except over a lifetime, where no row leaves the frame.
 */
const isIncremental = (aggregate: WindowAggregate): boolean =>
  aggregateOverload(aggregate).invertible === true || (aggregate.micros === null && running.has(aggregate.function));
const running: ReadonlySet<string> = new Set(["count", "sum", "min", "max", "any", "all"]);
