import { type LineageEdge, type LineageNode, nodeId, nodeText } from "../../compiler/lineage/index.js";

/**
 * A flowchart in Mermaid's language. An arrow leads from what is read to what reads it, and is dotted for what only
 * decides which rows or branches count. Nodes have numbers, because names may be words of the language.
 */
export function mermaidText(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): string {
  const ids = new Map(nodes.map((node, index) => [nodeId(node), `n${index}`]));
  const lines = [
    "flowchart LR",
    ...nodes.map((node) => `  ${ids.get(nodeId(node))}["${label(nodeText(node))}"]`),
    ...edges.map(
      ({ from, to, how }) => `  ${ids.get(nodeId(from))} ${how === "value" ? "-->" : "-.->"} ${ids.get(nodeId(to))}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** Quotes and other signs of the language as its own entities. */
const label = (text: string): string => text.replace(/[^\p{L}\p{N} ._-]/gu, (char) => `#${char.codePointAt(0)};`);
