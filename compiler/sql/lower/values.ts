import { aggregateOverload } from "../../functions/index.js";
import type { WindowAggregate } from "../../plan/algebra.js";
import { calls, partColumn } from "../aggregate.js";
import { aggregateCell } from "../aggregate-cell.js";
import type { Dialect } from "../dialects/dialect.js";
import type { Sql } from "../tree/index.js";

/** The columns of the results of an aggregate's calls. */
export const partNames = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateCell(aggregate, dialect).calls.map((_, index) => partColumn(aggregate, index));

/** True if the aggregate reads the rows' order. */
export const readsOrder = (aggregate: WindowAggregate): boolean => aggregateOverload(aggregate).ordered === true;

/**
 * An aggregate's calls over a window's frame. Only events count. The arguments of an instant are null, so only a count
 * of rows must ask for events.
 */
export const frameCalls = (aggregate: WindowAggregate, event: Sql, dialect: Dialect): readonly Sql[] =>
  calls(aggregate, "whole", aggregate.args.length === 0 ? [event] : [], dialect);
