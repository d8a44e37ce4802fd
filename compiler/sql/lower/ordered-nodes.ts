import type { OrderBy, Rel } from "../../plan/algebra.js";
import { ordered } from "../ordered.js";
import type { Sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/** The FROM clause that lets rows be ordered, and the columns that they are ordered by. */
export function orderedNodes(
  rel: Extract<Rel, { node: "greatest" | "rank" | "superseded" }>,
  lowering: Lowering,
): { readonly from: Sql; readonly columns: readonly Sql[]; readonly all: Sql } {
  return orderedRows(lowering.from(rel.input), rel.by, rel.order, lowering, rel.input);
}

/** The same for the rows of the relation in `from`. */
export const orderedRows = (
  from: Sql,
  by: readonly string[],
  order: readonly OrderBy[],
  lowering: Lowering,
  rel: Rel,
): ReturnType<typeof ordered> => ordered(from, by, order, lowering.dialect, lowering.schemaOf(rel));
