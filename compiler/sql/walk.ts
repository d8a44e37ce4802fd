import { aggregateFunctions } from "../functions/index.js";
import type { AggregateSql } from "../functions/row.js";
import { fillTemplate } from "../functions/template.js";
import type { Literal, Walk } from "../model/ir.js";
import type { Dialect } from "./dialects/dialect.js";

/** An element, its place in its list, and the value of its group, as columns of a subquery. */
export const elementColumn = (name: string): string => `~${name}`;
const RANK = "@rank";
const GROUP = "@g";

/** The texts of a walk's parts; `args` has a literal where the template takes it as it is. */
export interface WalkParts {
  readonly list: string;
  readonly args: readonly (string | Literal)[];
  readonly where: string | null;
  readonly by: string | null;
  /** Columns of what is around it that it reads by names of their own. */
  readonly outer: readonly (readonly [around: string, own: string])[];
}

/** An aggregate over the elements of a list, as a subquery that stands for its value. */
export function walkText(walk: Walk, parts: WalkParts, literal: (value: Literal) => string, dialect: Dialect): string {
  const overload = aggregateFunctions.get(walk.function)?.overloads.find(({ key }) => key === walk.overload);
  if (overload === undefined) throw new Error(`no aggregate ${walk.function} (${walk.overload})`);
  const id = dialect.identifier;
  const sql = dialect.aggregate(overload.sql);
  const withLiterals = (template: string): string =>
    parts.args.reduce<string>(
      (text, arg, index) => (typeof arg === "string" ? text : text.replaceAll(`{arg${index}}`, () => literal(arg))),
      template,
    );
  const args = parts.args.map((arg, index) => (typeof arg === "string" ? id(`@a${index}`) : literal(arg)));
  const calls = sql.calls.map(
    (call, index) =>
      `${fillTemplate(
        withLiterals(call).replaceAll("{order}", () => id(RANK)),
        args,
      )} AS ${id(`@c${index}`)}`,
  );
  const finish = fillTemplate(
    withLiterals(sql.finish).replaceAll("{what}", () => dialect.text(`${walk.function} each`)),
    sql.calls.map((_, index) => id(`@c${index}`)),
  );
  const inputs = [
    ...parts.args.flatMap((arg, index) => (typeof arg === "string" ? [`${arg} AS ${id(`@a${index}`)}`] : [])),
    `${id(RANK)}`,
    ...(parts.by === null ? [] : [`${parts.by} AS ${id(GROUP)}`]),
  ];
  const elements = dialect.elements(parts.list, id(elementColumn(walk.name)), id(RANK), parts.outer);
  const where = parts.where === null ? "" : ` WHERE ${parts.where}`;
  const rows = `SELECT ${inputs.join(", ")} FROM (${elements})${where}`;
  if (walk.by === null) {
    const value = `(SELECT ${finish} FROM (SELECT ${calls.join(", ")} FROM (${rows})))`;
    return overload.empty === "null" ? value : `coalesce(${value}, ${emptyText(walk, sql, dialect)})`;
  }
  const count = walk.by.top === null ? [] : [`count(*) AS "@n"`];
  const groups = `SELECT ${[id(GROUP), ...calls, ...count].join(", ")} FROM (${rows}) WHERE ${id(GROUP)} IS NOT NULL GROUP BY ${id(GROUP)}`;
  const kept = walk.by.top === null ? groups : `${groups} ORDER BY "@n" DESC, ${id(GROUP)} LIMIT ${walk.by.top}`;
  const entries = dialect.mapOf(id(GROUP), finish);
  return `coalesce((SELECT ${entries} FROM (${kept})), ${dialect.emptyMap(walk.type)})`;
}

/** A correlated subquery over no elements may be null. */
const emptyText = (walk: Walk, _: AggregateSql, dialect: Dialect): string =>
  Array.isArray(walk.empty) ? `CAST([] AS ${dialect.type(walk.type)})` : `CAST(0 AS ${dialect.type(walk.type)})`;
