import {
  BinaryOperationNode,
  type CastNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  RawNode,
  UnaryOperationNode,
  ValueNode,
} from "kysely";
import { isClosed } from "./closed.js";

/* Operators, with brackets only where precedence requires them. DuckDB, Postgres and standard SQL agree on it. */

const levels: Readonly<Record<string, number>> = {
  is: 4,
  "is not": 4,
  "=": 5,
  "<>": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  between: 6,
  in: 6,
  like: 6,
  "||": 7,
  "->": 7,
  "->>": 7,
  "+": 8,
  "-": 8,
  "*": 9,
  "/": 9,
  "//": 9,
  "%": 9,
};
/** From this level on, an operator's left side may be another one of its level: `a - b - c` is `(a - b) - c`. */
const CHAINED = 7;
const UNARY_MINUS = 10;

export const comparisonOperators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">=", "between", "in"]);

/** The node without brackets around it. A query keeps its own. */
export const open = (node: OperationNode): OperationNode =>
  node.kind === "ParensNode" && (node as ParensNode).node.kind !== "SelectQueryNode"
    ? open((node as ParensNode).node)
    : node;

function levelOf(node: OperationNode): number {
  switch (node.kind) {
    case "OrNode":
      return 1;
    case "AndNode":
      return 2;
    case "UnaryOperationNode":
      return operatorOf(node) === "-" ? UNARY_MINUS : 3;
    case "BinaryOperationNode":
      return levels[operatorOf(node)!] ?? 0;
    case "ValueNode":
      return isClosed(node) ? 100 : UNARY_MINUS;
    default:
      return isClosed(node) ? 100 : 0;
  }
}

/** The operator of an operation; undefined for any other node. */
export const operatorOf = (node: OperationNode): string | undefined =>
  node.kind === "BinaryOperationNode" || node.kind === "UnaryOperationNode"
    ? ((node as BinaryOperationNode).operator as OperatorNode).operator
    : undefined;

// Kysely's type lists only the operators that it knows; the printer is Feat's own.
const operator = (name: string): OperatorNode => OperatorNode.create(name as OperatorNode["operator"]);
const bracketed = (node: OperationNode, least: number): OperationNode => {
  const own = open(node);
  return levelOf(own) >= least ? own : ParensNode.create(own);
};

/** `left operator right`. */
export function op(name: string, left: OperationNode, right: OperationNode): OperationNode {
  const level = levels[name];
  if (level === undefined) throw new Error(`no operator ${name}`);
  return BinaryOperationNode.create(
    bracketed(left, level >= CHAINED ? level : level + 1),
    operator(name),
    bracketed(right, level + 1),
  );
}

export const minus = (node: OperationNode): OperationNode =>
  UnaryOperationNode.create(operator("-"), bracketed(node, UNARY_MINUS + 1));

/** `NOT node`, and `IS NOT NULL` for `IS NULL`. */
export const negated = (node: OperationNode): OperationNode => {
  const own = open(node);
  if (operatorOf(own) === "is") {
    const { leftOperand, rightOperand } = own as BinaryOperationNode;
    return op("is not", leftOperand, rightOperand);
  }
  return UnaryOperationNode.create(operator("not"), bracketed(own, 100));
};

export const between = (node: OperationNode, low: OperationNode, high: OperationNode): OperationNode =>
  BinaryOperationNode.create(
    bracketed(node, 7),
    operator("between"),
    RawNode.create(["", " AND ", ""], [bracketed(low, 7), bracketed(high, 7)]),
  );

/** `node IN (…)`. */
export const isIn = (node: OperationNode, values: readonly OperationNode[]): OperationNode =>
  BinaryOperationNode.create(
    bracketed(node, 7),
    operator("in"),
    RawNode.create(["(", ...values.slice(1).map(() => ", "), ")"], values.map(open)),
  );

/** Texts joined by `||`. Adjacent literals become one. */
export function concat(...parts: readonly OperationNode[]): OperationNode {
  const joined: OperationNode[] = [];
  for (const part of parts.map(open)) {
    const last = joined.at(-1);
    if (last !== undefined && isText(last) && isText(part))
      joined[joined.length - 1] = ValueNode.createImmediate(`${last.value}${part.value}`);
    else joined.push(part);
  }
  return joined.reduce((left, right) => op("||", left, right));
}
const isText = (node: OperationNode): node is ValueNode & { readonly value: string } =>
  node.kind === "ValueNode" && typeof (node as ValueNode).value === "string";

export const NULL: OperationNode = RawNode.createWithSql("NULL");
export const isNull = (node: OperationNode): OperationNode => op("is", node, NULL);
export const isNotNull = (node: OperationNode): OperationNode => op("is not", node, NULL);

/** True for a literal that a cast gives its type: `5::BIGINT`. */
export const isTypedLiteral = (node: OperationNode): boolean => {
  if (node.kind !== "CastNode") return false;
  const { expression } = node as CastNode;
  return expression.kind === "ValueNode" && typeof (expression as ValueNode).value !== "string";
};

/**
 * Operands of one type. A number among them needs no cast if another operand has the type: `"a" >= 15`, not `"a" >=
 * 15::BIGINT`.
 */
export function ofOneType(nodes: readonly OperationNode[]): readonly OperationNode[] {
  const literals = nodes.map((node) => isTypedLiteral(open(node)));
  const typed = literals.indexOf(false);
  if (typed === -1 && nodes.length > 0) return [nodes[0]!, ...nodes.slice(1).map(bare)];
  return nodes.map((node, index) => (literals[index] === true ? bare(node) : node));
}
/** A number without the cast that gives it its type. */
export const bare = (node: OperationNode): OperationNode => {
  const own = open(node);
  return isTypedLiteral(own) ? (own as CastNode).expression : node;
};
