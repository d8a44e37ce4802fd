import type { Type } from "../../runtime/types.js";
import type { Expr } from "../ir/index.js";
import { holdsFloat, mayBeInfinite, type OpenElements } from "../ir/not-finite.js";
import { isRounded } from "../ir/raises-itself.js";
import type { Dialect } from "./dialects/dialect.js";
import { any, caseOf, cast, isNotNull, isNull, NULL, type Sql, where } from "./tree/index.js";

/** How values are written where they are stored. */
export interface Storing {
  readonly dialect: Dialect;
  /** The elements of lists that may be infinite or NaN. */
  readonly open: OpenElements;
  readonly node: (expr: Expr) => Sql;
  /** Raises an error that names the problem. */
  readonly complain: (problem: string, type: Type) => Sql;
}

/**
 * An expression as it is stored under `type`. A value that is not finite becomes null, or an error if the type is not
 * nullable (MEANING B33). Null itself stays: a label's null key or time makes any value null.
 */
export function storedNode(expr: Expr, type: Type, storing: Storing): Sql {
  const { dialect, open, node, complain } = storing;
  if (mayBeInfinite(expr, open)) return finiteNode(expr, type, storing);
  const value = node(expr);
  if (!type.nullable && isRounded(expr)) return caseOf([[isNull(value), complain("out of range", type)]], value);
  return expr.node === "literal" && expr.value === null ? cast(NULL, dialect.type(type)) : value;
}

function finiteNode(expr: Expr, type: Type, storing: Storing): Sql {
  const { dialect, open, node, complain } = storing;
  if (!mayBeInfinite(expr, open)) return node(expr);
  if (expr.node !== "struct" || type.kind !== "struct")
    return finite(node(expr), type, (of) => complain("not a finite number", of), dialect, 0);
  return dialect.struct(
    expr.fields.map(({ name, value }, index) => [name, finiteNode(value, type.fields[index]!.type, storing)]),
  );
}

function finite(value: Sql, type: Type, problem: (type: Type) => Sql, dialect: Dialect, depth: number): Sql {
  if (!holdsFloat(type)) return value;
  const name = String(depth);
  const within = (part: Sql, of: Type): Sql => finite(part, of, problem, dialect, depth + 1);
  const sound = (condition: Sql, own: Sql): Sql =>
    type.nullable ? where(condition, own) : caseOf([[any([condition, isNull(own)]), own]], problem(type));
  switch (type.kind) {
    case "array": {
      const element = { ...type.element, nullable: true };
      if (type.size === null) return dialect.each(value, name, (x) => within(x, element), element);
      // A vector with a null element is null (MEANING 72).
      return dialect.bound(value, name, (xs) =>
        sound(dialect.allOf(dialect.each(xs, `${name}e`, dialect.isFinite, type.element)), xs),
      );
    }
    case "struct":
      return dialect.bound(value, name, (struct) => {
        const fields = type.fields.map(
          (field) => [field.name, within(dialect.field(struct, field.name, field.type), field.type)] as const,
        );
        return where(isNotNull(struct), dialect.struct(fields));
      });
    default:
      return type.nullable ? dialect.finiteOrNull(value) : sound(dialect.isFinite(value), value);
  }
}
