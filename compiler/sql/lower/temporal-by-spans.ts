import { aggregateOverload } from "../../functions/index.js";
import type { TemporalAggregates, WindowAggregate } from "../../plan/algebra.js";
import { aggregateColumn } from "../../plan/columns.js";
import { spanWay } from "../../plan/strategies/temporal.js";
import { calls, finish, mergedStates } from "../aggregate.js";
import { aggregateCell } from "../aggregate-cell.js";
import { as, closed, col, fn, lambda, number, type Sql, select, sql, star } from "../tree/index.js";
import { inputColumns } from "./aggregate-values.js";
import { countOf, distinctCounts, frequencySteps, presentSpans, recentValues, valueColumn } from "./by-value.js";
import { grouped } from "./grouped.js";
import type { Lowering } from "./lowering.js";
import { SINCE, spanTree, statesAt, type TreeState } from "./span-tree.js";
import { AT, cutAt, cutInstants, keysOf, mayEnd, named, spansOf } from "./spans.js";
import { readsOrder } from "./values.js";

const RANK = "@rank";
const cols = (names: readonly string[], table?: string): readonly Sql[] => names.map((each) => col(each, table));

/** Rows in the spans in which they count, and their aggregates at each instant. */
export function temporalBySpans(rel: TemporalAggregates, lowering: Lowering, name: string): Sql {
  if (rel.latest.length > 0 || (rel.cut.lastRows !== null && !rel.cut.numbered)) return lastRows(rel, lowering, name);
  const [first] = rel.aggregates as readonly [WindowAggregate, ...WindowAggregate[]];
  const own = (values: Sql, columns: readonly Sql[]): Sql => atInstants(rel, values, columns, lowering, name);
  switch (spanWay(first)) {
    case "states":
      return first.by === null
        ? own(states(rel, [], lowering, name), finished(rel, lowering))
        : own(maps(rel, first.by, lowering, name), cols(rel.aggregates.map(({ id }) => aggregateColumn(id))));
    case "distinct":
      return own(
        distinctCounts(rel, first, instants(rel, lowering, name), lowering, name),
        cols([aggregateColumn(first.id)]),
      );
    case "frequent":
      return own(mostFrequent(rel, first, lowering, name), [frequentValue(first)]);
    case "recent":
      return own(
        recentValues(rel, first, instants(rel, lowering, name), lowering, name),
        cols([aggregateColumn(first.id)]),
      );
    case null:
      throw new Error(`${first.function} has no form over spans`);
  }
}

/** The values at the left rows, found by the left rows' instants. */
function atInstants(
  rel: TemporalAggregates,
  values: Sql,
  columns: readonly Sql[],
  lowering: Lowering,
  name: string,
): Sql {
  const made = named(lowering.block(`${name}_values`, values));
  const left = select({
    columns: [...cols([...new Set([...rel.id, ...rel.keys, "@t"])]), as(cutAt(rel.cut), AT)],
    from: lowering.from(rel.left),
  });
  return select({
    columns: [...cols(rel.id, "l"), ...columns],
    from: as(left, "l"),
    joins: [
      {
        kind: "inner",
        table: as(made, "v"),
        on: [...rel.keys, AT].map((each) => sql`${col(each, "l")} = ${col(each, "v")}`),
      },
    ],
  });
}

const instants = (rel: TemporalAggregates, lowering: Lowering, name: string): Sql =>
  named(lowering.block(`${name}_instants`, cutInstants(rel, lowering)));

const stateColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;

function treeStates(aggregates: readonly WindowAggregate[], { dialect }: Lowering): readonly TreeState[] {
  return aggregates.flatMap((aggregate) => {
    const made = calls(aggregate, "states", [], dialect, { t: col(SINCE) });
    const columns = made.map((_, index) => col(stateColumn(aggregate, index), "s"));
    const merge = mergedStates(aggregate, columns, dialect, { t: col(AT, "i"), time: col(SINCE, "s") });
    return made.map((call, index) => ({ column: stateColumn(aggregate, index), call, merge: merge[index]! }));
  });
}

const finished = ({ aggregates }: TemporalAggregates, { dialect }: Lowering, table = "v"): readonly Sql[] =>
  aggregates.map((aggregate) => {
    const cell = aggregateCell(aggregate, dialect);
    const count = (cell.states ?? cell.parts)!.calls.length;
    const columns = Array.from({ length: count }, (_, index) => col(stateColumn(aggregate, index), table));
    return as(finish(aggregate, "states", columns, dialect), aggregateColumn(aggregate.id));
  });

/** The columns of rows that aggregates read. */
const inputsOf = (aggregates: readonly WindowAggregate[]): readonly string[] => [
  ...inputColumns(aggregates),
  ...(aggregates.some(readsOrder) ? [RANK] : []),
  ...(aggregates.some(isTimed) ? ["@time"] : []),
];
const isTimed = (aggregate: WindowAggregate): boolean => aggregateOverload(aggregate).timed === true;

/** The merged states at each instant, for each value of `by`. */
function states(rel: TemporalAggregates, by: readonly string[], lowering: Lowering, name: string): Sql {
  const columns = [...new Set([...inputsOf(rel.aggregates), ...by])];
  const tree = spanTree(
    {
      keys: keysOf(rel),
      instants: instants(rel, lowering, name),
      spans: named(lowering.block(`${name}_spans`, spansOf(rel, columns, lowering))),
      columns,
      ends: mayEnd(rel),
      timed: rel.aggregates.some(isTimed),
    },
    lowering,
    name,
  );
  return statesAt(tree, by, treeStates(rel.aggregates, lowering), lowering, name);
}

/** Finds the ranks of the greatest rows first, and then the rows themselves. */
function lastRows(rel: TemporalAggregates, lowering: Lowering, name: string): Sql {
  const keys = keysOf(rel);
  const count = rel.latest.length > 0 ? 1 : rel.cut.lastRows!;
  const tree = spanTree(
    {
      keys,
      instants: instants(rel, lowering, name),
      spans: named(lowering.block(`${name}_spans`, spansOf(rel, [RANK], lowering))),
      columns: [RANK],
      ends: mayEnd(rel),
      timed: false,
    },
    lowering,
    name,
  );
  const ranks: TreeState =
    count === 1
      ? { column: RANK, call: fn("max", col(RANK)), merge: fn("max", col(RANK, "s")) }
      : {
          column: RANK,
          call: fn("max", col(RANK), number(count)),
          merge: sql`list_reverse_sort(flatten(list(${col(RANK, "s")})))[1:${number(count)}]`,
        };
  const found = statesAt(tree, [], [ranks], lowering, name);
  const ranked = atInstants(
    rel,
    found,
    [
      ...cols(
        [...new Set([...rel.keys, "@t"])].filter((each) => !rel.id.includes(each)),
        "l",
      ),
      count === 1 ? col(RANK, "v") : as(fn("unnest", col(RANK, "v")), RANK),
    ],
    lowering,
    name,
  );
  const own = [...new Set([...rel.id.filter((each) => !rel.keys.includes(each)), "@t"])];
  const rows = select({
    columns: [...cols(own, "l"), star({ of: "e" })],
    from: as(ranked, "l"),
    joins: [
      {
        kind: "inner",
        table: as(lowering.from(rel.events), "e"),
        on: [...rel.keys, RANK].map((each) => sql`${col(each, "l")} = ${col(each, "e")}`),
      },
    ],
  });
  if (rel.latest.length > 0) return select({ columns: cols([...rel.id, ...rel.latest]), from: rows });
  return grouped(
    {
      keys: rel.id,
      aggregates: rel.aggregates,
      from: rows,
      schema: lowering.schemaOf(rel.events),
      conditions: () => [],
      instant: closed(cutAt(rel.cut)),
    },
    lowering,
  );
}

/** Maps by a column: over all its values, or only over the most frequent ones, which are found first. */
function maps(rel: TemporalAggregates, by: NonNullable<WindowAggregate["by"]>, lowering: Lowering, name: string): Sql {
  const keys = keysOf(rel);
  const { where } = rel.aggregates[0]!;
  const aggregates = rel.aggregates.map((each) => ({ ...each, where: null }));
  const columns = [...new Set([...inputsOf(rel.aggregates), by.column])];
  const counted = select({
    columns: [star()],
    from: spansOf(rel, columns, lowering),
    where: [sql`${col(by.column)} IS NOT NULL`, ...(where === null ? [] : [closed(col(where))])],
  });
  const spans = named(lowering.block(`${name}_spans`, counted));
  const timed = aggregates.some(isTimed);
  const common = { spans, ends: mayEnd(rel), timed };
  const at = instants(rel, lowering, name);
  const values =
    by.top === null
      ? statesAt(
          spanTree({ ...common, keys, instants: at, columns }, lowering, name),
          [by.column],
          treeStates(aggregates, lowering),
          lowering,
          name,
        )
      : statesAt(
          spanTree(
            {
              ...common,
              keys: [...keys, by.column],
              instants: chosen(
                frequencies({ keys, spans, ends: mayEnd(rel), value: by.column, count: by.top }, at, lowering, name),
                keys,
                by.column,
                lowering,
                name,
              ),
              columns: columns.filter((each) => each !== by.column),
            },
            lowering,
            `${name}_chosen`,
          ),
          [],
          treeStates(aggregates, lowering),
          lowering,
          `${name}_chosen`,
        );
  const made = finished({ ...rel, aggregates }, lowering, "m");
  const values2 = select({ columns: [...cols([...keys, AT, by.column], "m"), ...made], from: as(values, "m") });
  return select({
    columns: [
      ...cols([...keys, AT]),
      ...aggregates.map(({ id }) =>
        as(lowering.dialect.mapAggregate(col(by.column), col(aggregateColumn(id))), aggregateColumn(id)),
      ),
    ],
    from: values2,
    groupBy: cols([...keys, AT]),
  });
}

const TOP = "@top";

/** The most frequent values at each instant, in a list: those with more rows first, then the smaller value. */
function frequencies(
  of: {
    readonly keys: readonly string[];
    readonly spans: Sql;
    readonly ends: boolean;
    readonly value: string;
    readonly count: number;
  },
  at: Sql,
  lowering: Lowering,
  name: string,
): Sql {
  const { keys, value, count } = of;
  const steps = named(lowering.block(`${name}_steps`, frequencySteps(of, lowering, name)));
  const own = `${name}_frequent`;
  const tree = spanTree(
    { keys, instants: at, spans: steps, columns: [value, "@n"], ends: true, timed: false },
    lowering,
    own,
  );
  const pair = sql`struct_pack(n := -${col("@n")}, v := ${col(value)})`;
  const top: TreeState = {
    column: TOP,
    call: fn("min", pair, number(count)),
    merge: sql`list_sort(flatten(list(${col(TOP, "s")})))[1:${number(count)}]`,
  };
  return statesAt(tree, [], [top], lowering, own);
}

/** A row for each value that was chosen at an instant. */
function chosen(top: Sql, keys: readonly string[], value: string, lowering: Lowering, name: string): Sql {
  const each = select({
    columns: [...cols([...keys, AT]), as(sql`struct_extract(unnest(${col(TOP)}), 'v')`, value)],
    from: top,
  });
  return named(lowering.block(`${name}_chosen`, each));
}

function mostFrequent(rel: TemporalAggregates, aggregate: WindowAggregate, lowering: Lowering, name: string): Sql {
  const value = valueColumn(aggregate);
  const spans = named(lowering.block(`${name}_spans`, presentSpans(rel, aggregate, [value], lowering)));
  const of = { keys: keysOf(rel), spans, ends: mayEnd(rel), value, count: countOf(aggregate) ?? 1 };
  return frequencies(of, instants(rel, lowering, name), lowering, name);
}

function frequentValue(aggregate: WindowAggregate): Sql {
  const top = col(TOP, "v");
  const values = fn(
    "list_transform",
    top,
    lambda(["e"], (e) => sql`struct_extract(${e!}, 'v')`),
  );
  return as(countOf(aggregate) === null ? sql`${values}[1]` : values, aggregateColumn(aggregate.id));
}
