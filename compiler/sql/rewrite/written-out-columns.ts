import type { SelectionNode, SelectQueryNode } from "kysely";
import { as, col, isStar } from "../tree/index.js";
import { type ColumnsOf, starColumns } from "./columns.js";

/** For an engine without EXCLUDE and REPLACE: the columns that such a star stands for, by name. */
export function withColumnsWrittenOut(query: SelectQueryNode, columnsOf: ColumnsOf): SelectQueryNode {
  const { selections = [] } = query;
  const needed = selections.some(
    ({ selection }) => isStar(selection) && (selection.except.length > 0 || selection.replace.length > 0),
  );
  if (!needed) return query;
  const written = selections.flatMap((each): readonly SelectionNode[] => {
    const { selection } = each;
    if (!isStar(selection)) return [each];
    const replaced = new Map(
      selection.replace.map(({ node, alias }) => [(alias as { readonly name?: string }).name, node]),
    );
    return starColumns(selection, query, columnsOf).map(({ column, of }): SelectionNode => {
      const own = replaced.get(column);
      const node = own === undefined ? col(column, of ?? undefined) : as(own, column);
      return { kind: "SelectionNode", selection: node as SelectionNode["selection"] };
    });
  });
  return { ...query, selections: written };
}
