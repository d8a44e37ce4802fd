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
  return templates.map((template) => {
    const named = withLiterals(template, aggregate, dialect)
      .replaceAll("{order}", () => identifier("@rank"))
      .replaceAll("{time}", () => identifier("@time"))
      .replaceAll("{t}", () => instant ?? identifier("@t"));
    return `${fillTemplate(
      named,
      aggregate.args.map((arg) => ("column" in arg ? identifier(arg.column) : literal(arg.literal, dialect))),
    )}${filter}`;
  });
}

const withLiterals = (template: string, { args }: WindowAggregate, dialect: Dialect): string =>
  args.reduce(
    (text, arg, index) => ("literal" in arg ? text.replaceAll(`{arg${index}}`, literal(arg.literal, dialect)) : text),
    template,
  );

/** Puts the columns that hold the calls' results together. */
export const finish = (
  template: string,
  columns: readonly string[],
  aggregate: WindowAggregate,
  dialect: Dialect,
): string =>
  fillTemplate(
    withLiterals(template, aggregate, dialect).replaceAll("{what}", () => dialect.text(`feature ${aggregate.what}`)),
    columns,
  );

/** Where a call's result stands between. */
export const partColumn = (aggregate: WindowAggregate, index: number): string => `${aggregate.id}.${index}`;
