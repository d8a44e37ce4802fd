import { ParensNode } from "kysely";
import { aggregateOverload } from "../functions/index.js";
import type { Literal, OverElements } from "../ir/index.js";
import { aggregateCell } from "./aggregate-cell.js";
import { type AggregateNames, fillAggregate } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { as, col, fn, isNotNull, number, type Sql, select, sql, star, text } from "./tree/index.js";

/**
 * An element as a column of a subquery. No lambda has a parameter of this name. Two names that differ only in case,
 * which an engine does not distinguish, get different columns.
 */
export function elementColumn(name: string): string {
  const capitals = [...name].map((char) => (/[A-Z]/.test(char) ? "1" : "0")).join("");
  return capitals.includes("1") ? `@each.${name}.${capitals}` : `@each.${name}`;
}
/** `@rank`: an element's position in its list. `@g`: the value of its group. */
export const elementRank = "@rank";
const GROUP = "@g";

/** The parts of an aggregate. `args` has a literal where the aggregate needs one. */
export interface OverElementsParts {
  readonly list: Sql;
  readonly args: readonly (Sql | Literal)[];
  readonly where: Sql | null;
  readonly by: Sql | null;
  /** The value over no elements. A correlated subquery may be null there. */
  readonly nothing: Sql;
  /** Columns for the outer values. */
  readonly around: readonly (readonly [value: Sql, name: string])[];
  /** Columns for each element: `first` before `where`, `then` after it. */
  readonly first: readonly Sql[];
  readonly then: readonly Sql[];
}

const isLiteral = (arg: Sql | Literal): arg is Literal => !("kind" in arg);

/** An aggregate over the elements of a list, as a scalar subquery. */
export function overElementsNode(
  aggregate: OverElements,
  parts: OverElementsParts,
  literal: (value: Literal) => Sql,
  dialect: Dialect,
): Sql {
  const cell = aggregateCell(aggregate, dialect);
  const literals = parts.args.map((arg) => (isLiteral(arg) ? literal(arg) : undefined));
  const rank = col(elementRank);
  const names: AggregateNames = {
    order: rank,
    time: rank,
    t: rank,
    what: text(`${aggregate.function} each`),
    types: aggregate.args.map(({ type }) => type),
    literals,
  };
  const args = literals.map((own, index) => own ?? col(`@a${index}`));
  const calls = cell.calls.map((call, index) => as(fillAggregate(call, args, names), `@c${index}`));
  const results = cell.calls.map((_, index) => col(`@c${index}`));
  const finish = cell.finish === undefined ? results[0]! : fillAggregate(cell.finish, results, names);
  const inputs = [
    ...parts.args.flatMap((arg, index) => (isLiteral(arg) ? [] : [as(arg, `@a${index}`)])),
    rank,
    ...(parts.by === null ? [] : [as(parts.by, GROUP)]),
  ];
  const { type } = aggregate.list;
  const element = type.kind === "array" ? type.element : type;
  const elements = dialect.elements(parts.list, elementColumn(aggregate.name), elementRank, parts.around, element);
  const where = parts.where === null ? [] : [parts.where];
  const withFirst = parts.first.length === 0 ? elements : select({ columns: [star(), ...parts.first], from: elements });
  const rows =
    parts.then.length === 0
      ? select({ columns: inputs, from: withFirst, where })
      : select({ columns: inputs, from: select({ columns: [star(), ...parts.then], from: withFirst, where }) });
  if (aggregate.by === null) {
    const value = select({ columns: [finish], from: select({ columns: calls, from: rows }) });
    return aggregateOverload(aggregate).empty === "null"
      ? ParensNode.create(value)
      : fn("coalesce", value, parts.nothing);
  }
  const { top } = aggregate.by;
  const group = col(GROUP);
  const groups = select({
    columns: [group, ...calls, ...(top === null ? [] : [as(sql`count(*)`, "@n")])],
    from: rows,
    where: [isNotNull(group)],
    groupBy: [group],
    ...(top === null
      ? {}
      : { orderBy: [sql`${col("@n")} DESC`, dialect.inOrder(group, aggregate.by.value.type)], limit: number(top) }),
  });
  return fn("coalesce", select({ columns: [dialect.mapAggregate(group, finish)], from: groups }), parts.nothing);
}
