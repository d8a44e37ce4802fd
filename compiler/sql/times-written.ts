import type { ConversionName } from "../functions/overloads.js";
import type { Expr } from "../ir/index.js";
import { mayBeInfinite } from "../ir/not-finite.js";
import { isRounded } from "../ir/raises-itself.js";
import { fillCell, isUnsupported } from "./dialects/cell.js";
import type { Dialect } from "./dialects/dialect.js";
import { id, walkSql } from "./tree/index.js";

/* How often the text of an expression contains each of its operands. */

type Of<Node extends Expr["node"]> = Extract<Expr, { node: Node }>;

/** How often a conversion writes its value. */
export function timesConverted({ type, value }: Of<"convert">, dialect: Dialect): number {
  const cell = dialect.conversions[`${value.type.kind}>${type.kind}` as ConversionName];
  if (cell === undefined || isUnsupported(cell)) return 1;
  const mark = id("value");
  let times = 0;
  walkSql(fillCell(cell, [mark], [{ nullable: true, finite: false, type: value.type }]), (node) => {
    if (node === mark) times++;
  });
  return times;
}

/** How often a stored value is written: once for the check and once for the value. */
export const timesStored = ({ value }: Of<"stored">): number => (mayBeInfinite(value) || isRounded(value) ? 3 : 1);
