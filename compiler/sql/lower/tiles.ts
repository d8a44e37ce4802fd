import { spanText } from "../../ir/span-text.js";
import type { WindowAggregate, Windows } from "../../plan/algebra.js";
import { aggregateColumn } from "../../plan/columns.js";
import { calls, finish, merges } from "../aggregate.js";
import { all, any, as, caseOf, closed, col, fn, number, type Sql, select, sql, star, union } from "../tree/index.js";
import { inputColumns } from "./aggregate-values.js";
import { bucketed, lengthsOf, longestOf } from "./bucketed.js";
import type { Lowering } from "./lowering.js";

/*
 * Windows from tiles. The window (t − w, t] of an instant is, with E = t + 1, the half-open [E − w, E).
 *
 * Events are rolled up to tiles of the first length, these to tiles of the next, and so on. At each length an instant
 * has *edges*: the tile that holds E and, for each window, the one that holds the microsecond before its start. Tiles
 * strictly between a window's two edges are whole. The highest level is taken as it is, each lower level only within
 * the edges of the level above, and raw events only within the edges of the first level. So every event of a window is
 * counted once, without a subtraction.
 */

/**
 * A part of an aggregate: a call over events, and how its results merge. Aggregates that differ only in their windows
 * share it.
 */
interface State {
  readonly column: string;
  readonly call: (conditions: readonly Sql[]) => Sql;
  readonly merge: string;
}

interface Tiling {
  readonly rel: Windows;
  readonly levels: readonly string[];
  /** The lengths of the windows, null for a lifetime. */
  readonly lengths: readonly (string | null)[];
  readonly states: readonly State[];
  /** The states of each aggregate, in the order of its parts. */
  readonly of: ReadonlyMap<WindowAggregate, readonly State[]>;
  readonly lowering: Lowering;
}

export function tiles(rel: Windows, levels: readonly string[], lowering: Lowering, name: string): Sql {
  if (levels.length === 0) return bucketed(rel, lowering);
  const tiling: Tiling = { rel, levels, lengths: lengthsOf(rel.aggregates), lowering, ...statesOf(rel, lowering) };
  const tables = tileTables(tiling, name);
  const ends = lowering.block(`${name}_ends`, endsOf(rel, lowering));
  return finished(tiling, union(pieces(tiling, tables, ends)));
}

const [END, BUCKET, ARRIVE, TILE] = ["@end", "@bucket", "@arrive", "@tile"];
const cols = (names: readonly string[], table?: string): readonly Sql[] => names.map((each) => col(each, table));

const end = (): Sql => col(END, "i");
const start = (micros: string): Sql => closed(sql`${end()} - ${number(micros)}`);
const bucketOf = (value: Sql, length: string | bigint, { dialect }: Lowering): Sql =>
  dialect.quotient(value, number(length));

function statesOf(rel: Windows, { dialect }: Lowering): Pick<Tiling, "states" | "of"> {
  const byKey = new Map<string, State>();
  const of = new Map<WindowAggregate, readonly State[]>();
  for (const aggregate of rel.aggregates) {
    const own = merges(aggregate, dialect).map((merge, index) => {
      const { function: called, overload, args, where } = aggregate;
      const key = JSON.stringify([called, overload, args, where, index]);
      const call: State["call"] = (conditions) => calls(aggregate, "parts", conditions, dialect)[index]!;
      const state = byKey.get(key) ?? { column: `s${byKey.size}`, call, merge };
      byKey.set(key, state);
      return state;
    });
    of.set(aggregate, own);
  }
  return { states: [...byKey.values()], of };
}

/** Tables of tiles, one per level: grouped by key and number. */
function tileTables({ rel, levels, states, lowering }: Tiling, name: string): readonly string[] {
  const tables: string[] = [];
  for (const [index, level] of levels.entries()) {
    const below = index === 0 ? null : { table: tables[index - 1]!, level: levels[index - 1]! };
    const tile =
      below === null
        ? bucketOf(col(ARRIVE), level, lowering)
        : bucketOf(col(TILE), BigInt(level) / BigInt(below.level), lowering);
    const query = select({
      columns: [
        ...cols(rel.keys),
        as(tile, TILE),
        ...states.map(({ call, merge, column }) => as(below === null ? call([]) : fn(merge, col(column)), column)),
      ],
      from: below === null ? lowering.from(rel.events) : col(below.table),
      groupBy: [...cols(rel.keys), tile],
    });
    tables.push(lowering.block(`${name}_tiles_${spanText(BigInt(level))}`, query));
  }
  return tables;
}

const endsOf = (rel: Windows, lowering: Lowering): Sql =>
  select({
    columns: [...cols([...new Set([...rel.id, ...rel.keys])]), as(sql`${col("@t")} + 1`, END)],
    from: lowering.from(rel.left),
  });

/**
 * A join of instants with the tiles or events of one level: the two sides, the bucket that they share, and the
 * condition for a window.
 */
interface Piece {
  readonly instants: Sql;
  readonly events: Sql;
  readonly on: readonly Sql[];
  readonly within: (micros: string | null) => readonly Sql[];
  /** True for raw events; false for tiles, whose states merge. */
  readonly raw: boolean;
}

function pieces(tiling: Tiling, tables: readonly string[], ends: string): readonly Sql[] {
  const { rel, levels, lengths, lowering } = tiling;
  const bounded = lengths.filter((each) => each !== null);
  const ids = cols([...new Set([...rel.id, ...rel.keys])]);
  const { dialect } = lowering;
  // The tile that holds the end, which is never whole, and the one that holds the microsecond before the start.
  const high = (level: string): Sql => bucketOf(end(), level, lowering);
  const low = (micros: string, level: string): Sql => bucketOf(sql`${start(micros)} - 1`, level, lowering);
  const spread = (bucket: Sql): Sql =>
    as(select({ columns: [...ids, col(END), as(bucket, BUCKET)], from: as(col(ends), "i") }), "i");
  const edges = (level: string): Sql =>
    spread(dialect.rowPerValue([high(level), ...bounded.map((micros) => low(micros, level))], "different"));
  const inEdges = (micros: string | null, level: string): Sql => {
    const bucket = col(BUCKET, "e");
    const last = sql`${bucket} = ${high(level)}`;
    return micros === null ? last : closed(any([last, sql`${bucket} = ${low(micros, level)}`]));
  };
  const sameKeys = rel.keys.map((each) => sql`${col(each, "i")} = ${col(each, "e")}`);
  const sameBucket = sql`${col(BUCKET, "i")} = ${col(BUCKET, "e")}`;

  const [first] = levels as readonly [string, ...string[]];
  const raw: Piece = {
    instants: edges(first),
    events: select({
      columns: [
        ...cols(rel.keys),
        col(ARRIVE),
        ...cols(inputColumns(rel.aggregates)),
        as(bucketOf(col(ARRIVE), first, lowering), BUCKET),
      ],
      from: lowering.from(rel.events),
    }),
    on: [...sameKeys, sameBucket, sql`${col(ARRIVE, "e")} < ${end()}`],
    within: (micros) => [
      inEdges(micros, first),
      ...(micros === null ? [] : [sql`${col(ARRIVE, "e")} >= ${start(micros)}`]),
    ],
    raw: true,
  };
  const whole = levels.map((level, index): Piece => {
    const above = levels[index + 1];
    const table = tables[index]!;
    const between = (micros: string | null): readonly Sql[] => [
      sql`${col(TILE, "e")} < ${high(level)}`,
      ...(micros === null ? [] : [sql`${col(TILE, "e")} > ${low(micros, level)}`]),
    ];
    if (above !== undefined) {
      const bucket = bucketOf(col(TILE), BigInt(above) / BigInt(level), lowering);
      return {
        instants: edges(above),
        events: select({ columns: [star(), as(bucket, BUCKET)], from: col(table) }),
        on: [...sameKeys, sameBucket],
        within: (micros) => [...between(micros), inEdges(micros, above)],
        raw: false,
      };
    }
    const longest = longestOf(lengths);
    if (longest === null)
      return { instants: as(col(ends), "i"), events: col(table), on: sameKeys, within: between, raw: false };
    return {
      instants: spread(dialect.rowPerInteger(sql`${low(longest, level)} + 1`, high(level))),
      events: col(table),
      on: [...sameKeys, sql`${col(BUCKET, "i")} = ${col(TILE, "e")}`],
      within: (micros) => (micros === longest ? [] : between(micros)),
      raw: false,
    };
  });
  return [raw, ...whole].map((piece) => grouped(tiling, piece));
}

/** The states of each window from one level, by instant. */
function grouped(tiling: Tiling, { instants, events, on, within, raw }: Piece): Sql {
  const { rel, lengths } = tiling;
  const alone = lengths.length === 1;
  const columns = lengths.flatMap((micros, index) => {
    const conditions = alone ? [] : within(micros);
    return statesOfWindow(tiling, micros).map((state) => {
      const part = raw ? state.call(conditions) : merged(state, conditions);
      return as(part, partOf(state, index));
    });
  });
  return select({
    columns: [...cols(rel.id, "i"), ...columns],
    from: instants,
    joins: [{ kind: "inner", table: as(events, "e"), on: [...on, ...(alone ? within(lengths[0]!) : [])] }],
    groupBy: cols(rel.id, "i"),
  });
}

const merged = ({ merge, column }: State, conditions: readonly Sql[]): Sql => {
  const state = col(column, "e");
  return fn(merge, conditions.length === 0 ? state : caseOf([[all(conditions), state]]));
};

const partOf = ({ column }: State, window: number): string => `w${window}_${column}`;

function statesOfWindow({ rel, of }: Tiling, micros: string | null): readonly State[] {
  return [...new Set(rel.aggregates.filter((each) => each.micros === micros).flatMap((each) => of.get(each)!))];
}

/** Merges the pieces of each window, and computes the aggregates' values. */
function finished(tiling: Tiling, all: Sql): Sql {
  const { rel, lengths, of, lowering } = tiling;
  const parts = lengths.flatMap((micros, index) =>
    statesOfWindow(tiling, micros).map((state) => ({ merge: state.merge, name: partOf(state, index) })),
  );
  const together = select({
    columns: [...cols(rel.id), ...parts.map(({ merge, name }) => as(fn(merge, col(name)), name))],
    from: all,
    groupBy: cols(rel.id),
  });
  const values = rel.aggregates.map((aggregate) => {
    const window = lengths.indexOf(aggregate.micros);
    const columns = of.get(aggregate)!.map((state) => col(partOf(state, window)));
    return as(finish(aggregate, "parts", columns, lowering.dialect), aggregateColumn(aggregate.id));
  });
  return select({ columns: [...cols(rel.id), ...values], from: together });
}
