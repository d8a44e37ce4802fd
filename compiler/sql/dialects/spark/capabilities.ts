import { type AggregateOverloadName, overloadName } from "../../../functions/overloads.js";
import type { WindowAggregate } from "../../../plan/algebra.js";
import { fn, id, list, sql } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";
import { isUnsupported } from "../cell.js";
import { costs } from "./costs.js";
import { aggregates } from "./functions.js";
import { quotient } from "./numbers.js";
import { prelude } from "./prelude.js";
import { boundElement, rangeOf, tryDecimal } from "./values.js";

/** How Spark relates rows. */
export const capabilities: Capabilities = {
  lacks: new Set(["star except", "qualify", "distinct on"]),
  words: null,
  prelude,
  costs,
  asOfJoins: false,
  orderedStructs: false,
  stamps: null,
  rowWeight: null,
  spans: false,
  materializes: false,
  distinctOn: false,
  frames: (aggregate) => canBeFramed(aggregate) && aggregate.micros === null && running.has(aggregate.function),
  labelColumns: false,
  kept: null,
  listsBehindFrom: true,
  inOrder: (value) => value,
  inPartition: (value) => value,
  tryDecimal,
  boundElement: (name, value, body) => boundElement(id(name), value, body),
  quotient,
  rowPerValue: (values, how) => {
    const all = sql`array(${list(values)})`;
    return fn("explode", how === "all" ? all : fn("array_distinct", all));
  },
  rowPerInteger: (from, to) => fn("explode", rangeOf(from, to)),
};

function canBeFramed(aggregate: WindowAggregate): boolean {
  const cell = aggregates[overloadName(aggregate) as AggregateOverloadName];
  return isUnsupported(cell) || !("framed" in cell);
}

/** Spark computes a frame anew for each row, except over a lifetime, where no row leaves it. */
const running: ReadonlySet<string> = new Set(["count", "sum", "min", "max", "any", "all"]);
