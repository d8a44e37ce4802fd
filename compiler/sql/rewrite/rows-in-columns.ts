import { type AliasNode, type IdentifierNode, JoinNode, type SelectQueryNode } from "kysely";
import { arrayOfRows, as, id, relation, sql } from "../tree/index.js";

/** For an engine that makes rows of an array only behind FROM: the array is joined to the rows of the query. */
export function withRowsBehindFrom(query: SelectQueryNode): SelectQueryNode {
  const { selections = [] } = query;
  const joins: JoinNode[] = [];
  const written = selections.map((each) => {
    const { selection } = each;
    if (selection.kind !== "AliasNode") return each;
    const { node, alias } = selection as AliasNode;
    const array = arrayOfRows(node);
    if (array === null) return each;
    const { name } = alias as IdentifierNode;
    const own = `@rows.${joins.length}`;
    const rows = as(relation(sql`UNNEST(${array})`, []), own);
    joins.push({ ...JoinNode.create("CrossJoin", rows) });
    return { ...each, selection: as(id(own), name) as typeof selection };
  });
  return joins.length === 0 ? query : { ...query, selections: written, joins: [...(query.joins ?? []), ...joins] };
}
