import {
  type BinaryOperationNode,
  type CastNode,
  type FunctionNode,
  ParensNode,
  type RawNode,
  type ValueNode,
} from "kysely";
import { cast, comparisonOperators, fn, operatorOf, type Sql } from "../tree/index.js";

/** An engine's own words for the types and functions that lowering names. `IS` binds as tightly as a comparison. */
export interface Words {
  readonly types: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, string>>;
  /** The function that is `%` of whole numbers. */
  readonly remainder: string;
  /** The type of a whole number that is written without a cast. */
  readonly integer: string;
}

/** The node in these words. A whole number of the type that it has by itself needs no cast. */
export function inWords(node: Sql, { types, functions, remainder, integer }: Words): Sql {
  if (node.kind === "FunctionNode") {
    const { func, arguments: args } = node as FunctionNode;
    const own = functions[func];
    return own === undefined ? node : fn(own, ...args);
  }
  const operator = operatorOf(node);
  if (operator === "%") {
    const { leftOperand, rightOperand } = node as BinaryOperationNode;
    return fn(remainder, leftOperand, rightOperand);
  }
  if (operator === "is" || operator === "is not") {
    const { leftOperand, ...is } = node as BinaryOperationNode;
    return comparisonOperators.has(operatorOf(leftOperand) ?? "")
      ? ({ ...is, leftOperand: ParensNode.create(leftOperand) } as Sql)
      : node;
  }
  if (node.kind !== "CastNode") return node;
  const { expression, dataType } = node as CastNode;
  const { sqlFragments = [] } = dataType as Partial<RawNode>;
  const [name = ""] = sqlFragments;
  const type = sqlFragments.length === 1 ? (types[name] ?? name) : name;
  if (sqlFragments.length === 1 && type === integer && isWhole(expression)) return expression;
  return type === name ? node : cast(expression, type);
}
const isWhole = (node: Sql): boolean => node.kind === "ValueNode" && typeof (node as ValueNode).value === "bigint";
