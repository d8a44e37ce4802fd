import { conversions, scalarOverload } from "../functions/index.js";
import { fillTemplate } from "../functions/template.js";
import { noFunctions } from "../model/function-table.js";
import type { Expr } from "../model/ir.js";
import { mayBeInfinite } from "../model/not-finite.js";
import { isRounded, raises } from "../model/raises.js";
import type { Dialect } from "./dialects/dialect.js";
import { facts } from "./expression.js";

/* How often the text of an expression holds the text of what it is made of. */

type Of<Node extends Expr["node"]> = Extract<Expr, { node: Node }>;

/** Stands for an argument; no template holds it. */
const mark = (index: number): string => `\u0001${index}\u0001`;

/** Each argument of a call. */
export function timesWritten(call: Of<"call">, args: readonly Expr[], dialect: Dialect): readonly number[] {
  const text = fillTemplate(
    dialect.function(scalarOverload(call)),
    args.map((_, index) => mark(index)),
    args.map(facts),
  );
  // One that can fail may be looked at beforehand.
  const looked = (arg: Expr): number => (args.length > 1 && raises(arg, noFunctions) ? 1 : 0);
  return args.map((arg, index) => text.split(mark(index)).length - 1 + looked(arg));
}

/** The value of a conversion. */
export function timesConverted({ type, value }: Of<"convert">, dialect: Dialect): number {
  const row = conversions.get(`${value.type.kind}>${type.kind}`);
  return row === undefined ? 1 : fillTemplate(dialect.conversion(row.sql), [mark(0)]).split(mark(0)).length - 1;
}

/** What is stored: looked at, and taken. */
export const timesStored = ({ value }: Of<"stored">): number => (mayBeInfinite(value) || isRounded(value) ? 3 : 1);
