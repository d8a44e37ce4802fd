import type { Expr, Walk } from "../model/ir.js";
import { mapChildren } from "../model/walk.js";

/*
 * What an aggregate over a list reads from around it: columns of the row, and elements of the lists that it stands within. DuckDB finds such a column in a
 * subquery, but not in a lambda of the subquery; there it must be a column of the subquery's own.
 */

/** The name within of a column or an element around. */
export const outerName = (name: string): string => `@o.${name}`;

export interface Outer {
  /** The walk that reads them by names of their own. */
  readonly walk: Walk;
  /** Of each, what it is around the walk, and its own name within. */
  readonly columns: readonly (readonly [around: Expr, within: Expr])[];
}

export function withOuterColumns(walk: Walk): Outer {
  const columns = new Map<string, readonly [Expr, Expr]>();
  const renamed = (expr: Expr, bound: ReadonlySet<string>): Expr => {
    switch (expr.node) {
      case "column":
        return own(expr, { ...expr, name: outerName(expr.name) });
      case "element":
        return bound.has(expr.name) ? expr : own(expr, { ...expr, name: outerName(expr.name) });
      case "walk": {
        const inside = new Set([...bound, expr.name]);
        return mapChildren(expr, (child) => renamed(child, child === expr.list ? bound : inside));
      }
      default:
        return mapChildren(expr, (child) => renamed(child, bound));
    }
  };
  const own = (around: Expr, within: Expr): Expr => {
    columns.set(JSON.stringify(within), [around, within]);
    return within;
  };
  return { walk: renamed(walk, new Set()) as Walk, columns: [...columns.values()] };
}
