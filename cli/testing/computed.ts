import type { Constant, Expr, Project, Test } from "../../compiler/ir/index.js";
import { isConstant } from "../../compiler/ir/is-constant.js";
import { valuesIn, withValues } from "../../compiler/model/test-values.js";
import { loadValues } from "../../compiler/typescript/index.js";
import { messageOf } from "../../runtime/errors.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { literalOf } from "./literal.js";

export interface Computed {
  readonly tests: readonly Test[];
  /** The tests with a value that can't be computed, and why. Null takes the value's place. */
  readonly refused: ReadonlyMap<number, string>;
}

/** Tests with their expressions replaced by values, as the project's own functions compute them. */
export function computed(project: Project, tests: readonly Test<Expr>[]): Computed {
  const exprs = tests.flatMap(valuesIn).filter((expr) => !isConstant(expr));
  const values = new Map(exprs.length === 0 ? [] : loadValues(project, exprs).map((value, i) => [exprs[i]!, value]));
  const refused = new Map<number, string>();
  const known = tests.map((test, index) =>
    withValues(test, (expr, name) => {
      if (isConstant(expr)) return expr;
      try {
        return literalOf(expr.type, values.get(expr)!());
      } catch (error) {
        if (!(error instanceof FeatureError)) throw error;
        refused.set(index, `the value of \`${name}\`: ${messageOf(error.cause ?? error)}`);
        return nothing(expr);
      }
    }),
  );
  return { tests: known, refused };
}

const nothing = ({ type }: Expr): Constant => ({ node: "literal", type, value: null });
