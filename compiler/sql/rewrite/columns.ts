import type {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  OperationNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
} from "kysely";
import { isStar, type RelationNode, type StarNode } from "../tree/index.js";

/** The columns of the relations that a statement reads by name: blocks, stages, sources, labels. */
export type ColumnsOf = (relation: string) => readonly string[];

/** A relation in FROM or JOIN: its name in the query, and its columns. */
interface Read {
  readonly name: string | null;
  readonly columns: readonly string[];
}

/** The columns of a query, in order. */
export function columnsOfQuery(query: SelectQueryNode, columnsOf: ColumnsOf): readonly string[] {
  return (query.selections ?? []).flatMap(({ selection }) => columnsOfSelection(selection, query, columnsOf));
}

function columnsOfSelection(node: OperationNode, query: SelectQueryNode, columnsOf: ColumnsOf): readonly string[] {
  if (isStar(node)) return starColumns(node, query, columnsOf).map(({ column }) => column);
  switch (node.kind) {
    case "AliasNode":
      return [((node as AliasNode).alias as IdentifierNode).name];
    case "ReferenceNode":
      return [((node as ReferenceNode).column as ColumnNode).column.name];
    case "IdentifierNode":
      return [(node as IdentifierNode).name];
    case "ParensNode":
      return ["?"];
    default:
      // A value without a name, in a part of a union whose first part names it.
      return ["?"];
  }
}

/** The columns that a star stands for, and the relation of each where the star names it. */
export function starColumns(
  { of, except }: StarNode,
  query: SelectQueryNode,
  columnsOf: ColumnsOf,
): readonly { readonly column: string; readonly of: string | null }[] {
  const left = new Set(except);
  const reads = readsOf(query, columnsOf).filter(({ name }) => of === null || name === of);
  return reads.flatMap(({ columns }) =>
    columns.filter((column) => !left.has(column)).map((column) => ({ column, of })),
  );
}

function readsOf({ from, joins = [] }: SelectQueryNode, columnsOf: ColumnsOf): readonly Read[] {
  const own = (from?.froms ?? []).map((node) => readOf(node, columnsOf));
  // The right side of a semi join gives no columns.
  const joined = joins.flatMap(({ joinType, table }) =>
    (joinType as string) === "SemiJoin" || (joinType as string) === "AntiJoin" ? [] : [readOf(table, columnsOf)],
  );
  return [...own, ...joined];
}

function readOf(node: OperationNode, columnsOf: ColumnsOf): Read {
  switch (node.kind) {
    case "AliasNode": {
      const { node: named, alias } = node as AliasNode;
      return { name: (alias as IdentifierNode).name, columns: readOf(named, columnsOf).columns };
    }
    case "SelectQueryNode":
      return { name: null, columns: columnsOfQuery(node as SelectQueryNode, columnsOf) };
    case "IdentifierNode": {
      const { name } = node as IdentifierNode;
      return { name, columns: columnsOf(name) };
    }
    case "ReferenceNode": {
      const { name } = ((node as ReferenceNode).column as ColumnNode).column;
      return { name, columns: columnsOf(name) };
    }
    case "RawNode": {
      if ("columns" in node) return { name: null, columns: (node as RelationNode).columns };
      const [name, ...others] = (node as RawNode).sqlFragments;
      if (name === undefined || others.length > 0) throw new Error("a relation without a name");
      return { name, columns: columnsOf(name) };
    }
    default:
      throw new Error(`a ${node.kind} behind FROM`);
  }
}
