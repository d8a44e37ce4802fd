import type { Tally } from "../plan/algebra.js";
import { calls, finish, partColumn } from "./aggregate.js";
import { aggregateSql } from "./aggregate-sql.js";
import type { Dialect } from "./dialects/dialect.js";
import { indented } from "./indent.js";

/** Rules over the rows of a block, in one pass. */
export function tallySql(rel: Tally, from: string, dialect: Dialect): string {
  const id = dialect.identifier;
  const keys = rel.keys.map(id);
  const counted: [name: string, sql: string][] = [["@keys", "count(*)"]];
  for (const rule of rel.rules) {
    const failing = `FILTER (WHERE ${id(`@rule${rule}`)} IS NOT TRUE)`;
    counted.push([`@failed${rule}`, `count(*) ${failing}`]);
    for (const [index, key] of keys.entries())
      counted.push([`@sample${rule}.${index}`, `${dialect.leastN(key, keys, rel.samples)} ${failing}`]);
  }
  const parts = rel.aggregates.flatMap((aggregate) =>
    calls(aggregateSql(aggregate, dialect).calls, aggregate, [], dialect).map(
      (call, index): [name: string, sql: string] => [partColumn(aggregate, index), call],
    ),
  );
  const inner = [...counted, ...parts].map(([name, sql]) => `${sql} AS ${id(name)}`);
  const outer = [
    ...counted.map(([name]) => id(name)),
    ...rel.aggregates.map((aggregate) => {
      const { calls: templates, finish: template } = aggregateSql(aggregate, dialect);
      const columns = templates.map((_, index) => id(partColumn(aggregate, index)));
      return `${finish(template, columns, aggregate, dialect)} AS ${id(`a.${aggregate.id}`)}`;
    }),
  ];
  return `SELECT\n${indented(outer)}\nFROM (\n  SELECT\n${indented(inner.map((column) => `  ${column}`))}\n  FROM ${from}\n)`;
}
