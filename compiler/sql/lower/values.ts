import { aggregateOverload } from "../../functions/index.js";
import type { WindowAggregate } from "../../plan/algebra.js";
import { calls, partColumn } from "../aggregate.js";
import { aggregateCell } from "../aggregate-cell.js";
import type { Dialect } from "../dialects/dialect.js";
import { all, caseOf, col, type Sql, sql } from "../tree/index.js";

/** The columns that hold the results of an aggregate's calls. */
export const partNames = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateCell(aggregate, dialect).calls.map((_, index) => partColumn(aggregate, index));

/** Does it read the rows' order? */
export const readsOrder = (aggregate: WindowAggregate): boolean => aggregateOverload(aggregate).ordered === true;

/**
 * An aggregate's calls over a window's frame, of which only events count. An engine is slow at FILTER with OVER; a null argument is as good, for aggregates
 * leave nulls out, and instants have no arguments. So only a count of rows asks for events.
 */
export function frameCalls(aggregate: WindowAggregate, event: Sql, dialect: Dialect): readonly Sql[] {
  const where = aggregate.where === null ? null : col(aggregate.where);
  if (aggregate.args.length === 0) {
    const counted = caseOf([[where === null ? event : all([event, where]), sql`1`]]);
    return [sql`count(${counted})`];
  }
  return calls({ ...aggregate, where: null }, "whole", [], dialect, { where: where ?? undefined });
}
