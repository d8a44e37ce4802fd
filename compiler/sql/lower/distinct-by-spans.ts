import type { WindowAggregate, Windows } from "../../plan/algebra.js";
import { inOrder } from "../ordered.js";
import { as, col, id, list, NULL, number, type Sql, select, sql, union } from "../tree/index.js";
import { finished } from "./aggregate-values.js";
import type { Lowering } from "./lowering.js";
import { partNames } from "./values.js";

const [MOMENT, BEFORE, AFTER, ROW] = ["@moment", "@before", "@after", "@instant"] as const;

/**
 * Counts of different values. A row's value counts from the row's instant until the window's length later. Spans of a
 * value that touch become one. A running sum of +1 where a span begins and -1 where it ends is the number of values, and
 * one sort brings the instants between these.
 */
export function distinctBySpans(rel: Windows, lowering: Lowering, name: string): Sql {
  const { keys, aggregates } = rel;
  const ids = rel.id.filter((each) => !keys.includes(each));
  const all = [...new Set([...keys, ...ids, "@t"])];
  const changes = aggregates.map((_, index) => `@change${index}`);
  /** A part of the union: keys, moment, the instant's own columns, and the change of each number. */
  const part = (moment: Sql, own: (column: string) => Sql, change: (index: number) => Sql, isInstant: boolean) => [
    ...all.map((each) => as(keys.includes(each) ? col(each) : own(each), each)),
    as(moment, MOMENT),
    as(isInstant ? sql`true` : sql`false`, ROW),
    ...changes.map((each, index) => as(change(index), each)),
  ];
  const none = number(0);
  const instants = select({
    columns: part(
      col("@t"),
      (each) => col(each),
      () => none,
      true,
    ),
    from: lowering.from(rel.left),
  });
  const ends = aggregates.flatMap((aggregate, index): readonly Sql[] => {
    const spans = id(lowering.block(`${name}_values`, valuesOf(rel, aggregate, lowering)));
    const only = (change: string) => (other: number) => (other === index ? number(change) : none);
    const [before, after, arrive] = [col(BEFORE), col(AFTER), col("@arrive")];
    const { micros } = aggregate;
    const later = (value: Sql): Sql => (micros === null ? value : sql`${value} + ${number(micros)}`);
    const begin = select({
      columns: part(arrive, () => NULL, only("1"), false),
      from: spans,
      where: [micros === null ? sql`${before} IS NULL` : sql`(${before} IS NULL OR ${later(before)} < ${arrive})`],
    });
    if (micros === null) return [begin];
    const end = select({
      columns: part(later(arrive), () => NULL, only("-1"), false),
      from: spans,
      where: [sql`(${after} IS NULL OR ${later(arrive)} < ${after})`],
    });
    return [begin, end];
  });
  const by = list(keys.map((each) => col(each)));
  const running = aggregates.map((aggregate, index) =>
    as(
      sql`sum(${col(changes[index]!)}) OVER (PARTITION BY ${by} ORDER BY ${col(MOMENT)})`,
      partNames(aggregate, lowering.dialect)[0]!,
    ),
  );
  const counted = select({
    columns: [...rel.id.map((each) => col(each)), col(ROW), ...running],
    from: union([instants, ...ends]),
  });
  return select({
    columns: [...rel.id.map((each) => col(each)), ...finished(aggregates, lowering)],
    from: counted,
    where: [col(ROW)],
  });
}

/** The rows that have a value for the aggregate, each with the instants of the rows before and after it that share it. */
function valuesOf(rel: Windows, { args, where }: WindowAggregate, lowering: Lowering): Sql {
  const [arg] = args;
  if (arg === undefined || !("column" in arg)) throw new Error("a count of different values needs a column");
  const schema = lowering.schemaOf(rel.events);
  const type = schema.get(arg.column);
  const ordered = inOrder(col(arg.column), arg.column, schema, lowering.dialect);
  const value = type === undefined ? ordered : lowering.dialect.inPartition(ordered, type);
  const window = sql`(PARTITION BY ${list([...rel.keys.map((each) => col(each)), value])} ORDER BY ${col("@arrive")})`;
  return select({
    columns: [
      ...rel.keys.map((each) => col(each)),
      col("@arrive"),
      as(sql`lag(${col("@arrive")}) OVER ${window}`, BEFORE),
      as(sql`lead(${col("@arrive")}) OVER ${window}`, AFTER),
    ],
    from: lowering.from(rel.events),
    where: [sql`${col(arg.column)} IS NOT NULL`, ...(where === null ? [] : [col(where)])],
  });
}
