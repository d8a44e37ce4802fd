/**
 * A thing with values that others read, or (`rows`) the rows that a source or view has. `owner` is a source, view,
 * transform, request or service; sources, views, transforms and requests share one namespace.
 */
export interface LineageNode {
  readonly kind: "column" | "rows" | "request field" | "feature" | "service key" | "service feature";
  readonly owner: string;
  /** Null for rows. */
  readonly name: string | null;
}

/** `condition`: the value decides which rows or which branch counts, and is not a part of the result. */
export type How = "value" | "condition";

export interface LineageEdge {
  readonly from: LineageNode;
  readonly to: LineageNode;
  readonly how: How;
}

export const nodeId = ({ kind, owner, name }: LineageNode): string => JSON.stringify([kind, owner, name]);

/** `customer_stats.zip`, `rows of clicks`. */
export const nodeText = ({ owner, name }: LineageNode): string =>
  name === null ? `rows of ${owner}` : `${owner}.${name}`;
