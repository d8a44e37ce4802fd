import type { IdentifierNode, RawNode, SelectQueryNode } from "kysely";
import { mapParts, type Sql, windowsOf } from "../tree/index.js";

/** For an engine without a WINDOW clause: each window is written wherever its name is. */
export function withoutNamedWindows(query: SelectQueryNode): SelectQueryNode {
  const found = windowsOf(query);
  if (found === null) return query;
  const { windows, without } = found;
  const written = (node: Sql): Sql => {
    const own = mapParts(node, written);
    if (own.kind !== "RawNode") return own;
    const { sqlFragments, parameters } = own as RawNode;
    const meant = parameters.map((part, index) =>
      part.kind === "IdentifierNode" && sqlFragments[index]!.endsWith(" OVER ")
        ? (windows.get((part as IdentifierNode).name) ?? part)
        : part,
    );
    return { ...own, parameters: meant } as Sql;
  };
  return mapParts(without, written);
}
