import { aggregateOverload } from "../functions/index.js";
import { fillTemplate } from "../functions/template.js";
import type { Literal, OverElements } from "../model/ir.js";
import { aggregateSql } from "./aggregate-sql.js";
import type { Dialect } from "./dialects/dialect.js";

/**
 * An element as a column of a subquery: no lambda has a parameter of its name, and of two names that differ in capitals alone, which are one to an engine,
 * each has its own.
 */
export function elementColumn(name: string): string {
  const capitals = [...name].map((char) => (/[A-Z]/.test(char) ? "1" : "0")).join("");
  return capitals.includes("1") ? `@each.${name}.${capitals}` : `@each.${name}`;
}
/** Its place in its list, and the value of its group. */
export const elementRank = "@rank";
const GROUP = "@g";

/** The texts of a aggregate's parts; `args` has a literal where the template takes it as it is. */
export interface OverElementsParts {
  readonly list: string;
  readonly args: readonly (string | Literal)[];
  readonly where: string | null;
  readonly by: string | null;
  /** What it is over no elements: a correlated subquery may be null there. */
  readonly nothing: string;
  /** Of what is around it, columns of its own; and values for each element, before `where` and after it. */
  readonly around: readonly (readonly [value: string, name: string])[];
  readonly first: readonly (readonly [value: string, name: string])[];
  readonly then: readonly (readonly [value: string, name: string])[];
}

/** An aggregate over the elements of a list, as a subquery that stands for its value. */
export function overElementsText(
  aggregate: OverElements,
  parts: OverElementsParts,
  literal: (value: Literal) => string,
  dialect: Dialect,
): string {
  const id = dialect.identifier;
  const sql = aggregateSql({ ...aggregate, types: aggregate.args.map(({ type }) => type) }, dialect);
  const named = {
    ...Object.fromEntries(
      parts.args.flatMap((arg, index) => (typeof arg === "string" ? [] : [[`arg${index}`, literal(arg)]])),
    ),
    order: id(elementRank),
    what: dialect.text(`${aggregate.function} each`),
  };
  const args = parts.args.map((arg, index) => (typeof arg === "string" ? id(`@a${index}`) : literal(arg)));
  const calls = sql.calls.map((call, index) => `${fillTemplate(call, args, [], named)} AS ${id(`@c${index}`)}`);
  const results = sql.calls.map((_, index) => id(`@c${index}`));
  const finish = fillTemplate(sql.finish, results, [], named);
  const inputs = [
    ...parts.args.flatMap((arg, index) => (typeof arg === "string" ? [`${arg} AS ${id(`@a${index}`)}`] : [])),
    `${id(elementRank)}`,
    ...(parts.by === null ? [] : [`${parts.by} AS ${id(GROUP)}`]),
  ];
  const elements = dialect.elements(parts.list, id(elementColumn(aggregate.name)), id(elementRank), parts.around);
  const where = parts.where === null ? "" : ` WHERE ${parts.where}`;
  const withFirst = parts.first.length === 0 ? elements : withColumns(parts.first, elements);
  const rows =
    parts.then.length === 0
      ? `SELECT ${inputs.join(", ")} FROM (${withFirst})${where}`
      : `SELECT ${inputs.join(", ")} FROM (${withColumns(parts.then, withFirst)}${where})`;
  if (aggregate.by === null) {
    const value = `(SELECT ${finish} FROM (SELECT ${calls.join(", ")} FROM (${rows})))`;
    return aggregateOverload(aggregate).empty === "null" ? value : `coalesce(${value}, ${parts.nothing})`;
  }
  const count = aggregate.by.top === null ? [] : [`count(*) AS "@n"`];
  const groups = `SELECT ${[id(GROUP), ...calls, ...count].join(", ")} FROM (${rows}) WHERE ${id(GROUP)} IS NOT NULL GROUP BY ${id(GROUP)}`;
  const kept =
    aggregate.by.top === null ? groups : `${groups} ORDER BY "@n" DESC, ${id(GROUP)} LIMIT ${aggregate.by.top}`;
  const entries = dialect.mapOf(id(GROUP), finish);
  return `coalesce((SELECT ${entries} FROM (${kept})), ${parts.nothing})`;
}

const withColumns = (columns: OverElementsParts["first"], from: string): string =>
  `SELECT *, ${columns.map(([value, name]) => `${value} AS ${name}`).join(", ")} FROM (${from})`;
