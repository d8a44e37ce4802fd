import type * as ast from "../../../grammar/ast.js";
import type { Symbols } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";

export interface FoundItem {
  readonly node: ast.Feature | ast.Let;
  readonly file: SourceFile;
}

/**
 * The definition of an item of a view or transform, also in a view that is spread. The member of a family is found
 * where the family is defined.
 */
export function findItem(symbols: Symbols, owner: string, name: string): FoundItem | null {
  let best: FoundItem | null = null;
  for (const found of itemsOf(symbols, owner, new Set())) {
    const own = found.node.name.text;
    if (own === name) return found;
    // Of two families whose names begin alike, the longer name is the right one.
    if (name.startsWith(`${own}_`) && own.length > (best?.node.name.text.length ?? 0)) best = found;
  }
  return best;
}

function* itemsOf(symbols: Symbols, owner: string, seen: Set<string>): Iterable<FoundItem> {
  const named = symbols.names.get(owner);
  if ((named?.kind !== "view" && named?.kind !== "transform") || seen.has(owner)) return;
  seen.add(owner);
  for (const node of named.decl.items) {
    if (node.kind === "feature" || node.kind === "let") yield { node, file: named.file };
    if (node.kind === "spread") yield* itemsOf(symbols, node.view.text, seen);
  }
}
