import {
  AliasNode,
  CaseNode,
  CastNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  RawNode,
  ReferenceNode,
  TableNode,
  ValueNode,
  WhenNode,
} from "kysely";
import { sql } from "./template.js";

/** A name by itself: of a block, a column that is made, a window, a lambda's parameter. */
export const id = (name: string): OperationNode => IdentifierNode.create(name);

/** A column: `name`, or `table.name`. */
export const col = (name: string, table?: string): OperationNode =>
  ReferenceNode.create(ColumnNode.create(name), table === undefined ? undefined : TableNode.create(table));

/** A string literal. */
export const text = (value: string): OperationNode => ValueNode.createImmediate(value);

/** A number literal, exactly these digits; in brackets where it is negative, so it can stand behind an operator. */
export function number(value: string | number | bigint): OperationNode {
  const digits = String(value);
  if (!/^-?\d+$/.test(digits)) throw new Error(`${digits} is not a whole number`);
  return ValueNode.createImmediate(BigInt(digits));
}

export const fn = (name: string, ...args: readonly OperationNode[]): OperationNode => FunctionNode.create(name, args);

/** A type's name, as the dialect writes it. */
export const typeName = (name: string): OperationNode => RawNode.createWithSql(name);

export const cast = (value: OperationNode, type: string): OperationNode => CastNode.create(value, typeName(type));

export const as = (value: OperationNode, name: string): OperationNode => AliasNode.create(value, id(name));

/** `CASE WHEN … THEN … ELSE … END`; without an `otherwise` it is null where no condition holds. */
export function caseOf(
  branches: readonly (readonly [when: OperationNode, then: OperationNode])[],
  otherwise: OperationNode | null = null,
): OperationNode {
  let node = CaseNode.create();
  for (const [when, then] of branches)
    node = CaseNode.cloneWithWhen(node, WhenNode.cloneWithResult(WhenNode.create(when), then));
  return CaseNode.cloneWith(
    node,
    otherwise === null ? { isStatement: false } : { else: otherwise, isStatement: false },
  );
}

/** Nodes with commas between. */
export const list = (nodes: readonly OperationNode[]): OperationNode =>
  nodes.length === 0 ? emptyList : RawNode.create(["", ...nodes.slice(1).map(() => ", "), ""], nodes);
export const emptyList: OperationNode = RawNode.createWithSql("");

/** A call over a named window or a window's specification. */
export const over = (call: OperationNode, window: OperationNode): OperationNode => sql`${call} OVER ${window}`;
