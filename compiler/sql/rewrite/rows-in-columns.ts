import { type AliasNode, type IdentifierNode, JoinNode, type SelectQueryNode } from "kysely";
import type { Capabilities } from "../dialects/capabilities.js";
import { arrayOfRows, as, id, relation, type Sql, sql } from "../tree/index.js";

/** For an engine that makes rows of an array only behind FROM: the array is joined to the rows of the query. */
export function withRowsBehindFrom(
  query: SelectQueryNode,
  { elementRows = unnested }: Pick<Capabilities, "elementRows">,
): SelectQueryNode {
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
    const { relation: of, value } = elementRows(array, own);
    const rows = as(relation(of, []), own);
    joins.push({ ...JoinNode.create("CrossJoin", rows) });
    return { ...each, selection: as(value, name) as typeof selection };
  });
  return joins.length === 0 ? query : { ...query, selections: written, joins: [...(query.joins ?? []), ...joins] };
}

const unnested = (array: Sql, name: string): { readonly relation: Sql; readonly value: Sql } => ({
  relation: sql`UNNEST(${array})`,
  value: id(name),
});
