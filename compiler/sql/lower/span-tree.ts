import { as, caseOf, col, list, type Sql, select, sql, star } from "../tree/index.js";
import type { Lowering } from "./lowering.js";
import { AT, FROM, named, TILL } from "./spans.js";

/*
 * A tree over the distinct instants of each key, in their order. The n instants of a key are leaves M … M + n − 1,
 * where M is the smallest power of two that is at least n; the parent of node i is i // 2. A span of instants is at
 * most two nodes of each level, so a row with a span is in few nodes. An instant is below one node of each level, so it
 * reads few. Every instant of a span is below exactly one of the span's nodes.
 */

const [PLACE, COUNT, DEPTH, LEVEL, NODE, LOW, HIGH] = [
  "@place",
  "@count",
  "@depth",
  "@level",
  "@node",
  "@low",
  "@high",
];
/** The first instant below a node. */
export const SINCE = "@since";

export interface SpanTree {
  readonly keys: readonly string[];
  /** The block of the rows in each node. */
  readonly rows: Sql;
  /** The block of the instants, with the nodes above each. */
  readonly instants: Sql;
  readonly timed: boolean;
}

/** A state: how it is computed from the rows of a node, and how states, which are columns of `s`, merge. */
export interface TreeState {
  readonly column: string;
  readonly call: Sql;
  readonly merge: Sql;
}

const cols = (names: readonly string[], table?: string): readonly Sql[] => names.map((each) => col(each, table));
const same = (keys: readonly string[], left: string, right: string): readonly Sql[] =>
  keys.map((key) => sql`${col(key, left)} = ${col(key, right)}`);

/**
 * `instants`: a block with keys and `@at`. `spans`: a block with keys, `columns`, `@from` and `@till`; without `@till`
 * if `ends` is false.
 */
export function spanTree(
  of: {
    readonly keys: readonly string[];
    readonly instants: Sql;
    readonly spans: Sql;
    readonly columns: readonly string[];
    readonly ends: boolean;
    /** True if rows need the first instant of their node. */
    readonly timed: boolean;
  },
  lowering: Lowering,
  name: string,
): SpanTree {
  const { keys, columns } = of;
  const by = list(cols(keys));
  const placed = named(
    lowering.block(
      `${name}_places`,
      select({
        columns: [star(), as(sql`row_number() OVER (PARTITION BY ${by} ORDER BY ${col(AT)}) - 1`, PLACE)],
        from: of.instants,
      }),
    ),
  );
  const sizes = named(
    lowering.block(
      `${name}_sizes`,
      select({
        columns: [...cols(keys), as(sql`count(*)`, COUNT), as(sql`CAST(ceil(log2(count(*))) AS BIGINT)`, DEPTH)],
        from: placed,
        groupBy: cols(keys),
      }),
    ),
  );
  const first = sql`(1::BIGINT << ${col(DEPTH, "k")})`;
  const before = (table: string): Sql => sql`coalesce(${col(PLACE, table)} + 1, 0)`;
  const found = select({
    columns: [
      ...cols([...keys, ...columns], "s"),
      col(DEPTH, "k"),
      as(sql`${first} + ${before("a")}`, LOW),
      as(
        of.ends
          ? sql`${first} + ${caseOf([[sql`${col(TILL, "s")} IS NULL`, col(COUNT, "k")]], before("b"))}`
          : sql`${first} + ${col(COUNT, "k")}`,
        HIGH,
      ),
    ],
    from: as(of.spans, "s"),
    joins: [
      { kind: "inner", table: as(sizes, "k"), on: same(keys, "s", "k") },
      {
        kind: "asof left",
        table: as(placed, "a"),
        on: [...same(keys, "s", "a"), sql`${col(FROM, "s")} > ${col(AT, "a")}`],
      },
      ...(of.ends
        ? [
            {
              kind: "asof left" as const,
              table: as(placed, "b"),
              on: [...same(keys, "s", "b"), sql`${col(TILL, "s")} > ${col(AT, "b")}`],
            },
          ]
        : []),
    ],
  });
  const levels = sql`unnest(range(${col(DEPTH)} + 1))`;
  const each = select({
    columns: [star(), as(levels, LEVEL)],
    from: found,
    where: [sql`${col(LOW)} < ${col(HIGH)}`],
  });
  const low = sql`((${col(LOW)} + (1::BIGINT << ${col(LEVEL)}) - 1) >> ${col(LEVEL)})`;
  const high = sql`(${col(HIGH)} >> ${col(LEVEL)})`;
  const odd = (node: Sql): Sql => sql`${node} & 1 = 1`;
  const nodes = sql`unnest([${caseOf([[odd(low), low]])}, ${caseOf([[odd(high), sql`${high} - 1`]])}])`;
  const within = select({
    columns: [...cols([...keys, ...columns]), ...(of.timed ? [col(LEVEL), col(DEPTH)] : []), as(nodes, NODE)],
    from: each,
    where: [sql`${low} < ${high}`],
  });
  const leaf = sql`((${col(NODE, "n")} << ${col(LEVEL, "n")}) - (1::BIGINT << ${col(DEPTH, "n")}))`;
  const rows = of.timed
    ? select({
        columns: [...cols([...keys, ...columns, NODE], "n"), as(col(AT, "i"), SINCE)],
        from: as(within, "n"),
        joins: [
          {
            kind: "inner",
            table: as(placed, "i"),
            on: [...same(keys, "n", "i"), sql`${col(PLACE, "i")} = ${leaf}`],
          },
        ],
      })
    : select({ columns: [star()], from: within, where: [sql`${col(NODE)} IS NOT NULL`] });
  const instants = select({
    columns: [
      ...cols([...keys, AT], "i"),
      as(sql`(${first} + ${col(PLACE, "i")}) >> unnest(range(${col(DEPTH, "k")} + 1))`, NODE),
    ],
    from: as(placed, "i"),
    joins: [{ kind: "inner", table: as(sizes, "k"), on: same(keys, "i", "k") }],
  });
  return {
    keys,
    rows: named(lowering.block(`${name}_nodes`, rows)),
    instants: named(lowering.block(`${name}_above`, instants)),
    timed: of.timed,
  };
}

/** The merged states at each instant that has any: keys, `by`, `@at`, and the states under their names. */
export function statesAt(
  { keys, rows, instants, timed }: SpanTree,
  by: readonly string[],
  states: readonly TreeState[],
  lowering: Lowering,
  name: string,
): Sql {
  const node = [...keys, ...by, NODE, ...(timed ? [SINCE] : [])];
  const made = lowering.block(
    `${name}_states`,
    select({
      columns: [...cols(node), ...states.map(({ column, call }) => as(call, column))],
      from: rows,
      groupBy: cols(node),
    }),
  );
  const group = [...cols([...keys, AT], "i"), ...cols(by, "s")];
  return select({
    columns: [...group, ...states.map(({ column, merge }) => as(merge, column))],
    from: as(instants, "i"),
    joins: [{ kind: "inner", table: as(named(made), "s"), on: same([...keys, NODE], "i", "s") }],
    groupBy: group,
  });
}
