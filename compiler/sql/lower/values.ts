import { aggregateOverload } from "../../functions/index.js";
import type { WindowAggregate } from "../../plan/algebra.js";
import { calls, partColumn } from "../aggregate.js";
import { aggregateCell } from "../aggregate-cell.js";
import type { Dialect } from "../dialects/dialect.js";
import type { Sql } from "../tree/index.js";

/** The columns that hold the results of an aggregate's calls. */
export const partNames = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateCell(aggregate, dialect).calls.map((_, index) => partColumn(aggregate, index));

/** Does it read the rows' order? */
export const readsOrder = (aggregate: WindowAggregate): boolean => aggregateOverload(aggregate).ordered === true;

/** An aggregate's calls over a window's frame, of which only events count. Instants have no arguments, so only a count of rows asks for events. */
export const frameCalls = (aggregate: WindowAggregate, event: Sql, dialect: Dialect): readonly Sql[] =>
  calls(aggregate, "whole", aggregate.args.length === 0 ? [event] : [], dialect);
