import { fn, list, op, sql } from "../../tree/index.js";
import type { Capabilities } from "../capabilities.js";

export const capabilities: Capabilities = {
  lacks: new Set(),
  asOfJoins: true,
  orderedStructs: true,
  lateral: false,
  frames: () => true,
  labelColumns: true,
  listsBehindFrom: false,
  quotient: (dividend, divisor) => op("//", dividend, divisor),
  rowPerValue: (values, how) =>
    how === "all" ? sql`unnest([${list(values)}])` : sql`unnest(list_distinct([${list(values)}]))`,
  rowPerInteger: (from, to) => fn("unnest", fn("range", from, to)),
};
