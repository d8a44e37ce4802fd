import { type AliasNode, type IdentifierNode, JoinNode, OnNode, type SelectQueryNode } from "kysely";
import { as, relation, type Sql, sql } from "../tree/index.js";
import { type ColumnsOf, columnsOfQuery } from "./columns.js";

const joinTypes: Readonly<Record<string, "CrossJoin" | "LeftJoin">> = {
  LateralCrossJoin: "CrossJoin",
  LateralLeftJoin: "LeftJoin",
};

/** For an engine without LATERAL that joins the elements of an array: the query's rows become an array of structs. */
export function withoutLaterals(query: SelectQueryNode, columnsOf: ColumnsOf): SelectQueryNode {
  const { joins = [] } = query;
  if (!joins.some(({ joinType }) => joinTypes[joinType] !== undefined)) return query;
  return { ...query, joins: joins.map((join) => unnested(join, columnsOf)) };
}

function unnested(join: JoinNode, columnsOf: ColumnsOf): JoinNode {
  const type = joinTypes[join.joinType];
  if (type === undefined) return join;
  const { node, alias } = join.table as AliasNode;
  const columns = columnsOfQuery(node as SelectQueryNode, columnsOf);
  const rows: Sql = sql`UNNEST(ARRAY(SELECT AS STRUCT * FROM ${node}))`;
  const table = as(relation(rows, columns), (alias as IdentifierNode).name);
  return {
    ...JoinNode.create("InnerJoin", table),
    joinType: type,
    ...(type === "LeftJoin" ? { on: OnNode.create(sql`TRUE`) } : {}),
  };
}
