/**
 * Rewrites queries for engines that lack a form of them.
 *
 * In: a query's tree, the forms that the engine lacks, and the columns of the relations that the query reads by name.
 * Out: a tree that gives the same rows. Always: a file for each form. Each file works on the node of one query alone;
 * queries within it were rewritten before.
 */
import type { SelectQueryNode } from "kysely";
import type { Form } from "../dialects/capabilities.js";
import { mapParts, type Sql } from "../tree/index.js";
import type { ColumnsOf } from "./columns.js";
import { withoutDistinctOn } from "./distinct-on.js";
import { withNamedSubqueries } from "./named-subqueries.js";
import { withoutQualify } from "./qualify.js";
import { withoutSemiJoins } from "./semi-joins.js";
import { withColumnsWrittenOut } from "./written-out-columns.js";

export { type ColumnsOf, columnsOfQuery } from "./columns.js";

type Rewrite = (query: SelectQueryNode, columnsOf: ColumnsOf) => SelectQueryNode;

/** In the order in which they run: later ones see the results of earlier ones. */
const rewrites: Readonly<Record<Form, Rewrite>> = {
  "star except": withColumnsWrittenOut,
  "unnamed subquery": withNamedSubqueries,
  "distinct on": withoutDistinctOn,
  qualify: withoutQualify,
  "semi join": withoutSemiJoins,
};

export function rewritten(query: Sql, lacks: ReadonlySet<Form>, columnsOf: ColumnsOf): Sql {
  if (lacks.size === 0) return query;
  const needed = Object.entries(rewrites).flatMap(([form, rewrite]) => (lacks.has(form as Form) ? [rewrite] : []));
  const visit = (node: Sql): Sql => {
    const own = mapParts(node, visit);
    return own.kind === "SelectQueryNode"
      ? needed.reduce((made, rewrite) => rewrite(made, columnsOf), own as SelectQueryNode)
      : own;
  };
  return visit(query);
}
