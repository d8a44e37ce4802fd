import type { Greatest, Latest } from "../../plan/algebra.js";
import { inOrder } from "../ordered.js";
import { as, caseOf, closed, col, fn, number, type Sql, select, sql, star } from "../tree/index.js";
import { byNumbers } from "./as-of.js";
import type { Lowering } from "./lowering.js";
import { orderStruct } from "./order-struct.js";
import { orderedRows as ordered } from "./ordered-nodes.js";
import { timedRows } from "./timed-rows.js";

/** The last row at each instant, by an as-of join or by a hash join. */
export function latest(rel: Latest, lowering: Lowering, name: string): Sql {
  if (rel.method !== "asOf" && rel.method !== "join") return byColumns(rel, rel.method, lowering, name);
  const order = orderStruct(rel.order, rel.columns, lowering.schemaOf(rel.right), lowering.dialect);
  const bound = closed(rel.shiftMicros === "0" ? col("@t") : sql`${col("@t")} - ${number(rel.shiftMicros)}`);
  const rows = lowering.from(rel.right);
  const left = lowering.from(rel.left);
  const kept = [...rel.id, ...rel.carried];
  switch (rel.method) {
    case "asOf": {
      const instants = select({
        columns: [star(), as(caseOf([[sql`${col("@t")} IS NOT NULL`, order.bound(bound)]]), "@bound")],
        from: left,
      });
      const ordered = select({ columns: [...rel.keys.map((key) => col(key)), as(order.value, "@order")], from: rows });
      return select({
        columns: [
          ...kept.map((name) => col(name, "l")),
          ...rel.columns.map((name) => as(order.column(col("@order", "r"), name), name)),
        ],
        from: as(instants, "l"),
        joins: [
          {
            kind: "asof left",
            table: as(ordered, "r"),
            on: [...same(rel.keys), sql`${col("@bound", "l")} >= ${col("@order", "r")}`],
          },
        ],
      });
    }
    case "join": {
      const ordered = select({
        columns: [...rel.keys.map((key) => col(key)), col("@time"), as(order.value, "@order")],
        from: rows,
      });
      const instants = select({ columns: [star(), as(bound, "@bound")], from: left });
      const grouped = select({
        columns: [...kept.map((name) => col(name, "l")), as(fn("max", col("@order", "r")), "@latest")],
        from: as(ordered, "r"),
        joins: [
          {
            kind: "inner",
            table: as(instants, "l"),
            on: [
              ...same(rel.keys),
              sql`${col("@time", "r")} <= ${col("@bound", "l")}`,
              ...(rel.withinMicros === null
                ? []
                : [sql`${col("@time", "r")} >= ${col("@t", "l")} - ${number(rel.withinMicros)}`]),
            ],
          },
        ],
        groupBy: kept.map((name) => col(name, "l")),
      });
      return select({
        columns: [
          ...kept.map((name) => col(name)),
          ...rel.columns.map((name) => as(order.column(col("@latest"), name), name)),
        ],
        from: grouped,
      });
    }
  }
}

/** By the order's columns, for engines whose structs have no order. */
function byColumns(
  rel: Latest,
  method: Exclude<Latest["method"], "asOf" | "join">,
  lowering: Lowering,
  name: string,
): Sql {
  const { keys } = rel;
  const kept = [...rel.id, ...rel.carried];
  const left = lowering.from(rel.left);
  if (method === "numbers") {
    const { from: right, columns: order } = ordered(lowering.from(rel.right), keys, rel.order, lowering, rel.right);
    const at = before(col("@t"), rel.shiftMicros);
    return byNumbers({ left, kept, at, right, keys, time: "@time", order, columns: rel.columns }, lowering, name);
  }
  const rows = timedRows(rel.right, lowering, "@time");
  const schema = lowering.schemaOf(rel.right);
  const t = col("@t", "l");
  const newest = [
    sql`${rows.time("r")} DESC`,
    ...rel.order.flatMap(({ column }) =>
      column === "@time" ? [] : [sql`${inOrder(col(column, "r"), column, schema, lowering.dialect)} DESC NULLS LAST`],
    ),
  ];
  const found = rel.columns.map((each) => col(each, "r"));
  if (method === "lateral") {
    const last = select({
      columns: rel.columns.map((each) => col(each)),
      from: as(rows.from, "r"),
      where: [
        ...same(keys),
        sql`${rows.time("r")} <= ${rows.at(before(t, rel.shiftMicros))}`,
        ...(rel.withinMicros === null ? [] : [sql`${rows.time("r")} > ${rows.at(justBefore(t, rel.withinMicros))}`]),
      ],
      orderBy: newest,
      limit: number(1),
    });
    return select({
      columns: [...kept.map((each) => col(each, "l")), ...found],
      from: as(left, "l"),
      joins: [{ kind: "left lateral", table: as(last, "r"), on: [sql`true`] }],
    });
  }
  // The bounds are computed once for each label, because a query with a limit is not merged into the query around it.
  const bounded = select({
    columns: [
      ...[...new Set([...kept, ...keys])].map((each) => col(each)),
      as(rows.at(before(col("@t"), rel.shiftMicros)), "@upto"),
      ...(rel.withinMicros === null ? [] : [as(rows.at(justBefore(col("@t"), rel.withinMicros)), "@after")]),
    ],
    from: left,
    limit: sql`ALL`,
  });
  return select({
    distinctOn: rel.id.map((each) => col(each, "l")),
    columns: [...kept.map((each) => col(each, "l")), ...found],
    from: as(bounded, "l"),
    joins: [
      {
        kind: "inner",
        table: as(rows.from, "r"),
        on: [
          ...same(keys),
          sql`${rows.time("r")} <= ${col("@upto", "l")}`,
          ...(rel.withinMicros === null ? [] : [sql`${rows.time("r")} > ${col("@after", "l")}`]),
        ],
      },
    ],
    orderBy: [...rel.id.map((each) => col(each, "l")), ...newest],
  });
}

const before = (t: Sql, micros: string): Sql => (micros === "0" ? t : closed(sql`${t} - ${number(micros)}`));

/** The instant before that one. */
const justBefore = (t: Sql, micros: string): Sql => before(t, String(BigInt(micros) + 1n));

const same = (keys: readonly string[]): readonly Sql[] => keys.map((key) => sql`${col(key, "l")} = ${col(key, "r")}`);

/**
 * Among the rows that are equal in `by`, the greatest: the greatest of the structs that hold their order and all other
 * columns.
 */
export function greatest(rel: Greatest, lowering: Lowering): Sql {
  const schema = lowering.schemaOf(rel.input);
  const by = new Set(rel.by);
  const others = [...schema.keys()].filter((name) => !by.has(name));
  const order = orderStruct(
    rel.order.filter(({ column }) => !by.has(column)),
    others,
    schema,
    lowering.dialect,
  );
  const grouped = select({
    columns: [...rel.by.map((name) => col(name)), as(fn("max", order.value), "@greatest")],
    from: lowering.from(rel.input),
    groupBy: rel.by.map((name) => col(name)),
  });
  return select({
    columns: [
      ...rel.by.map((name) => col(name)),
      ...others.map((name) => as(order.column(col("@greatest"), name), name)),
    ],
    from: grouped,
  });
}

/** True if a value is ordered only by its JSON text. */
export const hasTexts = (rel: Greatest): boolean => rel.order.some(({ text }) => text !== null);
