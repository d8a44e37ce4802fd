import type { Expr, Fn, Literal } from "../../../compiler/model/ir.js";
import { callScalar, convert } from "./scalar.js";
import type { Value } from "./values.js";

/** What names mean where an expression stands. A place has some of these only. */
export interface Scope {
  readonly functions: ReadonlyMap<string, Fn>;
  /** `now()`: null for a label without a time. */
  readonly now?: bigint | null;
  readonly column?: (name: string) => Value;
  readonly latest?: (column: string) => Value;
  readonly aggregate?: (id: string) => Value;
  readonly item?: (name: string) => Value;
  readonly input?: (from: string, name: string) => Value;
  readonly request?: (name: string) => Value;
  readonly key?: (name: string) => Value;
  readonly param?: (name: string) => Value;
}

export function evaluate(expr: Expr, scope: Scope): Value {
  switch (expr.node) {
    case "literal":
      return literal(expr);
    case "array":
      return expr.elements.map((element) => evaluate(element, scope));
    case "column":
      return there(scope.column)(expr.name);
    case "latest":
      return there(scope.latest)(expr.column);
    case "aggregate":
      return there(scope.aggregate)(expr.id);
    case "item":
      return there(scope.item)(expr.name);
    case "input":
      return there(scope.input)(expr.from, expr.name);
    case "request":
      return there(scope.request)(expr.name);
    case "key":
      return there(scope.key)(expr.name);
    case "param":
      return there(scope.param)(expr.name);
    case "now":
      return there(scope.now);
    case "call":
      return callScalar(
        expr.function,
        expr.overload,
        expr.args.map((arg) => evaluate(arg, scope)),
      );
    case "fn": {
      const { params, body } = there(scope.functions.get(expr.name));
      const args = new Map(params.map(({ name }, i) => [name, evaluate(there(expr.args[i]), scope)]));
      return evaluate(body, { functions: scope.functions, param: (name) => there(args.get(name)) });
    }
    case "convert":
      return convert(evaluate(expr.value, scope), expr.type.kind);
    case "coalesce":
      return evaluate(expr.left, scope) ?? evaluate(expr.right, scope);
    case "case": {
      const taken = expr.branches.find(({ when }) => evaluate(when, scope) === true);
      if (taken !== undefined) return evaluate(taken.then, scope);
      return expr.else === null ? null : evaluate(expr.else, scope);
    }
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the expression reads what its place does not have");
  return value;
}

export function literal({ type, value }: Pick<Literal, "type" | "value">): Value {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return BigInt(String(value));
    case "float32":
    case "float64":
      return Number(value);
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    default:
      return value;
  }
}
