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
import { open } from "./operators.js";
import { fillSql, sql } from "./template.js";

/** A plain name: of a block, a new column, a window or a lambda's parameter. */
export const id = (name: string): OperationNode => IdentifierNode.create(name);

/** A column: `name`, or `table.name`. */
export const col = (name: string, table?: string): OperationNode =>
  ReferenceNode.create(ColumnNode.create(name), table === undefined ? undefined : TableNode.create(table));

/** A string literal. */
export const text = (value: string): OperationNode => ValueNode.createImmediate(value);

/** A number literal with exactly these digits. A negative one is in brackets, so that it can follow an operator. */
export function number(value: string | number | bigint): OperationNode {
  const digits = String(value);
  if (!/^-?\d+$/.test(digits)) throw new Error(`${digits} is not a whole number`);
  return ValueNode.createImmediate(BigInt(digits));
}

export const fn = (name: string, ...args: readonly OperationNode[]): OperationNode =>
  FunctionNode.create(name, args.map(open));

/** A parameter that the caller of a statement passes by this name. */
export const parameter = (name: string, mark: "$" | "@" = "$"): OperationNode =>
  RawNode.createWithSql(`${mark}${name}`);

/** A type's name, as the dialect writes it. */
export const typeName = (name: string): OperationNode => RawNode.createWithSql(name);

/** A value cast to a type, given by its name or a node. */
export const cast = (value: OperationNode, type: string | OperationNode): OperationNode =>
  CastNode.create(open(value), typeof type === "string" ? typeName(type) : type);
export const tryCast = (value: OperationNode, type: string | OperationNode): OperationNode =>
  fillSql("TRY_CAST({value} AS {type})", [], { value, type: typeof type === "string" ? typeName(type) : type });

/** A float literal. It has no type of its own unless it is written with an exponent. */
export const float = (value: number): OperationNode => ValueNode.createImmediate(value);

export const as = (value: OperationNode, name: string): OperationNode => AliasNode.create(open(value), id(name));

/** `CASE WHEN … THEN … ELSE … END`. Without an `otherwise` it is null if no condition holds. */
export function caseOf(
  branches: readonly (readonly [when: OperationNode, then: OperationNode])[],
  otherwise: OperationNode | null = null,
): OperationNode {
  let node = CaseNode.create();
  for (const [when, then] of branches)
    node = CaseNode.cloneWithWhen(node, WhenNode.cloneWithResult(WhenNode.create(open(when)), open(then)));
  return CaseNode.cloneWith(
    node,
    otherwise === null ? { isStatement: false } : { else: open(otherwise), isStatement: false },
  );
}

/** The value if the condition holds, else null: the guard of a partial function. */
export const where = (condition: OperationNode, value: OperationNode): OperationNode => caseOf([[condition, value]]);

/** A list of these elements: `[a, b]`. */
export const listOf = (elements: readonly OperationNode[]): OperationNode =>
  RawNode.create(elements.length === 0 ? ["[]"] : ["[", ...elements.slice(1).map(() => ", "), "]"], elements.map(open));

/** Nodes with commas between. */
export const list = (nodes: readonly OperationNode[]): OperationNode =>
  nodes.length === 0 ? emptyList : RawNode.create(["", ...nodes.slice(1).map(() => ", "), ""], nodes);
export const emptyList: OperationNode = RawNode.createWithSql("");

/** A call over a named window or a window's specification. */
export const over = (call: OperationNode, window: OperationNode): OperationNode => sql`${call} OVER ${window}`;
