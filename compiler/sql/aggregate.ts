import { fillTemplate } from "../functions/template.js";
import type { WindowAggregate } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";
import { literal } from "./expression.js";

/** An aggregate's calls, each with the conditions of the aggregate and of the plan behind it. `instant` is what `{t}` stands for. */
export function calls(
  templates: readonly string[],
  aggregate: WindowAggregate,
  conditions: readonly string[],
  dialect: Dialect,
  instant?: string,
): readonly string[] {
  const { identifier } = dialect;
  const all = [...(aggregate.where === null ? [] : [identifier(aggregate.where)]), ...conditions];
  const filter = all.length === 0 ? "" : ` FILTER (WHERE ${all.join(" AND ")})`;
  const named = {
    ...literals(aggregate, dialect),
    order: identifier("@rank"),
    time: identifier("@time"),
    t: instant ?? identifier("@t"),
  };
  const args = aggregate.args.map((arg) => ("column" in arg ? identifier(arg.column) : literal(arg.literal, dialect)));
  return templates.map((template) => `${fillTemplate(template, args, [], named)}${filter}`);
}

/** The arguments that a template takes as they are written: `{arg1}`. */
const literals = ({ args }: WindowAggregate, dialect: Dialect): Readonly<Record<string, string>> =>
  Object.fromEntries(
    args.flatMap((arg, index) => ("literal" in arg ? [[`arg${index}`, literal(arg.literal, dialect)]] : [])),
  );

/** Puts the columns that hold the calls' results together. */
export const finish = (
  template: string,
  columns: readonly string[],
  aggregate: WindowAggregate,
  dialect: Dialect,
): string =>
  fillTemplate(template, columns, [], {
    ...literals(aggregate, dialect),
    what: dialect.text(`feature ${aggregate.what}`),
  });

/** Where a call's result stands between. */
export const partColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;
