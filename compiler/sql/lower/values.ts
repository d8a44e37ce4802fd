import { RawNode } from "kysely";
import type { Type } from "../../../runtime/types.js";
import { fillTemplate } from "../../functions/template.js";
import type { Condition, Scalar, WindowAggregate } from "../../plan/algebra.js";
import { calls, finish, partColumn } from "../aggregate.js";
import { aggregateSql } from "../aggregate-sql.js";
import type { Dialect } from "../dialects/dialect.js";
import { literal } from "../expression.js";
import { printTree } from "../print/index.js";
import { conditionText, scalarText } from "../scalar.js";
import type { Sql } from "../tree/index.js";

export const scalarNode = (value: Scalar, dialect: Dialect): Sql => RawNode.createWithSql(scalarText(value, dialect));
export const conditionNode = (condition: Condition, dialect: Dialect): Sql =>
  RawNode.createWithSql(conditionText(condition, dialect));
export const outputNode = (value: Sql, type: Type, dialect: Dialect): Sql =>
  RawNode.createWithSql(dialect.output(printTree(value, dialect, Number.POSITIVE_INFINITY), type));
export const unitOfNode = (instant: Sql, unit: Parameters<Dialect["unitOf"]>[1], dialect: Dialect): Sql =>
  RawNode.createWithSql(dialect.unitOf(printTree(instant, dialect, Number.POSITIVE_INFINITY), unit));
export const parameterNode = (name: "at" | "from", dialect: Dialect): Sql =>
  RawNode.createWithSql(dialect.parameter(name));

/** An aggregate's calls, with conditions on the rows that count, and the columns that hold their results. */
export const callNodes = (
  aggregate: WindowAggregate,
  conditions: readonly Sql[],
  dialect: Dialect,
  options: { readonly instant?: Sql; readonly parts?: boolean } = {},
): readonly Sql[] => {
  const sql = aggregateSql(aggregate, dialect);
  const print = (node: Sql): string => printTree(node, dialect, Number.POSITIVE_INFINITY);
  return calls(
    options.parts === true ? sql.parts!.calls : sql.calls,
    aggregate,
    conditions.map(print),
    dialect,
    options.instant === undefined ? undefined : print(options.instant),
  ).map((text) => RawNode.createWithSql(text));
};

/**
 * An aggregate's calls over a window's frame, where only rows count for which the conditions hold. An engine is slow at FILTER with OVER; a null argument is
 * as good, for aggregates leave nulls out.
 */
export const frameCallNodes = (aggregate: WindowAggregate, event: Sql, dialect: Dialect): readonly Sql[] => {
  const { where, args } = aggregate;
  const print = (node: Sql): string => printTree(node, dialect, Number.POSITIVE_INFINITY);
  const own = where === null ? null : dialect.identifier(where);
  // Instants have no arguments, so only what has none asks for events.
  const filled = (template: string): string =>
    args.length === 0
      ? `count(CASE WHEN ${own === null ? print(event) : `${print(event)} AND ${own}`} THEN 1 END)`
      : fillTemplate(
          template,
          args.map((arg) => {
            if (!("column" in arg)) return literal(arg.literal, dialect);
            const column = dialect.identifier(arg.column);
            return own === null ? column : `CASE WHEN ${own} THEN ${column} END`;
          }),
          [],
          {
            order: dialect.identifier("@rank"),
            ...Object.fromEntries(
              args.flatMap((arg, index) => ("literal" in arg ? [[`arg${index}`, literal(arg.literal, dialect)]] : [])),
            ),
          },
        );
  return aggregateSql(aggregate, dialect).calls.map((template) => RawNode.createWithSql(filled(template)));
};

/** The aggregate's value from the columns that hold its calls' results. */
export const finishNode = (
  aggregate: WindowAggregate,
  columns: readonly Sql[],
  dialect: Dialect,
  parts = false,
): Sql => {
  const sql = aggregateSql(aggregate, dialect);
  const texts = columns.map((each) => printTree(each, dialect, Number.POSITIVE_INFINITY));
  return RawNode.createWithSql(finish(parts ? sql.parts!.finish : sql.finish, texts, aggregate, dialect));
};

/** How the parts of an aggregate merge, one function per part; null if they don't. */
export const merges = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] | null =>
  aggregateSql(aggregate, dialect).parts?.merge ?? null;

export const partNames = (aggregate: WindowAggregate, dialect: Dialect): readonly string[] =>
  aggregateSql(aggregate, dialect).calls.map((_, index) => partColumn(aggregate, index));

/** Does it read the rows' order? */
export const readsOrder = (aggregate: WindowAggregate, dialect: Dialect): boolean =>
  aggregateSql(aggregate, dialect).calls.some((call) => call.includes("{order}"));

/** A map from the groups' values. */
export const mapOfNode = (key: Sql, value: Sql, dialect: Dialect): Sql => {
  const print = (node: Sql): string => printTree(node, dialect, Number.POSITIVE_INFINITY);
  return RawNode.createWithSql(dialect.mapOf(print(key), print(value)));
};
