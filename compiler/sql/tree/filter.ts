import { type OperationNode, RawNode } from "kysely";

const FILTER: readonly string[] = ["", " FILTER (WHERE ", ")"];

/** An aggregate's call over the rows that meet a condition. */
export const filtered = (call: OperationNode, condition: OperationNode): OperationNode =>
  RawNode.create(FILTER, [call, condition]);

/** The parts of such a call; null for any other node. */
export function filterOf(
  node: OperationNode,
): { readonly call: OperationNode; readonly condition: OperationNode } | null {
  if (node.kind !== "RawNode" || (node as RawNode).sqlFragments !== FILTER) return null;
  const [call, condition] = (node as RawNode).parameters;
  return { call: call!, condition: condition! };
}
