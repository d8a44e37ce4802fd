/**
 * The children of every kind of node, as one table. Code that visits, searches or prints trees needs nothing else.
 */
import type { Node, NodeKind } from "./ast.js";

/** By kind: the properties that hold nodes or lists of nodes, in the order of the text. */
export const childKeys = {
  file: ["declarations"],
  entity: ["lead", "name", "fields"],
  request: ["lead", "name", "fields"],
  enum: ["lead", "name", "values"],
  enumValue: [],
  field: ["lead", "name", "type"],
  namedType: ["name"],
  structType: ["fields"],
  mapType: ["key", "value"],
  nullableType: ["inner"],
  arrayType: ["element"],
  source: ["lead", "name", "branches"],
  rows: ["from", "at", "steps", "columns"],
  join: ["target", "alias", "on"],
  each: ["name", "list"],
  where: ["condition"],
  columns: ["columns"],
  columnDef: ["lead", "name", "type", "value"],
  key: ["name", "value"],
  view: ["lead", "name", "entities", "from", "clauses", "items"],
  entityRef: ["name", "keys"],
  ttl: ["duration"],
  delay: ["duration"],
  every: ["duration", "after"],
  upto: [],
  before: [],
  known: [],
  feature: ["lead", "name", "type", "value", "default"],
  let: ["lead", "name", "value"],
  spread: ["lead", "view"],
  expect: ["lead", "condition"],
  transform: ["lead", "name", "items"],
  use: ["lead", "view", "alias", "keys"],
  service: ["lead", "name", "picks"],
  dotPick: ["lead", "of", "feature", "alias", "except"],
  blockPick: ["lead", "of", "alias", "keys", "except", "features"],
  pickedFeature: ["name", "alias"],
  allowPii: ["lead"],
  fn: ["lead", "name", "params", "result", "body"],
  externFn: ["lead", "name", "params", "result", "from"],
  param: ["name", "type"],
  test: ["lead", "title", "steps"],
  given: ["name", "rows"],
  testAt: ["time"],
  testFor: ["row"],
  testExpect: ["name", "row"],
  number: [],
  string: [],
  duration: [],
  bool: [],
  null: [],
  missing: [],
  nameExpr: ["name"],
  call: ["name", "args", "rollup"],
  argument: ["name", "value"],
  member: ["object", "name"],
  index: ["object", "index"],
  list: ["elements"],
  row: ["fields"],
  rowField: ["name", "value"],
  unary: ["operand"],
  binary: ["left", "right"],
  between: ["operand", "low", "high"],
  isNull: ["operand"],
  if: ["condition", "then", "else"],
  match: ["subject", "arms"],
  matchArm: ["patterns", "value"],
  paren: ["inner"],
  rollup: ["where", "by", "each", "over"],
  by: ["value", "in", "top"],
  over: ["windows"],
  window: ["extent", "lastRows", "offset", "times"],
  name: [],
  doc: [],
  annotation: ["name", "args"],
} as const satisfies Record<NodeKind, readonly string[]>;

/** Leads and window extents are not nodes, but hold nodes: their contents count as children of the node around them. */
const transparent: Readonly<Record<string, readonly string[]>> = {
  lead: ["doc", "annotations"],
  extent: ["duration", "unit", "zone", "condition"],
};

export function children(node: Node): Node[] {
  const found: Node[] = [];
  const collect = (holder: object, keys: readonly string[]): void => {
    for (const key of keys) {
      const value: unknown = Reflect.get(holder, key);
      const inner = transparent[key];
      if (inner !== undefined && typeof value === "object" && value !== null) collect(value, inner);
      else if (Array.isArray(value)) found.push(...value.filter(isNode));
      else if (isNode(value)) found.push(value);
    }
  };
  collect(node, childKeys[node.kind]);
  return found;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

/** Visits a node and all its descendants, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  const stack: Node[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    visit(next);
    stack.push(...children(next).reverse());
  }
}
