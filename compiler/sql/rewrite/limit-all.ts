import type { LimitNode, RawNode, SelectQueryNode } from "kysely";

/** For an engine without LIMIT ALL, which changes no rows: some engines plan the query on its own because of it. */
export function withoutLimitAll(query: SelectQueryNode): SelectQueryNode {
  const count = (query.limit as LimitNode | undefined)?.limit as RawNode | undefined;
  if (count?.sqlFragments?.join() !== "ALL") return query;
  const { limit, ...without } = query;
  return without;
}
