import type { WindowAggregate } from "../../plan/algebra.js";
import { aggregateColumn } from "../../plan/columns.js";
import type { Schema } from "../../plan/schema.js";
import { calls as callsOf, finish } from "../aggregate.js";
import { inOrder } from "../ordered.js";
import { as, closed, col, list, number, type Sql, select, sql } from "../tree/index.js";
import { finished } from "./aggregate-values.js";
import type { Lowering } from "./lowering.js";
import { partNames } from "./values.js";

export interface Grouping {
  readonly keys: readonly string[];
  readonly aggregates: readonly WindowAggregate[];
  readonly from: Sql;
  /** The available columns. */
  readonly schema: Schema;
  /** The conditions on an aggregate's rows, besides its own `where`. */
  readonly conditions: (aggregate: WindowAggregate) => readonly Sql[];
  /** The instant, for an aggregate that reads it. */
  readonly instant?: Sql;
}

/** Aggregates by keys. The calls get names of their own and are then combined, because a call may be needed twice. */
export function grouped(grouping: Grouping, lowering: Lowering): Sql {
  const by = grouping.aggregates[0]?.by ?? null;
  if (by !== null) return mapped(grouping, by, lowering);
  const { keys, aggregates, from, conditions, instant } = grouping;
  const { dialect } = lowering;
  const columns = keys.map((each) => col(each));
  const calls = aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    const own = callsOf(
      aggregate,
      "whole",
      conditions(aggregate),
      dialect,
      instant === undefined ? {} : { t: instant },
    );
    return own.map((call, index) => as(call, names[index]!));
  });
  const groups = [...columns, ...(instant === undefined ? [] : [col("@t")].filter(() => !keys.includes("@t")))];
  const inner = select({ columns: [...columns, ...calls], from, groupBy: groups });
  return select({ columns: [...columns, ...finished(aggregates, lowering)], from: inner });
}

/** Maps: grouped by one more column. The groups with the most rows are kept and then combined. */
function mapped(
  { keys, aggregates, from, schema, instant }: Grouping,
  by: NonNullable<WindowAggregate["by"]>,
  lowering: Lowering,
): Sql {
  const { dialect } = lowering;
  const columns = keys.map((each) => col(each));
  const column = col(by.column);
  const { where } = aggregates[0]!;
  const calls = aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    const own = callsOf(
      { ...aggregate, where: null },
      "whole",
      [],
      dialect,
      instant === undefined ? {} : { t: instant },
    );
    return own.map((call, index) => as(call, names[index]!));
  });
  const more = instant === undefined || keys.includes("@t") ? [] : [col("@t")];
  const groups = select({
    columns: [...columns, as(column, "@group"), ...calls],
    from,
    where: [sql`${column} IS NOT NULL`, ...(where === null ? [] : [closed(col(where))])],
    groupBy: [...columns, ...more, column],
    ...(by.top === null
      ? {}
      : {
          qualify: sql`row_number() OVER (PARTITION BY ${list(columns)} ORDER BY count(*) DESC, ${inOrder(column, by.column, schema, dialect)}) <= ${number(by.top)}`,
        }),
  });
  const maps = aggregates.map((aggregate) => {
    const parts = partNames(aggregate, dialect).map((each) => col(each));
    return as(
      dialect.mapAggregate(col("@group"), finish(aggregate, "whole", parts, dialect)),
      aggregateColumn(aggregate.id),
    );
  });
  return select({ columns: [...columns, ...maps], from: groups, groupBy: columns });
}
