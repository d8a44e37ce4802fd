import type { Tally } from "../plan/algebra.js";
import { aggregateColumn, failedColumn, ruleColumn, sampleColumn } from "../plan/columns.js";
import type { Schema } from "../plan/schema.js";
import { calls, finish, partColumn } from "./aggregate.js";
import type { Dialect } from "./dialects/dialect.js";
import { inOrder } from "./ordered.js";
import { as, col, filtered, type Sql, select, sql } from "./tree/index.js";

/** Rules over the rows of a block, in one pass. */
export function tallyNode(rel: Tally, from: Sql, schema: Schema, dialect: Dialect): Sql {
  const order = rel.keys.map((key) => inOrder(col(key), key, schema, dialect));
  const keys = rel.keys.map((key) => col(key));
  const counted: [name: string, value: Sql][] = [["@keys", sql`count(*)`]];
  for (const rule of rel.rules) {
    const fails = sql`${col(ruleColumn(rule))} IS NOT TRUE`;
    counted.push([failedColumn(rule), filtered(sql`count(*)`, fails)]);
    for (const [index, key] of keys.entries())
      counted.push([sampleColumn(rule, index), dialect.leastN(key, order, rel.samples, fails)]);
  }
  const parts = rel.aggregates.map((aggregate) =>
    calls(aggregate, "whole", [], dialect).map((call, index) => [partColumn(aggregate, index), call] as const),
  );
  const outer = [
    ...counted.map(([name]) => col(name)),
    ...rel.aggregates.map((aggregate, index) => {
      const results = parts[index]!.map(([name]) => col(name));
      return as(finish(aggregate, "whole", results, dialect), aggregateColumn(aggregate.id));
    }),
  ];
  const inner = [...counted, ...parts.flat()].map(([name, value]) => as(value, name));
  return select({ columns: outer, from: select({ columns: inner, from }) });
}
