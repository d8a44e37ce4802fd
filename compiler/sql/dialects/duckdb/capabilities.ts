import { duckdbCosts } from "../../../plan/strategies/costs.js";
import { boundAs, fn, id, list, op, sql, tryCast } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";
import { typeOf } from "./types.js";

export const capabilities: Capabilities = {
  lacks: new Set(),
  words: null,
  costs: duckdbCosts,
  asOfJoins: true,
  orderedStructs: true,
  stamps: null,
  rowWeight: null,
  spans: true,
  materializes: false,
  distinctOn: false,
  frames: () => true,
  labelColumns: true,
  kept: null,
  listsBehindFrom: false,
  inOrder: (value) => value,
  inPartition: (value) => value,
  tryDecimal: (value, type) => tryCast(value, typeOf(type)),
  boundElement: (name, value, body) => boundAs(id(name), value, body),
  quotient: (dividend, divisor) => op("//", dividend, divisor),
  rowPerValue: (values, how) =>
    how === "all" ? sql`unnest([${list(values)}])` : sql`unnest(list_distinct([${list(values)}]))`,
  rowPerInteger: (from, to) => fn("unnest", fn("range", from, to)),
};
