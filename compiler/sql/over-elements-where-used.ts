import { scalar } from "../../runtime/types.js";
import { noFunctions } from "../ir/function-table.js";
import type { Expr, OverElements } from "../ir/index.js";
import { raises } from "../ir/raises.js";
import { mapChildren } from "../ir/walk.js";

/**
 * Gives an aggregate over a list that can fail no elements if its value is not used: in arms of `if` and `match` that
 * are not taken, and to the right of a `??` whose left is not null (MEANING B2). Aggregates are subqueries, which an
 * engine always evaluates, wherever they stand.
 */
export const overElementsWhereUsed = (expr: Expr): Expr => guarded(expr, (list) => list);

/** `only` gives the list that has elements only where the value is used. */
function guarded(expr: Expr, only: (list: Expr) => Expr): Expr {
  switch (expr.node) {
    case "overElements": {
      const list = guarded(expr.list, only);
      // Parts evaluated per element run only for the elements that exist.
      const inside: OverElements = {
        ...expr,
        list,
        args: expr.args.map(overElementsWhereUsed),
        where: expr.where === null ? null : overElementsWhereUsed(expr.where),
        by: expr.by === null ? null : { ...expr.by, value: overElementsWhereUsed(expr.by.value) },
      };
      return raises(inside, noFunctions) ? { ...inside, list: only(list) } : inside;
    }
    case "coalesce": {
      const before: Expr[] = [];
      const values = expr.values.map((value) => {
        const found = [...before];
        const own = guarded(value, (list) => only(found.length === 0 ? list : chosen(found, null, list)));
        before.push(notNull(own));
        return own;
      });
      return { ...expr, values };
    }
    case "case": {
      const whens: Expr[] = [];
      const branches = expr.branches.map(({ when: condition, then: value }) => {
        const before = [...whens];
        const when = guarded(condition, (list) => only(chosen(before, null, list)));
        whens.push(when);
        return { when, then: guarded(value, (list) => only(chosen(before, when, list))) };
      });
      const otherwise = expr.else === null ? null : guarded(expr.else, (list) => only(chosen(whens, null, list)));
      return { ...expr, branches, else: otherwise };
    }
    default:
      return mapChildren(expr, (child) => guarded(child, only));
  }
}

const notNull = (value: Expr): Expr => {
  const isNull: Expr = { node: "call", type: scalar("bool"), function: "is null", overload: "any", args: [value] };
  return { node: "call", type: scalar("bool"), function: "not", overload: "bool", args: [isNull] };
};

/** The list if none of `before` holds and `when` holds; else null. */
function chosen(before: readonly Expr[], when: Expr | null, list: Expr): Expr {
  const skipped = before.map((each) => ({ when: each, then: none(list) }));
  const type = { ...list.type, nullable: true };
  if (when === null) return skipped.length === 0 ? list : { node: "case", type, branches: skipped, else: list };
  return { node: "case", type, branches: [...skipped, { when, then: list }], else: null };
}
const none = ({ type }: Expr): Expr => ({ node: "literal", type: { ...type, nullable: true }, value: null });
