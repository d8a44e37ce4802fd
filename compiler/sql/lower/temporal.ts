import type { Cut, TemporalAggregates } from "../../plan/algebra.js";
import { calls as callsOf } from "../aggregate.js";
import { inOrder } from "../ordered.js";
import {
  as,
  caseOf,
  cast,
  closed,
  col,
  fn,
  list,
  NULL,
  number,
  over,
  type Sql,
  select,
  sql,
  star,
  union,
} from "../tree/index.js";
import { finished, inputColumns } from "./aggregate-values.js";
import { grouped } from "./grouped.js";
import type { Lowering } from "./lowering.js";
import { named } from "./spans.js";
import { timedRows } from "./timed-rows.js";
import { partNames } from "./values.js";

/** The rows that count at each instant, cut, and then grouped. */
export function temporal(rel: TemporalAggregates, lowering: Lowering, name: string): Sql {
  const { cut, id } = rel;
  if (rel.method === "search" && isAggregatedBySearch(rel)) return searchedAggregates(rel, lowering);
  const over = sql`PARTITION BY ${list(id.map((each) => col(each)))}`;
  let rows =
    rel.method === "search"
      ? searched(rel, lowering)
      : cut.numbered
        ? numbered(rel, lowering, name)
        : joined(rel, lowering);
  const kept = (condition: Sql): Sql => select({ columns: [star()], from: rows, qualify: condition });
  const rank = col("@rank");
  if (cut.since !== null)
    rows = kept(sql`${rank} >= coalesce(max(${caseOf([[col(cut.since), rank]])}) OVER (${over}), 0)`);
  const lastRows = rel.latest.length > 0 ? 1 : cut.numbered ? null : cut.lastRows;
  if (lastRows !== null) rows = kept(sql`row_number() OVER (${over} ORDER BY ${rank} DESC) <= ${number(lastRows)}`);
  if (rel.latest.length > 0) return select({ columns: [...id, ...rel.latest].map((each) => col(each)), from: rows });
  return grouped(
    {
      keys: id,
      aggregates: rel.aggregates,
      from: rows,
      schema: lowering.schemaOf(rel.events),
      conditions: () => [],
      instant: at(col("@t"), cut),
    },
    lowering,
  );
}

/** The instant that rows are cut by. */
const at = (t: Sql, { offsetMicros }: Cut): Sql =>
  offsetMicros === "0" ? t : closed(sql`${t} - ${number(offsetMicros)}`);

function conditions({ cut, keys }: TemporalAggregates, { dialect }: Lowering): readonly Sql[] {
  const t = at(col("@t", "l"), cut);
  const e = (column: string): Sql => col(column, "e");
  const until = (column: string): Sql => sql`(${e(column)} IS NULL OR ${e(column)} > ${t})`;
  return [
    ...keys.map((key) => sql`${col(key, "l")} = ${e(key)}`),
    ...(cut.this === null ? [] : [sql`${dialect.unitOf(t, cut.this)} = ${dialect.unitOf(e("@time"), cut.this)}`]),
    sql`${e("@arrive")} <= ${t}`,
    ...(cut.micros === null ? [] : [sql`${e(cut.landing)} > ${t} - ${number(cut.micros)}`]),
    ...(cut.superseded ? [until("@superseded")] : []),
    ...(cut.gone ? [until("@gone")] : []),
    ...(cut.deleted ? [sql`NOT ${e("@deleted")}`] : []),
    ...(cut.until ? [until("@until")] : []),
    ...(cut.ttlMicros === null ? [] : [sql`${e("@time")} >= ${t} - ${number(cut.ttlMicros)}`]),
  ];
}

/** The instants' columns that identify them, without those that rows have too. */
const instantColumns = ({ id, keys }: TemporalAggregates): readonly string[] => [
  ...new Set([...id.filter((each) => !keys.includes(each)), "@t"]),
];

/** If the window has a length, rows and instants are joined in buckets of that length. */
function joined(rel: TemporalAggregates, lowering: Lowering): Sql {
  const { cut } = rel;
  const { dialect } = lowering;
  const bucket = cut.micros === null || cut.micros === "0" ? null : cut.micros;
  const own = instantColumns(rel).map((each) => col(each, "l"));
  const left = lowering.from(rel.left);
  const events = lowering.from(rel.events);
  const of = (value: Sql): Sql => dialect.quotient(value, number(bucket!));
  const t = at(col("@t"), cut);
  const instants =
    bucket === null
      ? left
      : select({
          columns: [star(), as(dialect.rowPerValue([of(t), sql`${of(t)} - 1`], "all"), "@bucket")],
          from: left,
        });
  return select({
    columns: [...own, star({ of: "e" })],
    from: as(instants, "l"),
    joins: [
      {
        kind: "inner",
        table: as(events, "e"),
        on: [
          ...conditions(rel, lowering),
          ...(bucket === null ? [] : [sql`${col("@bucket", "l")} = ${of(col(cut.landing, "e"))}`]),
        ],
      },
    ],
  });
}

/**
 * The rank of the last row that each instant sees, for engines without as-of joins: rows are seen in the order of their
 * ranks, so it is the greatest rank so far. Instants that see no row are left out.
 */
function lastRanks(left: Sql, kept: readonly string[], events: Sql, { cut, keys }: TemporalAggregates): Sql {
  const moments = union([
    select({
      columns: [...kept.map((each) => col(each)), as(at(col("@t"), cut), "@moment"), as(cast(NULL, "BIGINT"), "@rank")],
      from: left,
    }),
    select({
      columns: [
        ...kept.map((each) => (keys.includes(each) ? col(each) : as(NULL, each))),
        col("@arrive"),
        col("@rank"),
      ],
      from: events,
    }),
  ]);
  const within = sql`(PARTITION BY ${list(keys.map((key) => col(key)))} ORDER BY ${col("@moment")})`;
  const seen = select({ columns: [star(), as(over(fn("max", col("@rank")), within), "@last")], from: moments });
  return select({
    columns: [...kept, "@last"].map((each) => col(each)),
    from: seen,
    where: ["@moment", "@last"].map((each) => sql`${col(each)} IS NOT NULL`).concat(sql`${col("@rank")} IS NULL`),
  });
}

/** The rows with only the columns that are read. They are read twice, and an engine may keep them. */
function rowsRead(rel: TemporalAggregates, lowering: Lowering, name: string): string {
  const { aggregates, cut, keys, latest } = rel;
  const columns = [
    ...keys,
    ...["@arrive", "@time", "@rank", cut.landing],
    ...(cut.superseded ? ["@superseded"] : []),
    ...(cut.gone ? ["@gone"] : []),
    ...(cut.deleted ? ["@deleted"] : []),
    ...(cut.until ? ["@until"] : []),
    ...(cut.since === null ? [] : [cut.since]),
    ...aggregates.flatMap(({ by }) => (by === null ? [] : [by.column])),
    ...inputColumns(aggregates),
    ...latest,
  ];
  const read = select({ columns: [...new Set(columns)].map((each) => col(each)), from: lowering.from(rel.events) });
  return lowering.block(`${name}_rows`, read);
}

/** The last rows, by their numbers up to the number of the last visible row. */
function numbered(rel: TemporalAggregates, lowering: Lowering, name: string): Sql {
  const { cut, keys } = rel;
  const events = lowering.dialect.asOfJoins ? lowering.from(rel.events) : named(rowsRead(rel, lowering, name));
  const rank = col("@rank");
  const { dialect } = lowering;
  const last = col("@last", dialect.asOfJoins ? "e" : "l");
  const first = fn("greatest", sql`${last} - ${number((cut.lastRows ?? 1) - 1)}`, number(1));
  const numbers = dialect.rowPerInteger(first, sql`${last} + 1`);
  const kept = [...new Set([...rel.id, ...keys, "@t"])];
  const columns = [...kept.map((each) => col(each, "l")), as(numbers, "@rank")];
  const left = lowering.from(rel.left);
  const ends = (): Sql =>
    select({
      columns: [...keys.map((key) => col(key)), col("@arrive"), as(fn("max", rank), "@last")],
      from: events,
      groupBy: [...keys.map((key) => col(key)), col("@arrive")],
    });
  const found = dialect.asOfJoins
    ? select({
        columns,
        from: as(left, "l"),
        joins: [
          {
            kind: "asof",
            table: as(ends(), "e"),
            on: [
              ...keys.map((key) => sql`${col(key, "l")} = ${col(key, "e")}`),
              sql`${at(col("@t", "l"), cut)} >= ${col("@arrive", "e")}`,
            ],
          },
        ],
      })
    : select({ columns, from: as(lastRanks(left, kept, events, rel), "l") });
  return select({
    columns: [...instantColumns(rel).map((each) => col(each, "l")), star({ of: "e" })],
    from: as(found, "l"),
    joins: [
      {
        kind: "inner",
        table: as(events, "e"),
        on: [sql`${col("@rank", "l")} = ${col("@rank", "e")}`, ...conditions(rel, lowering)],
      },
    ],
  });
}

/** True if nothing but the aggregates is left to do with the rows that a search finds for an instant. */
const isAggregatedBySearch = ({ aggregates, cut, latest }: TemporalAggregates): boolean =>
  latest.length === 0 && cut.since === null && aggregates.every(({ by }) => by === null);

const COUNT = "@rows";

/** The rows that a search finds for an instant are aggregated at once. Grouping all of them would sort or hash them. */
function searchedAggregates(rel: TemporalAggregates, lowering: Lowering): Sql {
  const { dialect } = lowering;
  const instant = { t: at(col("@t", "l"), rel.cut) };
  const calls = rel.aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    return callsOf(aggregate, "whole", [], dialect, instant).map((call, index) => as(call, names[index]!));
  });
  const found = select({ columns: [as(sql`count(*)`, COUNT), ...calls], from: as(lastOfInstant(rel, lowering), "e") });
  return select({
    columns: [...rel.id.map((each) => col(each, "l")), ...finished(rel.aggregates, lowering)],
    from: as(lowering.from(rel.left), "l"),
    joins: [{ kind: "cross lateral", table: as(found, "w"), on: [] }],
    where: [sql`${col(COUNT, "w")} > 0`],
  });
}

/** The last rows of each instant. */
const searched = (rel: TemporalAggregates, lowering: Lowering): Sql =>
  select({
    columns: [...instantColumns(rel).map((each) => col(each, "l")), star({ of: "e" })],
    from: as(lowering.from(rel.left), "l"),
    joins: [{ kind: "cross lateral", table: as(lastOfInstant(rel, lowering), "e"), on: [] }],
  });

/** The last rows of the instant `l`, found by their order from the instant down, and their ranks among them. */
function lastOfInstant(rel: TemporalAggregates, lowering: Lowering): Sql {
  const { cut, keys, events } = rel;
  if (events.node !== "rank" || cut.lastRows === null)
    throw new Error("a search needs the number of rows and their order");
  const rows = timedRows(events.input, lowering, "@arrive");
  const schema = lowering.schemaOf(events.input);
  const bound = (by: bigint): Sql =>
    rows.at(by === 0n ? col("@t", "l") : closed(sql`${col("@t", "l")} - ${number(by)}`));
  const shift = rows.shift + BigInt(cut.offsetMicros);
  const last = select({
    columns: [star()],
    from: as(rows.from, "e"),
    where: [
      ...keys.map((key) => sql`${col(key, "l")} = ${col(key, "e")}`),
      sql`${rows.time("e")} <= ${bound(shift)}`,
      ...(cut.micros === null ? [] : [sql`${rows.time("e")} > ${bound(shift + BigInt(cut.micros))}`]),
    ],
    orderBy: [
      sql`${rows.time("e")} DESC`,
      ...events.order.flatMap(({ column }) =>
        column === "@time" ? [] : [sql`${inOrder(col(column), column, schema, lowering.dialect)} DESC NULLS LAST`],
      ),
    ],
    limit: number(cut.lastRows),
  });
  const order = events.order.map(
    ({ column }) => sql`${inOrder(col(column), column, schema, lowering.dialect)} NULLS FIRST`,
  );
  return select({
    columns: [star(), as(sql`row_number() OVER (ORDER BY ${list(order)})`, "@rank")],
    from: last,
  });
}
