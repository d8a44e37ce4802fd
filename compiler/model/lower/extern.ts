import { posix } from "node:path";
import type * as ast from "../../../grammar/ast.js";
import { externPath, externUrl } from "../../diagnostics/catalog/externs.js";
import { reservedFunctionName } from "../../diagnostics/catalog/symbols.js";
import type { Extern } from "../../ir/index.js";
import type { Located } from "../../symbols/index.js";
import { typeOf } from "../types/type-node.js";
import { checkDeclaredName, declared, NameSet } from "./declared.js";
import type { Resolver } from "./resolver.js";

/** True if it is a relative path to a TypeScript or JavaScript file. */
export const isModulePath = (path: string): boolean => /^\.\.?\/.+\.[cm]?[jt]s$/.test(path);

/** A function written in TypeScript, by its signature. */
export function lowerExtern({ decl, file }: Located<ast.ExternFnDecl>, resolver: Resolver): Extern | null {
  const { report, functions, symbols } = resolver;
  const name = decl.name.text;
  let sound = decl.incomplete !== true;
  if (
    functions.aggregates.has(name) ||
    name === "now" ||
    (functions.scalars.get(name)?.operator === undefined && functions.scalars.has(name))
  ) {
    report(reservedFunctionName.at(file.place(decl.name), { name }));
    sound = false;
  }
  const where = { file, report, symbols };
  const names = new NameSet("parameter", file, report);
  const params = decl.params.map((param) => {
    checkDeclaredName(param.name, false, file, report);
    if (!names.add(param.name.text, param.name)) sound = false;
    return { name: param.name.text, type: typeOf(param.type, where) };
  });
  const result = typeOf(decl.result, where);
  const path = decl.from.value;
  if (decl.incomplete !== true && !isModulePath(path)) {
    report(externPath.at(file.place(decl.from), { path }));
    sound = false;
  }
  const module = posix.normalize(posix.join(posix.dirname(file.path), path));
  // Node reads an import as a URL, TypeScript reads it as a path; the two differ in these characters.
  const differs = /[%?#\\\p{Cc}]/u.exec(module)?.[0];
  if (sound && differs !== undefined) {
    const char = /\p{Cc}/u.test(differs) ? "a control character" : `\`${differs}\``;
    report(externUrl.at(file.place(decl.from), { path: module, char }));
    sound = false;
  }
  const typed = params.flatMap(({ name: param, type }) => (type === null ? [] : [{ name: param, type }]));
  if (!sound || result === null || typed.length < params.length) return null;
  return {
    name,
    ...declared(decl.lead, decl.name, file),
    params: typed,
    result,
    module,
  };
}
