import type { Expr, OverElements } from "../ir/index.js";
import { mapChildren } from "../ir/walk.js";
import { OverElementsColumns } from "./over-elements-first.js";

/*
 * In a lambda that stands in a subquery DuckDB finds no column from around the subquery, and it takes no subquery in a lambda. An aggregate over a list is a
 * subquery, and many functions are lambdas: where both meet, what the aggregate reads from around it, and the aggregates within it, are columns of its own.
 */

export interface ElementColumns {
  /** The aggregate that reads them. */
  readonly aggregate: OverElements;
  /** Of what is around it: columns of the row, elements of the lists that it stands within, aggregates that its list is made of. */
  readonly around: readonly (readonly [around: Expr, own: Expr])[];
  /** The aggregates that its `where` reads, and that its arguments and its `by` do. */
  readonly first: readonly (readonly [name: string, aggregate: OverElements])[];
  readonly then: readonly (readonly [name: string, aggregate: OverElements])[];
}

/** The name within of a column or an element around. */
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
