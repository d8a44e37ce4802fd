import type { OperationNode } from "kysely";
import { id } from "./nodes.js";
import { open } from "./operators.js";
import { fillSql } from "./template.js";

/** `lambda x: …`. Kysely has no such node. */
export interface LambdaNode extends OperationNode {
  readonly kind: "LambdaNode" & OperationNode["kind"];
  readonly params: readonly OperationNode[];
  readonly body: OperationNode;
}

/** A lambda over parameters of these names; the body is made from them. No column has a name with `~`. */
export function lambda(
  names: readonly string[],
  body: (...params: readonly OperationNode[]) => OperationNode,
): OperationNode {
  const params = names.map((name) => id(`~${name}`));
  return lambdaOf(params, body(...params));
}

/** A lambda whose parameters are already named. */
export const lambdaOf = (params: readonly OperationNode[], body: OperationNode): LambdaNode => ({
  kind: "LambdaNode" as LambdaNode["kind"],
  params,
  body: open(body),
});

export const isLambda = (node: OperationNode): node is LambdaNode => (node.kind as string) === "LambdaNode";

/** Binds a value to a name, so that `body` may use it several times and it is computed once. */
export const bound = (
  name: string,
  value: OperationNode,
  body: (value: OperationNode) => OperationNode,
): OperationNode => boundAs(id(`~${name}`), value, body(id(`~${name}`)));

export const boundAs = (name: OperationNode, value: OperationNode, body: OperationNode): OperationNode =>
  fillSql("list_transform([{value}], {lambda})[1]", [], { value, lambda: lambdaOf([name], body) });
