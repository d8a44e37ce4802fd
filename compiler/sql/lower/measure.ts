import { scalar } from "../../../runtime/types.js";
import type { Condition, Measure, Rel, Select } from "../../plan/algebra.js";
import { readBy } from "../../plan/passes/prune-columns.js";
import { as, cast, col, filtered, fn, number, type Sql, select, sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/**
 * The facts that costs are computed from, in one row: `all rows`; `rows` and `labels` that have a key in common, and
 * `pairs` of them. If tiles are asked for: `density`, which is pairs per microsecond; `row levels`, which is rows times
 * the levels of a tree over the labels of their key; `depth` and `all depth`, which are rows and labels times what a
 * frame over the rows of their key costs; and for each length the `tiles` that have rows, the `tile pairs`
 * of a label and a tile of its key, and the same per microsecond as `tile density`.
 */
export function measure(facts: Measure, lowering: Lowering): Sql {
  const { dialect } = lowering;
  const float = dialect.type(scalar("float64"));
  const { rowWeight } = dialect;
  const rows = (): Sql => cast(sql`count(*)`, float);
  const weighted = (value: Sql): Sql => (rowWeight === null ? value : sql`${value} * ${rowWeight}`);
  const labels = select({
    columns: [...keysOf(facts), as(rows(), "n")],
    from: lowering.from(facts.left),
    groupBy: keysOf(facts),
  });
  const table = as(labels, "l");
  const on = facts.keys.map((each) => sql`${col(each, "e")} = ${col(each, "l")}`);
  const n = col("n", "l");
  const allRows = sql`(SELECT ${weighted(sql`count(*)`)} FROM ${lowering.from(unfiltered(facts.events))})`;
  const allLabels = sql`(SELECT count(*) FROM ${lowering.from(facts.left)})`;
  if (!facts.timed)
    return select({
      columns: [
        as(allRows, "all rows"),
        as(weighted(sql`count(*)`), "rows"),
        as(allLabels, "labels"),
        as(weighted(sql`coalesce(sum(${n}), 0)`), "pairs"),
        // Without an index each label searches all rows.
        ...(dialect.stamps !== null ? [as(sql`${cast(allRows, float)} * ${allLabels}`, "rows searched")] : []),
      ],
      from: as(lowering.from(keyed(facts.events, facts.keys)), "e"),
      // Rows of other keys are filtered out while they are read.
      joins: [{ kind: "inner", table, on }],
    });
  const met = { kind: "left" as const, table, on };
  const perKey = select({
    columns: [
      ...keysOf(facts),
      as(weighted(rows()), "n"),
      as(fn("min", col("@arrive")), "first"),
      as(fn("max", col("@arrive")), "last"),
    ],
    from: lowering.from(facts.events),
    groupBy: keysOf(facts),
  });
  const spanned = select({
    columns: [
      as(col("n", "e"), "e"),
      as(n, "l"),
      as(sql`greatest(max(${col("last", "e")}) OVER () - min(${col("first", "e")}) OVER (), 1)`, "span"),
    ],
    from: as(perKey, "e"),
    joins: [met],
  });
  const span = col("span");
  const tiles = facts.levels.flatMap((level): Sql[] => {
    const own = fn("least", col("e"), sql`${dialect.quotient(span, number(level))} + 1`);
    return [
      as(sql`coalesce(${filtered(fn("sum", own), sql`${col("l")} IS NOT NULL`)}, 0)`, `tiles ${level}`),
      as(sql`coalesce(sum(${col("l")} * ${own}), 0)`, `tile pairs ${level}`),
      as(sql`coalesce(sum(${col("l")} * ${own} / ${span}), 0)`, `tile density ${level}`),
    ];
  });
  const [e, l] = [col("e"), col("l")];
  // As measured: frames over 100, 1,000, 10,000 and 60,000 rows of a key cost 1, 1.6, 3.2 and 5.3 times as much.
  const depth = sql`(${e} + coalesce(${l}, 0)) * power(${e}, 0.26)`;
  return select({
    columns: [
      as(sql`coalesce(sum(${e}), 0)`, "all rows"),
      as(sql`coalesce(${filtered(fn("sum", e), sql`${l} IS NOT NULL`)}, 0)`, "rows"),
      // A sample does not have all keys.
      as(rowWeight === null ? sql`coalesce(sum(${l}), 0)` : allLabels, "labels"),
      as(sql`coalesce(sum(${e} * ${l}), 0)`, "pairs"),
      ...(dialect.stamps !== null ? [as(sql`coalesce(sum(${e}), 0) * ${allLabels}`, "rows searched")] : []),
      as(sql`coalesce(sum(${e} * ${l} / ${span}), 0)`, "density"),
      as(sql`coalesce(sum(CASE WHEN ${l} > 0 THEN ${e} * (ln(${l}) / ln(2) + 1) END), 0)`, "row levels"),
      as(sql`coalesce(sum(${depth}), 0)`, "all depth"),
      as(sql`coalesce(${filtered(fn("sum", depth), sql`${l} IS NOT NULL`)}, 0)`, "depth"),
      ...tiles,
    ],
    from: spanned,
  });
}

/** Rows that only lack a time or key hardly change a cost, and a file knows its number of rows. */
function unfiltered(rel: Rel): Rel {
  return rel.node === "select" && rel.input.node === "table" && rel.where.every(({ node }) => node === "present")
    ? rel.input
    : rel;
}

/** The keys of the rows. Only the keys need to be present. */
function keyed(rel: Rel, keys: readonly string[]): Rel {
  if (rel.node !== "select") return rel;
  const columns = rel.columns.filter(({ name }) => keys.includes(name));
  const read = new Set(columns.flatMap(({ value }) => readBy(value)));
  const where = rel.where.flatMap((condition): Condition[] => {
    if (condition.node !== "present") return [condition];
    const own = condition.columns.filter((name) => read.has(name));
    return own.length === 0 ? [] : [{ ...condition, columns: own }];
  });
  return { ...rel, columns, where } satisfies Select;
}

const keysOf = ({ keys }: Measure): readonly Sql[] => keys.map((each) => col(each));
