/**
 * The SQL tree: Kysely's operation nodes, and short ways to make them.
 *
 * In: names, values and other nodes. Out: nodes.
 * Always: text enters a tree only as a fragment of a template that this package's own code holds. A name or a value of
 * a project or of its data is a node, so the printer alone quotes and escapes. A fragment is never looked into again,
 * except to lay it out.
 */

export type { OperationNode as Sql } from "kysely";
export { all, any, closed, isClosed, negated } from "./closed.js";
export { as, caseOf, cast, col, emptyList, fn, id, list, number, over, text, typeName } from "./nodes.js";
export { type Cte, type Join, type SelectParts, select, star, union, withBlocks } from "./select.js";
export { fillSql, type SqlCell, sql, template } from "./template.js";
