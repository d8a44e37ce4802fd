import { type Lineage, type LineageNode, nodeId, nodeText } from "../../compiler/lineage/index.js";
import { visible } from "../../runtime/visible.js";

/**
 * What a node reads, or what reads it, as an indented list. A node that was shown already is not opened again. What only
 * decides which rows or branches count is marked.
 */
export function treeLines(lineage: Lineage, root: LineageNode, way: "up" | "down"): readonly string[] {
  const open = new Set<string>();
  const lines: string[] = [];
  const go = (node: LineageNode, depth: number, mark: string): void => {
    const id = nodeId(node);
    const next = lineage.beside(node, way);
    const again = open.has(id) && next.length > 0;
    open.add(id);
    lines.push(`${"  ".repeat(depth)}${visible(nodeText(node))}${mark}${again ? " …" : ""}`);
    if (again) return;
    for (const { node: other, how } of next) go(other, depth + 1, how === "condition" ? " (condition)" : "");
  };
  go(root, 0, "");
  return lines;
}
