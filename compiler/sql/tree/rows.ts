import { type OperationNode, RawNode } from "kysely";

const ROWS: readonly string[] = ["UNNEST(", ")"];

/** Among the columns of a query: a row for each element of an array, for an engine whose queries cannot say so. */
export const rowPerElement = (array: OperationNode): OperationNode => RawNode.create(ROWS, [array]);

/** The array of such a column; null for any other node. */
export const arrayOfRows = (node: OperationNode): OperationNode | null =>
  node.kind === "RawNode" && (node as RawNode).sqlFragments === ROWS ? (node as RawNode).parameters[0]! : null;

/** A relation behind FROM that is written by a template, and its columns. */
export interface RelationNode extends RawNode {
  readonly columns: readonly string[];
}
export const relation = (node: OperationNode, columns: readonly string[]): RelationNode => ({
  ...(node as RawNode),
  columns,
});
