import type * as ast from "../../../grammar/ast.js";
import type { Located } from "../../symbols/index.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { lowerRows } from "./source.js";
import { lowerUnion } from "./union.js";

/** Rows of one input, or the union of several. Null when not even its columns can be told. */
export function lowerSource(located: Located<ast.SourceDecl>, resolver: Resolver): SourceInfo | null {
  const { decl } = located;
  if (decl.union) return lowerUnion(located, resolver);
  const rows = decl.branches[0];
  return rows === undefined ? null : lowerRows(located, rows, decl.name.text, resolver);
}
