import { type AggregateOverloadName, overloadName } from "../functions/overloads.js";
import type { AggregateCell } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { supported } from "./supported.js";

/** The dialect's cell for an aggregate. */
export function aggregateCell(
  aggregate: { readonly function: string; readonly overload: string },
  dialect: Dialect,
): AggregateCell {
  const name = overloadName(aggregate);
  return supported(dialect.aggregates[name as AggregateOverloadName], name, dialect);
}
