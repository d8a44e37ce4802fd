import type * as ast from "../../../grammar/ast.js";
import type { Located } from "../../symbols/index.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { lowerRows } from "./source.js";
import { lowerUnion } from "./union.js";

/** A source with one input, or the union of several. Null if not even its columns are known. */
export function lowerSource(located: Located<ast.SourceDecl>, resolver: Resolver): SourceInfo | null {
  const { decl } = located;
  if (decl.union) return lowerUnion(located, resolver);
  const rows = decl.branches[0];
  return rows === undefined ? null : lowerRows(located, rows, decl.name.text, resolver);
}
