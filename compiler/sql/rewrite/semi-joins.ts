import { type JoinNode, type OnNode, type SelectQueryNode, WhereNode } from "kysely";
import { all, number, type Sql, select, sql } from "../tree/index.js";

const words: Readonly<Record<string, string>> = { SemiJoin: "EXISTS", AntiJoin: "NOT EXISTS" };

/** For an engine without SEMI JOIN: `EXISTS`, which its planner turns into a semi join. */
export function withoutSemiJoins(query: SelectQueryNode): SelectQueryNode {
  const { joins = [] } = query;
  const semi = joins.filter(({ joinType }) => words[joinType] !== undefined);
  if (semi.length === 0) return query;
  const others = joins.filter((each) => !semi.includes(each));
  const conditions = [...(query.where === undefined ? [] : [(query.where as WhereNode).where]), ...semi.map(existsIn)];
  const { joins: _, ...rest } = query;
  return { ...rest, ...(others.length === 0 ? {} : { joins: others }), where: WhereNode.create(all(conditions)) };
}

function existsIn({ joinType, table, on }: JoinNode): Sql {
  const met = select({ columns: [number(1)], from: table, where: [(on as OnNode).on] });
  return words[joinType] === "EXISTS" ? sql`EXISTS ${met}` : sql`NOT EXISTS ${met}`;
}
