import type { OrderByItemNode, OrderByNode, SelectQueryNode } from "kysely";
import { list, number, op, type Sql, select, sql } from "../tree/index.js";
import type { ColumnsOf } from "./columns.js";
import { withoutQualify } from "./qualify.js";

/** For an engine without DISTINCT ON: the rows are numbered in their order, and the first of each group is kept. */
export function withoutDistinctOn(query: SelectQueryNode, columnsOf: ColumnsOf): SelectQueryNode {
  const { distinctOn, orderBy, limit: _, ...rest } = query;
  if (distinctOn === undefined) return query;
  const order = ((orderBy as OrderByNode | undefined)?.items ?? []).map((item) => (item as OrderByItemNode).orderBy);
  const within = sql`(PARTITION BY ${list(distinctOn as readonly Sql[])} ORDER BY ${list(order)})`;
  const first = select({
    columns: [],
    qualify: op("=", sql`row_number() OVER ${within}`, number(1)),
  }) as SelectQueryNode;
  return withoutQualify({ ...rest, endModifiers: [...(rest.endModifiers ?? []), ...first.endModifiers!] }, columnsOf);
}
