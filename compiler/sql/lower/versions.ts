import type { KnownBest, Snapshots, Superseded } from "../../plan/algebra.js";
import { as, caseOf, col, fn, isNotNull, list, type Sql, select, sql, star } from "../tree/index.js";
import type { Lowering } from "./lowering.js";
import { orderedNodes } from "./ordered-nodes.js";

const [ARRIVE, RANK, TIME] = ["@arrive", "@rank", "@time"] as const;

/** The greatest of all rows that have arrived, at each arrival: a running maximum of the rank. */
export function knownBest(rel: KnownBest, lowering: Lowering): Sql {
  const rows = lowering.from(rel.input);
  const by = rel.by.map((each) => col(each));
  const running = sql`max(${col(RANK)}) OVER (PARTITION BY ${list(by)} ORDER BY ${col(ARRIVE)} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const best = select({ distinct: true, columns: [...by, col(ARRIVE), as(running, "@best")], from: rows });
  return select({
    columns: [star({ of: "r", replace: [[ARRIVE, col(ARRIVE, "b")]] })],
    from: as(best, "b"),
    joins: [
      {
        kind: "inner",
        table: as(rows, "r"),
        on: [
          ...rel.by.map((each) => sql`${col(each, "r")} = ${col(each, "b")}`),
          sql`${col(RANK, "r")} = ${col("@best", "b")}`,
        ],
      },
    ],
  });
}

/** When a greater version is visible: the least arrival of all later rows in the order of versions. */
export function superseded(rel: Superseded, lowering: Lowering): Sql {
  const { from, columns, all } = orderedNodes(rel, lowering);
  const by = list(rel.by.map((each) => col(each)));
  const order = list(columns.map((each) => sql`${each} NULLS FIRST`));
  const later = sql`min(${col(ARRIVE)}) OVER (PARTITION BY ${by} ORDER BY ${order} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`;
  const name = col("@superseded");
  return select({
    columns: [star()],
    from: select({ columns: [all, as(later, "@superseded")], from }),
    where: [sql`(${name} IS NULL OR ${name} > ${col(ARRIVE)})`],
  });
}

/** When a snapshot is gone: the least instant at which a later one is visible. */
export function snapshots(rel: Snapshots, lowering: Lowering): Sql {
  const rows = lowering.from(rel.input);
  const time = col(TIME);
  const keys = rel.key.map((each) => col(each));
  // Without a key each row is a key of its own.
  const first =
    keys.length === 0
      ? rows
      : select({
          columns: [time, ...keys, as(fn("min", col(ARRIVE)), ARRIVE)],
          from: rows,
          groupBy: [time, ...keys],
        });
  const whole = caseOf([[fn("bool_and", isNotNull(col(ARRIVE))), fn("max", col(ARRIVE))]]);
  const seen = rel.known
    ? select({ columns: [time, as(whole, "@seen")], from: first, groupBy: [time] })
    : select({ columns: [time, as(fn("min", col(ARRIVE)), "@seen")], from: rows, groupBy: [time] });
  const gone = sql`min(${col("@seen")}) OVER (ORDER BY ${time} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`;
  return select({
    columns: [star({ of: "r" }), col("@gone", "g")],
    from: as(rows, "r"),
    joins: [
      {
        kind: "inner",
        table: as(select({ columns: [time, as(gone, "@gone")], from: seen }), "g"),
        on: [sql`${col(TIME, "g")} = ${col(TIME, "r")}`],
      },
    ],
  });
}
