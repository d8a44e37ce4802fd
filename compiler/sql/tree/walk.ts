import type { AndNode, CaseNode, FunctionNode, OperationNode } from "kysely";
import { isLambda } from "./lambda.js";

const isNode = (value: unknown): value is OperationNode =>
  typeof value === "object" && value !== null && typeof (value as OperationNode).kind === "string";

/** The nodes that a node consists of, in the order in which they are written. */
export function partsOf(node: OperationNode): readonly OperationNode[] {
  const parts: OperationNode[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) parts.push(value);
    else if (Array.isArray(value)) for (const each of value) if (isNode(each)) parts.push(each);
  }
  return parts;
}

/** The node with other parts; the same object if none has changed. */
export function mapParts<Node extends OperationNode>(node: Node, change: (part: OperationNode) => OperationNode): Node {
  let changed = false;
  const own = (part: OperationNode): OperationNode => {
    const after = change(part);
    changed ||= after !== part;
    return after;
  };
  const mapped = Object.entries(node).map(([name, value]: [string, unknown]) => [
    name,
    isNode(value)
      ? own(value)
      : Array.isArray(value) && value.some(isNode)
        ? value.map((each) => (isNode(each) ? own(each) : each))
        : value,
  ]);
  return changed ? (Object.fromEntries(mapped) as Node) : node;
}

/** Calls `visit` for a node and all nodes in it. */
export function walkSql(node: OperationNode, visit: (node: OperationNode) => void): void {
  visit(node);
  for (const part of partsOf(node)) walkSql(part, visit);
}

export const anyInSql = (node: OperationNode, test: (node: OperationNode) => boolean): boolean =>
  test(node) || partsOf(node).some((part) => anyInSql(part, test));

/**
 * Calls `visit` for the parts of a node that are always evaluated. Parts behind a condition, on the right of AND, OR or
 * `coalesce`, or in a lambda are not.
 */
export function walkEvaluated(node: OperationNode, visit: (node: OperationNode) => void): void {
  visit(node);
  if (isLambda(node)) return;
  for (const part of evaluatedIn(node)) walkEvaluated(part, visit);
}

function evaluatedIn(node: OperationNode): readonly OperationNode[] {
  switch (node.kind) {
    case "CaseNode": {
      const { value, when = [] } = node as CaseNode;
      const first = when[0] === undefined ? [] : partsOf(when[0]).slice(0, 1);
      return value === undefined ? first : [value, ...first];
    }
    case "AndNode":
    case "OrNode":
      return [(node as AndNode).left];
    case "FunctionNode": {
      const { func, arguments: args } = node as FunctionNode;
      return func === "coalesce" ? args.slice(0, 1) : args;
    }
    default:
      return partsOf(node);
  }
}
