import type { Cut, TemporalAggregates } from "../../plan/algebra.js";
import { as, caseOf, col, fn, id, list, number, type Sql, select, sql, typeName } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/** A row counts at the instants in [from, till); a null `till` has no end. */
export const [FROM, TILL] = ["@from", "@till"];
/** A value that is equal for instants of one unit of the calendar, if only rows of the same unit count. */
export const UNIT = "@unit";

/** The columns in which rows and instants must be equal. */
export const keysOf = ({ keys, cut }: Pick<TemporalAggregates, "keys" | "cut">): readonly string[] =>
  cut.this === null ? keys : [...keys, UNIT];

/** Rows with these columns, and the span in which each counts. Rows without a span are left out. */
export function spansOf(rel: TemporalAggregates, columns: readonly string[], lowering: Lowering): Sql {
  const { cut } = rel;
  const e = (column: string): Sql => col(column, "e");
  const ends = endsOf(rel);
  const spans = select({
    columns: [
      ...[...rel.keys, ...columns].map(e),
      ...(cut.this === null ? [] : [as(lowering.dialect.unitOf(e("@time"), cut.this), UNIT)]),
      as(e("@arrive"), FROM),
      as(ends.length === 0 ? typeName("NULL::BIGINT") : ends.length === 1 ? ends[0]! : fn("least", ...ends), TILL),
    ],
    from: as(lowering.from(rel.events), "e"),
    where: [sql`${e("@arrive")} IS NOT NULL`, ...(cut.deleted ? [sql`NOT ${e("@deleted")}`] : [])],
  });
  if (ends.length === 0) return spans;
  return select({
    columns: [typeName("*")],
    from: spans,
    where: [sql`(${col(TILL)} IS NULL OR ${col(TILL)} > ${col(FROM)})`],
  });
}

/** True if any span has an end. */
export const mayEnd = (rel: TemporalAggregates): boolean => endsOf(rel).length > 0;

/** The instants until which a row counts, one for each reason to stop. */
function endsOf({ cut, keys }: TemporalAggregates): readonly Sql[] {
  const e = (column: string): Sql => col(column, "e");
  const later = (micros: string): Sql => number(micros);
  const by = list(keys.map(e));
  return [
    ...(cut.superseded ? [e("@superseded")] : []),
    ...(cut.gone ? [e("@gone")] : []),
    ...(cut.until ? [e("@until")] : []),
    ...(cut.micros === null ? [] : [sql`${e(cut.landing)} + ${later(cut.micros)}`]),
    ...(cut.ttlMicros === null ? [] : [sql`${e("@time")} + ${later(String(BigInt(cut.ttlMicros) + 1n))}`]),
    ...(cut.since === null
      ? []
      : [
          sql`min(${caseOf([[e(cut.since), e("@arrive")]])}) OVER (PARTITION BY ${by} ORDER BY ${e("@rank")} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`,
        ]),
    ...(cut.numbered ? [lastRowsEnd(cut, e, by)] : []),
  ];
}

/** A row is among the last n until n later ones are visible. */
const lastRowsEnd = ({ lastRows }: Cut, e: (column: string) => Sql, by: Sql): Sql =>
  sql`lead(${e("@arrive")}, ${number(lastRows!)}) OVER (PARTITION BY ${by} ORDER BY ${e("@rank")})`;

/** The distinct instants of each key that rows are cut by: `@at`. */
export function cutInstants(rel: TemporalAggregates, lowering: Lowering): Sql {
  const at = cutAt(rel.cut);
  return select({
    distinct: true,
    columns: [
      ...rel.keys.map((each) => col(each)),
      as(at, AT),
      ...(rel.cut.this === null ? [] : [as(lowering.dialect.unitOf(at, rel.cut.this), UNIT)]),
    ],
    from: lowering.from(rel.left),
  });
}
export const AT = "@at";
export const cutAt = ({ offsetMicros }: Cut, table?: string): Sql =>
  offsetMicros === "0" ? col("@t", table) : sql`${col("@t", table)} - ${number(offsetMicros)}`;

export const named = (name: string): Sql => id(name);
