import { aggregateOverload } from "../functions/index.js";
import type { WindowAggregate } from "../plan/algebra.js";
import { aggregateCell } from "./aggregate-cell.js";
import { type AggregateCell, type AggregateNames, fillAggregate } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { literal } from "./expression.js";
import { all, caseOf, col, fn, number, type Sql, sql, text } from "./tree/index.js";

/** Over all rows at once; over parts of them that are merged by the engine's aggregates; over parts whose states merge by templates. */
export type Extent = "whole" | "parts" | "states";
interface Columns {
  /** What stands for the instant of the evaluation. */
  readonly t?: Sql;
  /** What stands for a row's own time. */
  readonly time?: Sql;
  /** The relation that the aggregate's columns are of. */
  readonly of?: string;
}

/**
 * An aggregate's calls, each over the rows that meet the aggregate's own condition and these. Each can be followed by OVER.
 *
 * Where a row does not meet them its arguments are null, which aggregates leave out. FILTER would say the same, but an engine is slow at it with OVER, and
 * DuckDB holds a copy of all columns for each FILTER: a thousand of them took gigabytes. Only what holds all its values has one, so that it holds no nulls.
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
    ? filled((column) => col(column, of)).map((call) => sql`${call} FILTER (WHERE ${condition})`)
    : filled((column) => caseOf([[condition, col(column, of)]]));
}

const ONE = number(1);

/** The engine's aggregates that merge the results of the calls over parts, one for each. */
export const merges = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateCell(aggregate, dialect).parts!.merge;

/** What merges the states of an aggregate, each of which is in a column: a call for each. */
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

/** What makes the aggregate's value of the calls' results. */
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

/** Where a call's result stands between. */
export const partColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;
