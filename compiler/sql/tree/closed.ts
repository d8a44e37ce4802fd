import { AndNode, type OperationNode, OrNode, ParensNode, RawNode, type ValueNode } from "kysely";

/** The node, in brackets if it could not be an operand of anything. */
export const closed = (node: OperationNode): OperationNode => (isClosed(node) ? node : ParensNode.create(node));

/** True if it can be an operand of any operator as it is. */
export function isClosed(node: OperationNode): boolean {
  switch (node.kind) {
    case "RawNode":
      return isOnePrimary(node as RawNode);
    case "ValueNode":
      return !isNegative(node as ValueNode);
    case "AndNode":
    case "OrNode":
    case "BinaryOperationNode":
    case "UnaryOperationNode":
    case "AliasNode":
    case "SelectQueryNode":
      return false;
    default:
      return true;
  }
}

const isNegative = ({ value }: ValueNode): boolean =>
  (typeof value === "bigint" || typeof value === "number") && (value < 0 || Object.is(value, -0));

/** The conditions joined by AND; true if there are none. */
export const all = (conditions: readonly OperationNode[]): OperationNode =>
  conditions.length === 0
    ? RawNode.createWithSql("true")
    : conditions.map(factor).reduce((left, right) => AndNode.create(left, right));

/** The conditions joined by OR; false if there are none. */
export const any = (conditions: readonly OperationNode[]): OperationNode =>
  conditions.length === 0
    ? RawNode.createWithSql("false")
    : conditions.map((each) => (each.kind === "AndNode" ? ParensNode.create(each) : each)).reduce(OrNode.create);

const factor = (node: OperationNode): OperationNode =>
  node.kind === "OrNode" || (node.kind === "RawNode" && hasOr(node as RawNode)) ? ParensNode.create(node) : node;

const hasOr = ({ sqlFragments }: RawNode): boolean => sqlFragments.some((fragment) => / OR /.test(fragment));

/**
 * True if a fragmented node is one name, number, call or `CASE … END`. Decided from the fragments, which are this
 * package's own text. Every node in it counts as a letter.
 */
function isOnePrimary({ sqlFragments, parameters }: RawNode): boolean {
  if (sqlFragments.length === 2 && sqlFragments[0] === "" && sqlFragments[1] === "") return isClosed(parameters[0]!);
  const shape = sqlFragments.join("x").trim();
  if (/^CASE\b/.test(shape)) return /\bEND$/.test(shape) && caseDepthEndsLast(shape);
  let depth = 0;
  for (let index = 0; index < shape.length; index++) {
    const char = shape[index]!;
    if (char === "'" || char === '"') {
      index = shape.indexOf(char, index + 1);
      if (index < 0) return false;
    } else if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    else if (depth === 0 && !/[A-Za-z0-9_.]/.test(char)) return false;
  }
  return depth === 0;
}

/** True if the first CASE ends at the very end. */
function caseDepthEndsLast(shape: string): boolean {
  let depth = 0;
  const words = shape.match(/'[^']*'|\bCASE\b|\bEND\b/g) ?? [];
  for (const [index, word] of words.entries()) {
    if (word === "CASE") depth++;
    if (word === "END" && --depth === 0) return index === words.length - 1;
  }
  return false;
}
