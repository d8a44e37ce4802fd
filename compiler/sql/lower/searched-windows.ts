import type { Windows } from "../../plan/algebra.js";
import { calls as callsOf } from "../aggregate.js";
import { as, closed, col, number, type Sql, select, sql } from "../tree/index.js";
import { finished } from "./aggregate-values.js";
import { lengthsOf, longestOf } from "./bucketed.js";
import type { Lowering } from "./lowering.js";
import { timedRows } from "./timed-rows.js";
import { partNames } from "./values.js";

const COUNT = "@rows";

/** The aggregates of each instant, over the rows that a search finds in its longest window. */
export function searchedWindows(rel: Windows, lowering: Lowering): Sql {
  const { dialect } = lowering;
  const lengths = lengthsOf(rel.aggregates);
  const longest = longestOf(lengths);
  const rows = timedRows(rel.events, lowering, "@arrive");
  const startOf = (micros: string): string => `@after_${micros}`;
  const before = (micros: bigint): Sql =>
    rows.at(micros === 0n ? col("@t") : closed(sql`${col("@t")} - ${number(micros)}`));
  // The bounds are computed once for each instant, because a query with a limit is not merged into the query around it.
  const instants = select({
    columns: [
      ...[...new Set([...rel.id, ...rel.keys])].map((each) => col(each)),
      as(before(rows.shift), "@upto"),
      ...lengths
        .filter((micros) => micros !== null)
        .map((micros) => as(before(rows.shift + BigInt(micros)), startOf(micros))),
    ],
    from: lowering.from(rel.left),
    limit: sql`ALL`,
  });
  const after = (micros: string): Sql => sql`${rows.time("e")} > ${col(startOf(micros), "i")}`;
  const calls = rel.aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    const within = aggregate.micros === longest ? [] : [after(aggregate.micros!)];
    return callsOf(aggregate, "whole", within, dialect).map((call, index) => as(call, names[index]!));
  });
  const found = select({
    columns: [as(sql`count(*)`, COUNT), ...calls],
    from: as(rows.from, "e"),
    where: [
      ...rel.keys.map((each) => sql`${col(each, "i")} = ${col(each, "e")}`),
      sql`${rows.time("e")} <= ${col("@upto", "i")}`,
      ...(longest === null ? [] : [after(longest)]),
    ],
  });
  return select({
    columns: [...rel.id.map((each) => col(each, "i")), ...finished(rel.aggregates, lowering)],
    from: as(instants, "i"),
    joins: [{ kind: "cross lateral", table: as(found, "w"), on: [] }],
    where: [sql`${col(COUNT, "w")} > 0`],
  });
}
