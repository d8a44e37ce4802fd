import {
  type AliasNode,
  FromNode,
  type IdentifierNode,
  type ReferenceNode,
  type SelectQueryNode,
  type TableNode,
} from "kysely";
import { as, col, isStar, type Sql } from "../tree/index.js";

/**
 * For an engine that reads a column's name as the row of a relation of that name: the short names of relations become
 * ones that no column has.
 */
const own = (name: string): string => (/^[a-z]\d*$/.test(name) ? `@of.${name}` : name);

/** A column of a relation, and a star, by the relation's other name. */
export function byOwnAliases(node: Sql): Sql {
  if (isStar(node)) return node.of === null ? node : ({ ...node, of: own(node.of) } as Sql);
  if (node.kind !== "ReferenceNode") return node;
  const { table, column } = node as ReferenceNode;
  if (table === undefined) return node;
  const name = tableName(table);
  return own(name) === name ? node : col((column as { readonly column: IdentifierNode }).column.name, own(name));
}
const tableName = ({ table }: TableNode): string => table.identifier.name;

export function withOwnAliases(query: SelectQueryNode): SelectQueryNode {
  const renamed = (table: Sql): Sql => {
    if (table.kind !== "AliasNode") return table;
    const { node, alias } = table as AliasNode;
    return as(node, own((alias as IdentifierNode).name));
  };
  const { from, joins } = query;
  return {
    ...query,
    ...(from === undefined ? {} : { from: FromNode.create(from.froms.map(renamed)) }),
    ...(joins === undefined ? {} : { joins: joins.map((join) => ({ ...join, table: renamed(join.table) })) }),
  };
}
