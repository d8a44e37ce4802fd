import type * as ast from "../../grammar/ast.js";
import type { ParsedFile } from "./source-file.js";

/** A declared enum's values, each once, in their order. */
export const valuesOfEnum = (decl: ast.EnumDecl): readonly string[] => [
  ...new Set(decl.values.map((value) => value.text)),
];

/** The values of every enum that files declare; of two enums with one name, those of the first file's, as in `bind`. */
export function enumsIn(files: readonly ParsedFile[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { ast: file } of [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)))
    for (const decl of file.declarations)
      if (decl.kind === "enum" && !found.has(decl.name.text)) found.set(decl.name.text, valuesOfEnum(decl));
  return found;
}
