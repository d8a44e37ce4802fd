/**
 * Rewrites queries for engines that lack a form of them.
 *
 * In: a query's tree, the forms that the engine lacks, its words, and the columns of the relations that the query reads
 * by name. Out: a tree that gives the same rows. Always: a file for each form. Each file works on one node alone; what is
 * within it was rewritten before.
 */
import type { SelectQueryNode } from "kysely";
import type { Capabilities, Form } from "../dialects/capabilities.js";
import { mapParts, type Sql } from "../tree/index.js";
import { byOwnAliases, withOwnAliases } from "./aliases.js";
import type { ColumnsOf } from "./columns.js";
import { withoutDistinctOn } from "./distinct-on.js";
import { withoutFilter } from "./filters.js";
import { withoutLaterals } from "./laterals.js";
import { withoutLimitAll } from "./limit-all.js";
import { withNamedSubqueries } from "./named-subqueries.js";
import { withoutNamedWindows } from "./named-windows.js";
import { withoutQualify } from "./qualify.js";
import { withRowsBehindFrom } from "./rows-in-columns.js";
import { withoutSemiJoins } from "./semi-joins.js";
import { inWords } from "./words.js";
import { withColumnsWrittenOut } from "./written-out-columns.js";

export { type ColumnsOf, columnsOfQuery } from "./columns.js";

type Engine = Pick<Capabilities, "lacks" | "words" | "elementRows">;
type Rewrite = (query: SelectQueryNode, columnsOf: ColumnsOf, engine: Engine) => SelectQueryNode;

/** In the order in which they run: later ones see the results of earlier ones. */
const rewrites: Readonly<Record<Exclude<Form, "filter">, Rewrite>> = {
  "alias as a column": withOwnAliases,
  lateral: withoutLaterals,
  "star except": withColumnsWrittenOut,
  "unnamed subquery": withNamedSubqueries,
  "distinct on": withoutDistinctOn,
  qualify: withoutQualify,
  "semi join": withoutSemiJoins,
  "named windows": withoutNamedWindows,
  "limit all": withoutLimitAll,
  "rows in columns": (query, _, engine) => withRowsBehindFrom(query, engine),
};

export function rewritten(query: Sql, engine: Engine, columnsOf: ColumnsOf): Sql {
  const { lacks, words } = engine;
  if (lacks.size === 0 && words === null) return query;
  const needed = Object.entries(rewrites).flatMap(([form, rewrite]) => (lacks.has(form as Form) ? [rewrite] : []));
  const same = (node: Sql): Sql => node;
  const filter = lacks.has("filter") ? withoutFilter : same;
  const alias = lacks.has("alias as a column") ? byOwnAliases : same;
  const visit = (node: Sql): Sql => {
    const own = alias(filter(mapParts(node, visit)));
    if (own.kind === "SelectQueryNode")
      return needed.reduce((made, rewrite) => rewrite(made, columnsOf, engine), own as SelectQueryNode);
    return words === null ? own : inWords(own, words);
  };
  return visit(query);
}
