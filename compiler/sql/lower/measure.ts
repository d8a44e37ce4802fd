import type { Measure } from "../../plan/algebra.js";
import { as, col, fn, number, type Sql, select, sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/**
 * The facts that costs are made of, in one row: `rows` and `labels` that have a key in common, `pairs` of them, `density`, which is pairs per microsecond, and
 * for each length of tiles: `tiles` that have rows, `tile pairs` of a label and a tile of its key, and `tile density`, these per microsecond.
 */
export function measure({ left, events, keys, levels }: Measure, lowering: Lowering): Sql {
  const keyColumns = keys.map((each) => col(each));
  const perKey = select({
    columns: [
      ...keyColumns,
      as(sql`count(*)::DOUBLE`, "n"),
      as(fn("min", col("@arrive")), "first"),
      as(fn("max", col("@arrive")), "last"),
    ],
    from: lowering.from(events),
    groupBy: keyColumns,
  });
  const labels = select({
    columns: [...keyColumns, as(sql`count(*)::DOUBLE`, "n")],
    from: lowering.from(left),
    groupBy: keyColumns,
  });
  const met = select({
    columns: [as(col("n", "e"), "e"), as(col("n", "l"), "l"), col("first", "e"), col("last", "e")],
    from: as(perKey, "e"),
    joins: [
      { kind: "inner", table: as(labels, "l"), on: keys.map((each) => sql`${col(each, "e")} = ${col(each, "l")}`) },
    ],
  });
  const span = sql`greatest(max(last) - min(first), 1)`;
  const spanned = select({
    columns: [sql`*`, as(sql`greatest(max(last) OVER () - min(first) OVER (), 1)`, "span")],
    from: met,
  });
  const tiles = levels.flatMap((level): Sql[] => {
    const own = sql`least(e, span // ${number(level)} + 1)`;
    return [
      as(fn("sum", own), `tiles ${level}`),
      as(sql`sum(l * ${own})`, `tile pairs ${level}`),
      as(sql`sum(l * ${own}) / ${span}`, `tile density ${level}`),
    ];
  });
  return select({
    columns: [
      as(sql`coalesce(sum(e), 0)`, "rows"),
      as(sql`coalesce(sum(l), 0)`, "labels"),
      as(sql`coalesce(sum(e * l), 0)`, "pairs"),
      as(sql`coalesce(sum(e * l) / ${span}, 0)`, "density"),
      ...tiles,
    ],
    from: spanned,
  });
}
