import { aggregateOverload } from "../functions/index.js";
import type { AggregateSql } from "../functions/row.js";
import type { WindowAggregate } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";

/** The SQL of an aggregate's function over arguments of its types. */
export function aggregateSql(
  aggregate: Pick<WindowAggregate, "function" | "overload" | "types">,
  dialect: Dialect,
): AggregateSql & { readonly finish: string } {
  const sql = dialect.aggregate(aggregateOverload(aggregate).sql);
  return { ...sql, finish: typeof sql.finish === "string" ? sql.finish : sql.finish(aggregate.types) };
}
