import type { Type } from "../../../runtime/types.js";
import type { LiteralValue } from "../../ir/index.js";
import { fillSql, ofOneType, op, type Sql } from "../tree/index.js";

/**
 * How an engine writes a call of a scalar function.
 *
 * A template is one call or operation, `"ln({0})"`, which evaluates all its arguments. Anything else is a function from
 * the arguments to a node, where a guard is a CASE, so that readers of the tree see what is evaluated when.
 */
export type SqlCell = string | ((args: readonly Sql[], facts: readonly ArgumentFacts[]) => Sql);

/** Facts about an argument. A cell uses them only to leave out guards that are not needed. */
export interface ArgumentFacts {
  readonly nullable: boolean;
  /**
   * Never NaN or infinite: stored values (columns, features, lets, aggregates, keys, request fields), literals, and any
   * value that is not a float.
   */
  readonly finite: boolean;
  readonly type: Type;
  /** The sizes of its values, zero aside, if it is a number. */
  readonly size?: Size;
  /** Its value, if it is a literal. */
  readonly literal?: LiteralValue;
  /** The elements of a list literal, if it has any and none can be null. */
  readonly elements?: readonly Sql[];
}

/** The least and the greatest magnitude. */
export interface Size {
  readonly least: number;
  readonly most: number;
}

/** A function that an engine cannot run, and why: the end of a sentence, "it has no …". */
export interface Unsupported {
  readonly unsupported: string;
}
export const unsupported = (reason: string): Unsupported => ({ unsupported: reason });
export const isUnsupported = (cell: object | string | ((...args: never) => unknown)): cell is Unsupported =>
  typeof cell === "object" && "unsupported" in cell;

/** A function that an engine can run, except for some literal arguments. */
export interface Limited {
  readonly cell: SqlCell;
  /**
   * Why the engine cannot run it with these literals, as in `Unsupported`; null if it can. An argument that is no
   * literal is undefined. `lists`: for each argument, whether it is a list of literals that are not null.
   */
  readonly lacks: (literals: readonly (LiteralValue | undefined)[], lists?: readonly boolean[]) => string | null;
}
export const isLimited = (cell: object | string | ((...args: never) => unknown)): cell is Limited =>
  typeof cell === "object" && "lacks" in cell;

export const fillCell = (cell: SqlCell, args: readonly Sql[], facts: readonly ArgumentFacts[]): Sql =>
  typeof cell === "string" ? fillSql(cell, args) : cell(args, facts);

/** An operator between two operands of one type. */
export const infix =
  (operator: string): SqlCell =>
  (args) => {
    const [left, right] = ofOneType(args);
    return op(operator, left!, right!);
  };

/** How an engine writes an aggregate. */
export interface AggregateCell {
  /** False if its calls cannot run over a frame of a window. */
  readonly framed?: false;
  /**
   * Calls of the engine's aggregates. Each can take FILTER, and OVER unless `framed` is false. They must ignore null
   * arguments.
   */
  readonly calls: readonly AggregateTemplate[];
  /** Makes the result from the calls' results. If left out, the result is the only call's. */
  readonly finish?: AggregateTemplate;
  /**
   * The same result from parts of the rows: calls over each part, merged by the engine's own aggregates (one per call).
   * Parts are never subtracted, which would lose precision.
   */
  readonly parts?: {
    readonly calls: readonly AggregateTemplate[];
    readonly merge: readonly ("sum" | "min" | "max" | "bool_or" | "bool_and")[];
    readonly finish?: AggregateTemplate;
  };
  /**
   * The same, where merging takes more than one call of an aggregate: a template for each call, over all of the states.
   * `t` is the instant of the merged state, and `time` that of each state, by which an aggregate that depends on times
   * weighs it.
   */
  readonly states?: {
    readonly calls: readonly AggregateTemplate[];
    readonly merge: readonly AggregateTemplate[];
    readonly finish?: AggregateTemplate;
  };
}
/** `{0}`, `{1}` are the arguments, or for `finish` the calls' results. `{order}` and the like are `AggregateNames`. */
export type AggregateTemplate = string | ((args: readonly Sql[], names: AggregateNames) => Sql);
export interface AggregateNames {
  /** A number per row: a greater one is later. */
  readonly order: Sql;
  /** The row's own time and the instant of the evaluation, in microseconds. */
  readonly time: Sql;
  readonly t: Sql;
  /** A text that names the feature, for errors. */
  readonly what: Sql;
  readonly types: readonly Type[];
  /** The arguments that are literals, by position. */
  readonly literals: readonly (Sql | undefined)[];
}

export function fillAggregate(source: AggregateTemplate, args: readonly Sql[], names: AggregateNames): Sql {
  if (typeof source !== "string") return source(args, names);
  const { order, time, t, what, literals } = names;
  const own = Object.fromEntries(literals.map((literal, index) => [`arg${index}`, literal]));
  return fillSql(source, args, { order, time, t, what, ...own });
}

/** The same cell for each of many keys. */
export const forEach = <Key extends string, Name extends string, Cell>(
  keys: readonly Key[],
  name: (key: Key) => Name,
  cell: (key: Key) => Cell,
): Record<Name, Cell> => Object.fromEntries(keys.map((key) => [name(key), cell(key)])) as Record<Name, Cell>;
