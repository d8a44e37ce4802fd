import type { SelectQueryNode } from "kysely";
import { as, col, qualifyOf, select } from "../tree/index.js";
import { type ColumnsOf, columnsOfQuery } from "./columns.js";

const KEPT = "@kept";

/**
 * For an engine without QUALIFY: the condition becomes a column of a query, and a query around it keeps the rows where
 * it holds.
 */
export function withoutQualify(query: SelectQueryNode, columnsOf: ColumnsOf): SelectQueryNode {
  const found = qualifyOf(query);
  if (found === null) return query;
  const { without, condition } = found;
  const names = columnsOfQuery(without, columnsOf);
  const kept = select({ columns: [as(condition, KEPT)] }) as SelectQueryNode;
  const judged: SelectQueryNode = {
    ...without,
    selections: [...(without.selections ?? []), ...(kept.selections ?? [])],
  };
  return select({
    columns: names.map((name) => col(name)),
    from: as(judged, "q"),
    where: [col(KEPT)],
  }) as SelectQueryNode;
}
