import type { WindowAggregate, Windows } from "../../plan/algebra.js";
import { calls as callsOf } from "../aggregate.js";
import { as, col, number, type Sql, select, sql } from "../tree/index.js";
import { finished, inputColumns } from "./aggregate-values.js";
import type { Lowering } from "./lowering.js";
import { partNames, readsOrder } from "./values.js";

export const lengthsOf = (aggregates: readonly WindowAggregate[]): readonly (string | null)[] => [
  ...new Set(aggregates.map(({ micros }) => micros)),
];

/** The longest in microseconds; null if one has no bound. */
export function longestOf(lengths: readonly (string | null)[]): string | null {
  if (lengths.includes(null)) return null;
  return String(
    lengths
      .map((each) => BigInt(each!))
      .sort((a, b) => (a < b ? -1 : 1))
      .at(-1)!,
  );
}

/**
 * All events of each window, joined by buckets of time as long as the longest window: a window lies in the bucket of
 * its instant and in the one before. If there is no longest one, all events of the key.
 */
export function bucketed(rel: Windows, lowering: Lowering): Sql {
  const { dialect } = lowering;
  const lengths = lengthsOf(rel.aggregates);
  const longest = longestOf(lengths);
  const t = col("@t", "i");
  const arrive = col("@arrive", "e");
  const after = (micros: string): Sql => sql`${arrive} > ${t} - ${number(micros)}`;
  const bucket = (column: string): Sql => dialect.quotient(col(column), number(longest!));
  const instants = select({
    columns: [
      ...[...new Set([...rel.id, ...rel.keys, "@t"])].map((each) => col(each)),
      ...(longest === null
        ? []
        : [as(dialect.rowPerValue([bucket("@t"), sql`${bucket("@t")} - 1`], "all"), "@bucket")]),
    ],
    from: lowering.from(rel.left),
  });
  const inputs = [
    ...inputColumns(rel.aggregates),
    ...(rel.aggregates.some((each) => readsOrder(each)) ? ["@rank"] : []),
  ];
  const events = select({
    columns: [
      ...[...rel.keys, "@arrive", ...inputs].map((each) => col(each)),
      ...(longest === null ? [] : [as(bucket("@arrive"), "@bucket")]),
    ],
    from: lowering.from(rel.events),
  });
  const calls = rel.aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    const within = aggregate.micros === longest ? [] : [after(aggregate.micros!)];
    return callsOf(aggregate, "whole", within, dialect).map((call, index) => as(call, names[index]!));
  });
  const inner = select({
    columns: [...rel.id.map((each) => col(each, "i")), ...calls],
    from: as(instants, "i"),
    joins: [
      {
        kind: "inner",
        table: as(events, "e"),
        on: [
          ...[...rel.keys, ...(longest === null ? [] : ["@bucket"])].map(
            (each) => sql`${col(each, "i")} = ${col(each, "e")}`,
          ),
          sql`${arrive} <= ${t}`,
          ...(longest === null ? [] : [after(longest)]),
        ],
      },
    ],
    groupBy: rel.id.map((each) => col(each, "i")),
  });
  return select({
    columns: [...rel.id.map((each) => col(each)), ...finished(rel.aggregates, lowering)],
    from: inner,
  });
}
