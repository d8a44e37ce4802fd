import type { Expr, OverElements } from "../ir/index.js";
import { mapChildren } from "../ir/walk.js";
import { OverElementsColumns } from "./over-elements-first.js";

/*
 * In a lambda within a subquery, DuckDB finds no column from outside the subquery, and it allows no subquery in a
 * lambda. An aggregate over a list is a subquery, and many functions are lambdas. Where both meet, the aggregate gets
 * columns of its own for the outer values that it reads and for the aggregates within it.
 */

export interface ElementColumns {
  /** The aggregate, which reads these columns. */
  readonly aggregate: OverElements;
  /**
   * The outer values: columns of the row, elements of the lists around it, aggregates that its list is computed from.
   */
  readonly around: readonly (readonly [around: Expr, own: Expr])[];
  /** `first`: the aggregates that its `where` reads. `then`: those that its arguments and its `by` read. */
  readonly first: readonly (readonly [name: string, aggregate: OverElements])[];
  readonly then: readonly (readonly [name: string, aggregate: OverElements])[];
}

/** The inner name of an outer column or element. */
export const ownName = (name: string): string => `@o.${name}`;

export function elementColumns(aggregate: OverElements): ElementColumns {
  const around = new Map<string, readonly [Expr, Expr]>();
  const own = (outer: Expr, inner: Expr): Expr => {
    around.set(JSON.stringify(inner), [outer, inner]);
    return inner;
  };
  const lists = new OverElementsColumns(ownName("overElements"));
  const renamed = (expr: Expr, bound: ReadonlySet<string>): Expr => {
    switch (expr.node) {
      case "column":
        return own(expr, { ...expr, name: ownName(expr.name) });
      case "element":
        return bound.has(expr.name) ? expr : own(expr, { ...expr, name: ownName(expr.name) });
      case "overElements": {
        if (bound.size === 0) return own(expr, lists.column(expr));
        const inside = new Set([...bound, expr.name]);
        return mapChildren(expr, (child) => renamed(child, child === expr.list ? bound : inside));
      }
      case "bound": {
        const inside = new Set([...bound, expr.name]);
        return mapChildren(expr, (child) => renamed(child, child === expr.value ? bound : inside));
      }
      default:
        return mapChildren(expr, (child) => renamed(child, bound));
    }
  };
  const elements = new Set([aggregate.name]);
  const [first, then] = [
    new OverElementsColumns(`@first.${aggregate.name}.`),
    new OverElementsColumns(`@then.${aggregate.name}.`),
  ];
  const { list, args, where, by } = aggregate;
  return {
    aggregate: {
      ...aggregate,
      list: renamed(list, new Set()),
      args: args.map((arg) => then.withColumns(renamed(arg, elements))),
      where: where === null ? null : first.withColumns(renamed(where, elements)),
      by: by === null ? null : { ...by, value: then.withColumns(renamed(by.value, elements)) },
    },
    around: [...around.values()],
    first: first.overElements.map(({ name, aggregate: inner }) => [name, inner] as const),
    then: then.overElements.map(({ name, aggregate: inner }) => [name, inner] as const),
  };
}
