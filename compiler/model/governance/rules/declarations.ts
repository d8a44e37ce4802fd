import type * as ast from "../../../../grammar/ast.js";
import { walk } from "../../../../grammar/index.js";
import type { Located, Symbols } from "../../../symbols/index.js";

export type Declaration = Exclude<ast.Declaration, ast.TestDecl | ast.EnumDecl | ast.ExternFnDecl>;

/** Everything that `.feat` files declare under a name. */
export function declarations({ names, entities, functions, services }: Symbols): readonly Located<Declaration>[] {
  const named = [...names.values()].flatMap((one): readonly Located<Declaration>[] =>
    one.kind === "physical" ? [] : [{ decl: one.decl, file: one.file }],
  );
  return [...named, ...entities.values(), ...functions.values(), ...services.values()];
}

export const textOf = ({ decl }: Located<Declaration>): string => `${decl.kind} \`${decl.name.text}\``;

/** The nodes within a declaration that `choose` accepts. */
export function within<T extends ast.Node>(decl: Declaration, choose: (node: ast.Node) => node is T): readonly T[] {
  const found: T[] = [];
  walk(decl, (node) => {
    if (choose(node)) found.push(node);
  });
  return found;
}
