/**
 * The SQL tree: Kysely's operation nodes, and short ways to make them.
 *
 * In: names, values and other nodes. Out: nodes. Always: text enters a tree only as a fragment of a template in this
 * package's own code. A name or a value of a project or of its data is a node, so only the printer quotes and escapes.
 * A fragment is never parsed, except to lay it out.
 */

export type { OperationNode as Sql } from "kysely";
export { all, any, closed, isClosed } from "./closed.js";
export { filtered, filterOf } from "./filter.js";
export { floatText, hasExponent } from "./float-text.js";
export { bound, boundAs, isLambda, type LambdaNode, lambda, lambdaOf } from "./lambda.js";
export {
  as,
  caseOf,
  cast,
  col,
  emptyList,
  float,
  fn,
  id,
  list,
  listOf,
  number,
  over,
  parameter,
  text,
  tryCast,
  typeName,
  where,
} from "./nodes.js";
export {
  bare,
  between,
  comparisonOperators,
  concat,
  isIn,
  isNotNull,
  isNull,
  isTypedLiteral,
  minus,
  NULL,
  negated,
  ofOneType,
  op,
  open,
  operatorOf,
} from "./operators.js";
export { arrayOfRows, type RelationNode, relation, rowPerElement } from "./rows.js";
export {
  type Cte,
  type Join,
  qualifyOf,
  type SelectParts,
  select,
  union,
  windowsOf,
  withBlocks,
  withOffset,
} from "./select.js";
export { isStar, type StarNode, star, starText } from "./star.js";
export { fillSql, sql, template } from "./template.js";
export { anyInSql, mapParts, partsOf, walkEvaluated, walkSql } from "./walk.js";
