import { aggregateFunctions } from "../functions/index.js";
import type { AggregateSql } from "../functions/row.js";
import { fillTemplate } from "../functions/template.js";
import type { WindowAggregate } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";

/** The SQL of an aggregate's function. */
export function aggregateSql(aggregate: WindowAggregate, dialect: Dialect): AggregateSql {
  const overload = aggregateFunctions.get(aggregate.function)?.overloads.find(({ key }) => key === aggregate.overload);
  if (overload === undefined) throw new Error(`no aggregate ${aggregate.function} (${aggregate.overload})`);
  return dialect.aggregate(overload.sql);
}

/** Its calls, each with the conditions of the aggregate and of the plan behind it. */
export function calls(
  templates: readonly string[],
  aggregate: WindowAggregate,
  conditions: readonly string[],
  dialect: Dialect,
  prefix = "",
): readonly string[] {
  const column = (name: string): string => `${prefix}${dialect.identifier(name)}`;
  const all = [...(aggregate.where === null ? [] : [column(aggregate.where)]), ...conditions];
  const filter = all.length === 0 ? "" : ` FILTER (WHERE ${all.join(" AND ")})`;
  return templates.map(
    (template) =>
      `${fillTemplate(
        template.replaceAll("{order}", () => column("@rank")),
        aggregate.args.map(column),
      )}${filter}`,
  );
}

/** Puts the columns that hold the calls' results together. */
export const finish = (
  template: string,
  columns: readonly string[],
  aggregate: WindowAggregate,
  dialect: Dialect,
): string =>
  fillTemplate(
    template.replaceAll("{what}", () => dialect.text(`feature ${aggregate.what}`)),
    columns,
  );

/** Where a call's result stands between. */
export const partColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;
