import { conversions } from "../functions/index.js";
import { fillTemplate } from "../functions/template.js";
import type { Expr } from "../model/ir.js";
import { mayBeInfinite } from "../model/not-finite.js";
import { isRounded } from "../model/raises-itself.js";
import type { Dialect } from "./dialects/dialect.js";

/* How often the text of an expression holds the text of what it is made of. */

type Of<Node extends Expr["node"]> = Extract<Expr, { node: Node }>;

/** The value of a conversion. */
export function timesConverted({ type, value }: Of<"convert">, dialect: Dialect): number {
  const row = conversions.get(`${value.type.kind}>${type.kind}`);
  // No template holds the sign.
  return row === undefined ? 1 : fillTemplate(dialect.conversion(row.sql), ["\u0001"]).split("\u0001").length - 1;
}

/** What is stored: looked at, and taken. */
export const timesStored = ({ value }: Of<"stored">): number => (mayBeInfinite(value) || isRounded(value) ? 3 : 1);
