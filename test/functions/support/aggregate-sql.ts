import { type AggregateOverloadName, overloadName } from "../../../compiler/functions/overloads.js";
import { type AggregateCell, type AggregateNames, fillAggregate } from "../../../compiler/sql/dialects/cell.js";
import { duckdb } from "../../../compiler/sql/dialects/duckdb/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { col, typeName } from "../../../compiler/sql/tree/index.js";
import type { Type } from "../../../runtime/types.js";

/**
 * An aggregate's SQL in DuckDB over arguments of these types. `wrap` appends FILTER and OVER to each call; `order` is
 * the column that orders rows; `what` is the feature's name as a string literal.
 */
export function aggregateText(
  aggregate: { readonly function: string; readonly overload: string },
  args: readonly string[],
  types: readonly Type[],
  { order, what }: { readonly order: string; readonly what: string },
  wrap: (call: string) => string,
): string {
  const cell = duckdb.aggregates[overloadName(aggregate) as AggregateOverloadName] as AggregateCell;
  const literals = args.map((arg, index) => (index === 0 ? undefined : typeName(arg)));
  const names: AggregateNames = {
    order: col(order),
    time: col("time"),
    t: col("t"),
    what: typeName(what),
    types,
    literals,
  };
  const calls = cell.calls.map((call) => wrap(printLine(fillAggregate(call, args.map(typeName), names), duckdb)));
  if (cell.finish === undefined) return calls[0]!;
  return printLine(
    fillAggregate(
      cell.finish,
      calls.map((call) => typeName(`(${call})`)),
      names,
    ),
    duckdb,
  );
}
