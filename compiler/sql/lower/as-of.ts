import { as, caseOf, cast, col, fn, list, NULL, over, type Sql, select, sql, star, union } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/** Left rows, each with columns of the last right row of equal keys at the left row's instant. */
export interface LastRow {
  readonly left: Sql;
  /** The left columns of the result. The left input has the keys, even if they are not kept. */
  readonly kept: readonly string[];
  /** The instant, an expression over the left's columns. */
  readonly at: Sql;
  readonly right: Sql;
  readonly keys: readonly string[];
  /** The right column that must not be after the instant. */
  readonly time: string;
  /** The order of a key's right rows. Its first part is the time. */
  readonly order: readonly Sql[];
  readonly columns: readonly string[];
}

const [NUMBER, FOUND, MOMENT] = ["@number", "@found", "@moment"] as const;

/**
 * For engines without as-of joins. The right rows of each key are numbered in their order; one sort of both sides gives
 * each left row the number of the last row that it can see; an equi-join by that number gives its columns. Ties are as
 * exact as the order.
 */
export function byNumbers(join: LastRow, lowering: Lowering, name: string): Sql {
  const { left, kept, at, right, keys, time, order, columns } = join;
  const by = list(keys.map((key) => col(key)));
  const within = (ordered: Sql): Sql =>
    keys.length === 0 ? sql`(ORDER BY ${ordered})` : sql`(PARTITION BY ${by} ORDER BY ${ordered})`;
  const own = [...new Set([...kept, ...keys])];
  const number = over(sql`row_number()`, within(list(order.map((each) => sql`${each} NULLS FIRST`))));
  const numbered = lowering.block(
    `${name}_numbered`,
    select({
      columns: [...new Set([...keys, time, ...columns])].map((each) => col(each)).concat(as(number, NUMBER)),
      from: right,
    }),
  );
  const moments = union([
    select({
      columns: [...own.map((each) => col(each)), as(at, MOMENT), as(cast(NULL, "BIGINT"), NUMBER)],
      from: left,
    }),
    select({
      columns: [...own.map((each) => (keys.includes(each) ? col(each) : as(NULL, each))), col(time), col(NUMBER)],
      from: col(numbered),
    }),
  ]);
  const last = over(fn("max", col(NUMBER)), within(col(MOMENT)));
  const seen = select({
    columns: [star(), as(caseOf([[sql`${col(MOMENT)} IS NOT NULL`, last]]), FOUND)],
    from: moments,
  });
  return select({
    columns: [...kept.map((each) => col(each, "l")), ...columns.map((each) => col(each, "r"))],
    from: as(select({ columns: [star()], from: seen, where: [sql`${col(NUMBER)} IS NULL`] }), "l"),
    joins: [
      {
        kind: "left",
        table: as(col(numbered), "r"),
        on: [
          ...keys.map((key) => sql`${col(key, "l")} = ${col(key, "r")}`),
          sql`${col(FOUND, "l")} = ${col(NUMBER, "r")}`,
        ],
      },
    ],
  });
}
