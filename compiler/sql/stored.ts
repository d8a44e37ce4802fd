import type { Type } from "../../runtime/types.js";
import { bound, inner } from "../functions/define.js";
import type { Expr } from "../model/ir.js";
import { holdsFloat, mayBeInfinite, type OpenElements } from "../model/not-finite.js";
import { isRounded } from "../model/raises-itself.js";
import type { Dialect } from "./dialects/dialect.js";

/** How values are written where something is stored. */
export interface Storing {
  readonly dialect: Dialect;
  /** The elements of lists that may be other than finite. */
  readonly open: OpenElements;
  readonly text: (expr: Expr) => string;
  /** What raises an error that names the problem. */
  readonly complain: (problem: string) => string;
}

/**
 * An expression as it is stored under `type`: what is not finite in it is null, or a complaint where null may not stand (MEANING B33). Null itself stays:
 * it is what a label's null key or time makes of anything.
 */
export function storedText(expr: Expr, type: Type, storing: Storing): string {
  const { dialect, open, text, complain } = storing;
  if (mayBeInfinite(expr, open)) return finiteText(expr, type, complain("not a finite number"), storing);
  if (!type.nullable && isRounded(expr))
    return `CASE WHEN ${text(expr)} IS NULL THEN ${complain("out of range")} ELSE ${text(expr)} END`;
  return expr.node === "literal" && expr.value === null ? `CAST(NULL AS ${dialect.type(type)})` : text(expr);
}

function finiteText(expr: Expr, type: Type, problem: string, storing: Storing): string {
  const { dialect, open, text } = storing;
  if (!mayBeInfinite(expr, open)) return text(expr);
  if (expr.node !== "struct" || type.kind !== "struct") return finite(text(expr), type, problem, dialect, 0);
  return dialect.struct(
    expr.fields.map(({ name, value }, index) => [name, finiteText(value, type.fields[index]!.type, problem, storing)]),
  );
}

function finite(value: string, type: Type, problem: string, dialect: Dialect, depth: number): string {
  if (!holdsFloat(type)) return value;
  const name = String(depth);
  const within = (text: string, of: Type): string => finite(text, of, problem, dialect, depth + 1);
  const sound = (condition: string, own: string): string =>
    type.nullable
      ? `CASE WHEN ${condition} THEN ${own} END`
      : `CASE WHEN ${condition} OR ${own} IS NULL THEN ${own} ELSE ${problem} END`;
  switch (type.kind) {
    case "array": {
      const element = { ...type.element, nullable: true };
      if (type.size === null) return each(value, name, (x) => within(x, element));
      // A vector that is not whole is none (MEANING 72).
      return bound(name, value, (xs) => sound(`list_bool_and(${each(xs, `${name}e`, (x) => `isfinite(${x})`)})`, xs));
    }
    case "struct":
      return bound(name, value, (struct) => {
        const fields = type.fields.map(
          (field) => [field.name, within(dialect.field(struct, field.name), field.type)] as const,
        );
        return `CASE WHEN ${struct} IS NOT NULL THEN ${dialect.struct(fields)} END`;
      });
    default:
      return sound(`isfinite(${value})`, value);
  }
}

const each = (list: string, name: string, body: (x: string) => string): string =>
  `list_transform(${list}, lambda ${inner(name)}: ${body(inner(name))})`;
