import { aggregateOverload } from "../functions/index.js";
import type { WindowAggregate } from "../plan/algebra.js";
import { aggregateCell } from "./aggregate-cell.js";
import { type AggregateCell, type AggregateNames, fillAggregate } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { literal } from "./expression.js";
import { all, caseOf, col, filtered, fn, number, type Sql, text } from "./tree/index.js";

/**
 * `whole`: over all rows at once. `parts`: over parts, merged by the engine's aggregates. `states`: over parts whose
 * states templates merge.
 */
export type Extent = "whole" | "parts" | "states";
interface Columns {
  /** The instant of the evaluation. */
  readonly t?: Sql;
  /** A row's own time. */
  readonly time?: Sql;
  /** The relation that holds the aggregate's columns. */
  readonly of?: string;
}

/**
 * An aggregate's calls, each over the rows that meet these conditions and the aggregate's own. OVER may follow each
 * call.
 *
 * For other rows the arguments are null, which aggregates ignore. FILTER would mean the same, but it is slow with OVER,
 * and DuckDB holds a copy of all columns for each FILTER: a thousand of them took gigabytes. Only an aggregate that
 * holds all its values has a FILTER, so that it holds no nulls.
 */
export function calls(
  aggregate: WindowAggregate,
  extent: Extent,
  conditions: readonly Sql[],
  dialect: Dialect,
  columns: Columns = {},
): readonly Sql[] {
  const { of } = columns;
  const where = [...(aggregate.where === null ? [] : [col(aggregate.where, of)]), ...conditions];
  const names = namesOf(aggregate, dialect, columns);
  const { calls: made } = formOf(aggregate, extent, dialect);
  const filled = (read: (column: string) => Sql): readonly Sql[] =>
    made.map((call) =>
      fillAggregate(
        call,
        aggregate.args.map((arg, index) => ("column" in arg ? read(arg.column) : names.literals[index]!)),
        names,
      ),
    );
  if (where.length === 0) return filled((column) => col(column, of));
  const condition = all(where);
  if (aggregate.args.length === 0) return [fn("count", caseOf([[condition, ONE]]))];
  return aggregateOverload(aggregate).framed === false
    ? filled((column) => col(column, of)).map((call) => filtered(call, condition))
    : filled((column) => caseOf([[condition, col(column, of)]]));
}

const ONE = number(1);

/** The engine's aggregates that merge the calls' results over parts, one for each call. */
export const merges = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateCell(aggregate, dialect).parts!.merge;

/** The calls that merge the states of an aggregate, one for each. Each state is in a column. */
export function mergedStates(
  aggregate: WindowAggregate,
  columns: readonly Sql[],
  dialect: Dialect,
  named: Columns,
): readonly Sql[] {
  const { states } = aggregateCell(aggregate, dialect);
  if (states === undefined) return merges(aggregate, dialect).map((merge, index) => fn(merge, columns[index]!));
  return states.merge.map((merge) => fillAggregate(merge, columns, namesOf(aggregate, dialect, named)));
}

/** The aggregate's value from the calls' results. */
export function finish(aggregate: WindowAggregate, extent: Extent, results: readonly Sql[], dialect: Dialect): Sql {
  const { finish: made } = formOf(aggregate, extent, dialect);
  return made === undefined ? results[0]! : fillAggregate(made, results, namesOf(aggregate, dialect, {}));
}

function formOf(aggregate: WindowAggregate, extent: Extent, dialect: Dialect): Pick<AggregateCell, "calls" | "finish"> {
  const cell = aggregateCell(aggregate, dialect);
  if (extent === "whole") return cell;
  if (extent === "states" && cell.states !== undefined) return cell.states;
  if (cell.parts === undefined) throw new Error(`${dialect.name} cannot merge ${aggregate.function}`);
  return cell.parts;
}

const namesOf = (aggregate: WindowAggregate, dialect: Dialect, { t, time, of }: Columns): AggregateNames => ({
  order: col("@rank", of),
  time: time ?? col("@time", of),
  t: t ?? col("@t"),
  what: text(`feature ${aggregate.what}`),
  types: aggregate.types,
  literals: aggregate.args.map((arg) => ("literal" in arg ? literal(arg.literal, dialect) : undefined)),
});

/** The column of a call's result. */
export const partColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;
