import { FromNode, type SelectQueryNode } from "kysely";
import { as } from "../tree/index.js";

/** For an engine that requires a name for every query in FROM. Its columns are read without the name. */
export function withNamedSubqueries(query: SelectQueryNode): SelectQueryNode {
  const froms = query.from?.froms ?? [];
  if (!froms.some(({ kind }) => kind === "SelectQueryNode")) return query;
  const named = froms.map((each, index) =>
    each.kind === "SelectQueryNode" ? as(each, index === 0 ? "q" : `q${index + 1}`) : each,
  );
  return { ...query, from: FromNode.create(named) };
}
