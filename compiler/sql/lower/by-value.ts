import type { TemporalAggregates, WindowAggregate } from "../../plan/algebra.js";
import { aggregateColumn } from "../../plan/columns.js";
import { as, closed, col, fn, list, number, type Sql, select, sql, star, union } from "../tree/index.js";
import type { Lowering } from "./lowering.js";
import { spanTree, statesAt } from "./span-tree.js";
import { AT, FROM, keysOf, mayEnd, named, spansOf, TILL } from "./spans.js";

/*
 * Aggregates that distinguish rows by their values. The number of rows with a value changes only where a span begins or
 * ends, so between these instants a running count gives it. The count is an integer, so counting down loses nothing.
 */

const cols = (names: readonly string[], table?: string): readonly Sql[] => names.map((each) => col(each, table));
const [DELTA, NUMBER, RANK] = ["@delta", "@n", "@rank"];

/** The column that holds an aggregate's values. */
export function valueColumn({ args, function: name }: WindowAggregate): string {
  const [value] = args;
  if (value === undefined || !("column" in value)) throw new Error(`${name} has no values`);
  return value.column;
}

/** The most values in an aggregate's list; null if it gives a single value. */
export function countOf({ args }: WindowAggregate): number | null {
  const [, count] = args;
  return count !== undefined && "literal" in count ? Number(count.literal.value) : null;
}

/** Spans of the rows that have a value and pass the aggregate's `where`. */
export function presentSpans(
  rel: TemporalAggregates,
  aggregate: WindowAggregate,
  columns: readonly string[],
  lowering: Lowering,
): Sql {
  const { where } = aggregate;
  return select({
    columns: [star()],
    from: spansOf(rel, [...columns, ...(where === null || columns.includes(where) ? [] : [where])], lowering),
    where: [sql`${col(valueColumn(aggregate))} IS NOT NULL`, ...(where === null ? [] : [closed(col(where))])],
  });
}

interface ByValue {
  readonly keys: readonly string[];
  readonly spans: Sql;
  readonly ends: boolean;
  readonly value: string;
}

/** The number of rows with each value, at each instant where it changes: keys, the value, `@at`, `@delta`, `@n`. */
function running({ keys, spans, ends, value }: ByValue, lowering: Lowering, name: string): Sql {
  const own = cols([...keys, value]);
  const begins = select({ columns: [...own, as(col(FROM), AT), as(number(1), DELTA)], from: spans });
  const ended = select({
    columns: [...own, as(col(TILL), AT), as(sql`-1`, DELTA)],
    from: spans,
    where: [sql`${col(TILL)} IS NOT NULL`],
  });
  const changes = select({
    columns: [...own, col(AT), as(fn("sum", col(DELTA)), DELTA)],
    from: ends ? union([begins, ended]) : begins,
    groupBy: [...own, col(AT)],
  });
  const over = sql`(PARTITION BY ${list(own)} ORDER BY ${col(AT)})`;
  return named(
    lowering.block(
      `${name}_changes`,
      select({
        columns: [
          star(),
          as(sql`sum(${col(DELTA)}) OVER ${over}`, NUMBER),
          as(sql`lead(${col(AT)}) OVER ${over}`, TILL),
        ],
        from: changes,
      }),
    ),
  );
}

/** Spans in which `@n` rows have a value. */
export const frequencySteps = (of: ByValue, lowering: Lowering, name: string): Sql =>
  select({
    columns: [
      ...cols([...of.keys, of.value]),
      as(sql`CAST(${col(NUMBER)} AS BIGINT)`, NUMBER),
      as(col(AT), FROM),
      col(TILL),
    ],
    from: running(of, lowering, name),
    where: [sql`${col(NUMBER)} > 0`],
  });

/**
 * The number of distinct values at each instant. It goes up where the first row of a value begins, and down where the
 * last one ends.
 */
export function distinctCounts(
  rel: TemporalAggregates,
  aggregate: WindowAggregate,
  instants: Sql,
  lowering: Lowering,
  name: string,
): Sql {
  const keys = keysOf(rel);
  const value = valueColumn(aggregate);
  const spans = named(lowering.block(`${name}_spans`, presentSpans(rel, aggregate, [value], lowering)));
  const changes = running({ keys, spans, ends: mayEnd(rel), value }, lowering, name);
  const [n, delta] = [col(NUMBER), col(DELTA)];
  const change = sql`CAST(${n} > 0 AS BIGINT) - CAST(${n} - ${delta} > 0 AS BIGINT)`;
  const counts = select({
    columns: [
      ...cols([...keys, AT]),
      as(sql`sum(sum(${closed(change)})) OVER (PARTITION BY ${list(cols(keys))} ORDER BY ${col(AT)})`, NUMBER),
    ],
    from: changes,
    groupBy: cols([...keys, AT]),
  });
  return select({
    columns: [...cols([...keys, AT], "i"), as(sql`CAST(${col(NUMBER, "c")} AS BIGINT)`, aggregateColumn(aggregate.id))],
    from: as(instants, "i"),
    joins: [
      {
        kind: "asof",
        table: as(named(lowering.block(`${name}_counts`, counts)), "c"),
        on: [
          ...keys.map((each) => sql`${col(each, "i")} = ${col(each, "c")}`),
          sql`${col(AT, "i")} >= ${col(AT, "c")}`,
        ],
      },
    ],
  });
}

/** The newest distinct values, by the latest row of each. A state holds the newest ones of a node's rows. */
export function recentValues(
  rel: TemporalAggregates,
  aggregate: WindowAggregate,
  instants: Sql,
  lowering: Lowering,
  name: string,
): Sql {
  const keys = keysOf(rel);
  const value = valueColumn(aggregate);
  const count = number(countOf(aggregate)!);
  const spans = named(lowering.block(`${name}_spans`, presentSpans(rel, aggregate, [value, RANK], lowering)));
  const tree = spanTree(
    { keys, instants, spans, columns: [value, RANK], ends: mayEnd(rel), timed: false },
    lowering,
    name,
  );
  const [pair, recent] = [sql`struct_pack(o := ${col(RANK)}, v := ${col(value)})`, "@recent"];
  // If n other values in its node are newer than a value, n are newer in any set of rows that includes the node.
  const perNode = named(
    lowering.block(
      `${name}_latest`,
      select({
        columns: [...cols([...keys, "@node", value]), as(fn("max", col(RANK)), RANK)],
        from: tree.rows,
        groupBy: cols([...keys, "@node", value]),
      }),
    ),
  );
  const lists = statesAt(
    { ...tree, rows: perNode },
    [],
    [{ column: recent, call: fn("max", pair, count), merge: sql`flatten(list(${col(recent, "s")}))` }],
    lowering,
    name,
  );
  const each = select({ columns: [...cols([...keys, AT]), as(fn("unnest", col(recent)), "@pair")], from: lists });
  const [order, own] = [sql`struct_extract(${col("@pair")}, 'o')`, sql`struct_extract(${col("@pair")}, 'v')`];
  const latest = select({
    columns: [...cols([...keys, AT]), as(own, value), as(fn("max", order), RANK)],
    from: each,
    groupBy: [...cols([...keys, AT]), own],
  });
  return select({
    columns: [
      ...cols([...keys, AT]),
      as(sql`list(${col(value)} ORDER BY ${col(RANK)} DESC)[1:${count}]`, aggregateColumn(aggregate.id)),
    ],
    from: latest,
    groupBy: cols([...keys, AT]),
  });
}
