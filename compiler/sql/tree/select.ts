import {
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  GroupByItemNode,
  GroupByNode,
  type IdentifierNode,
  JoinNode,
  LimitNode,
  OffsetNode,
  OnNode,
  type OperationNode,
  OrderByItemNode,
  OrderByNode,
  RawNode,
  type SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
  WhereNode,
  WithNode,
} from "kysely";
import { all } from "./closed.js";
import { id, number } from "./nodes.js";
import { sql } from "./template.js";

export interface Join {
  /** As-of joins have their inequality as the last condition. */
  readonly kind: "inner" | "left" | "asof left" | "asof" | "semi" | "anti" | "cross" | "left lateral" | "cross lateral";
  readonly table: OperationNode;
  readonly on: readonly OperationNode[];
}

export interface SelectParts {
  readonly distinct?: boolean;
  /** The query keeps the first of the rows that are equal in these, in its order. Only Postgres has it. */
  readonly distinctOn?: readonly OperationNode[];
  readonly columns: readonly OperationNode[];
  readonly from?: OperationNode;
  readonly joins?: readonly Join[];
  readonly where?: readonly OperationNode[];
  readonly groupBy?: readonly OperationNode[];
  readonly having?: readonly OperationNode[];
  /** Named windows: `WINDOW w AS (…)`. */
  readonly windows?: readonly (readonly [name: string, window: OperationNode])[];
  /** The condition that rows must meet, evaluated after windows. */
  readonly qualify?: OperationNode;
  readonly orderBy?: readonly OperationNode[];
  readonly limit?: OperationNode;
}

const selection = (node: OperationNode): SelectionNode => ({
  kind: "SelectionNode",
  selection: node as SelectionNode["selection"],
});

/** How each kind of join is written. */
const joinTypes = {
  inner: "InnerJoin",
  left: "LeftJoin",
  cross: "CrossJoin",
  "left lateral": "LateralLeftJoin",
  "cross lateral": "LateralCrossJoin",
  "asof left": "AsofLeftJoin",
  asof: "AsofInnerJoin",
  semi: "SemiJoin",
  anti: "AntiJoin",
} as const satisfies Record<Join["kind"], string>;

export function select(parts: SelectParts): OperationNode {
  const { joins = [], where = [], groupBy = [], having = [], windows = [], orderBy = [] } = parts;
  let node = parts.from === undefined ? SelectQueryNode.create() : SelectQueryNode.createFrom([parts.from]);
  node = SelectQueryNode.cloneWithSelections(node, parts.columns.map(selection));
  if (parts.distinct === true)
    node = SelectQueryNode.cloneWithFrontModifier(node, SelectModifierNode.create("Distinct"));
  return {
    ...node,
    ...(parts.distinctOn === undefined ? {} : { distinctOn: parts.distinctOn }),
    ...(joins.length === 0 ? {} : { joins: joins.map(joinNode) }),
    ...(where.length === 0 ? {} : { where: WhereNode.create(all(where)) }),
    ...(groupBy.length === 0 ? {} : { groupBy: GroupByNode.create(groupBy.map(GroupByItemNode.create)) }),
    ...(having.length === 0 ? {} : { having: { kind: "HavingNode", having: all(having) } }),
    ...(orderBy.length === 0
      ? {}
      : { orderBy: OrderByNode.create(orderBy.map((each) => OrderByItemNode.create(each))) }),
    ...(parts.limit === undefined ? {} : { limit: LimitNode.create(parts.limit) }),
    endModifiers: [
      ...(windows.length === 0 ? [] : [SelectModifierNode.createWithExpression(windowClause(windows))]),
      ...(parts.qualify === undefined
        ? []
        : [SelectModifierNode.createWithExpression(RawNode.create(QUALIFY, [parts.qualify]))]),
    ],
  } as SelectQueryNode;
}

const QUALIFY: readonly string[] = ["QUALIFY ", ""];

/** The condition that rows of a query must meet, evaluated after windows, and the query without it. */
export function qualifyOf(
  query: SelectQueryNode,
): { readonly condition: OperationNode; readonly without: SelectQueryNode } | null {
  const { endModifiers = [] } = query;
  const found = endModifiers.find(({ rawModifier }) => (rawModifier as RawNode | undefined)?.sqlFragments === QUALIFY);
  if (found === undefined) return null;
  const without = { ...query, endModifiers: endModifiers.filter((each) => each !== found) };
  return { condition: (found.rawModifier as RawNode).parameters[0]!, without };
}

const WINDOW = "WINDOW ";

/** The named windows of a query, and the query without the clause. Null if it has none. */
export function windowsOf(
  query: SelectQueryNode,
): { readonly windows: ReadonlyMap<string, OperationNode>; readonly without: SelectQueryNode } | null {
  const { endModifiers = [] } = query;
  const found = endModifiers.find(
    ({ rawModifier }) => (rawModifier as RawNode | undefined)?.sqlFragments?.[0] === WINDOW,
  );
  if (found === undefined) return null;
  const windows = new Map(
    (found.rawModifier as RawNode).parameters.map((each) => {
      const [name, window] = (each as RawNode).parameters;
      return [(name as IdentifierNode).name, window!];
    }),
  );
  return { windows, without: { ...query, endModifiers: endModifiers.filter((each) => each !== found) } };
}

const windowClause = (windows: NonNullable<SelectParts["windows"]>): OperationNode =>
  RawNode.create(
    [WINDOW, ...windows.slice(1).map(() => ", "), ""],
    windows.map(([name, window]) => sql`${id(name)} AS ${window}`),
  );

// Kysely's type has no as-of joins. Its nodes carry any name, and the printer is Feat's own.
const joinNode = ({ kind, table, on }: Join): JoinNode => ({
  ...JoinNode.create("InnerJoin", table),
  joinType: joinTypes[kind] as JoinNode["joinType"],
  ...(on.length === 0 ? {} : { on: OnNode.create(all(on)) }),
});

export const union = (selects: readonly OperationNode[], how: "all" | "distinct" = "all"): OperationNode => {
  const [first, ...others] = selects as readonly SelectQueryNode[];
  return {
    ...first!,
    setOperations: [
      ...(first!.setOperations ?? []),
      ...others.map((each) => SetOperationNode.create("union", each, how === "all")),
    ],
  } as SelectQueryNode;
};

/** The query with OFFSET 0. It gives the same rows. */
export const withOffset = (query: OperationNode): OperationNode =>
  ({ ...query, offset: OffsetNode.create(number(0)) }) as SelectQueryNode;

export interface Cte {
  readonly name: string;
  readonly query: OperationNode;
}

export function withBlocks(blocks: readonly Cte[], query: OperationNode): OperationNode {
  if (blocks.length === 0) return query;
  const [first, ...others] = blocks.map(({ name, query: body }) =>
    CommonTableExpressionNode.create(CommonTableExpressionNameNode.create(name), body),
  );
  const node = others.reduce(WithNode.cloneWithExpression, WithNode.create(first!));
  return { ...query, with: node } as OperationNode;
}
