import { callsTooDeep } from "../diagnostics/catalog/depth.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import { expressionsIn } from "../ir/expressions-in.js";
import { type FunctionTable, functionTable } from "../ir/function-table.js";
import type { Project } from "../ir/index.js";
import type { Symbols } from "../symbols/index.js";

/**
 * Later phases visit the bodies of called `fn`s recursively. A text of 200 levels, the most that the grammar allows,
 * stays below this limit without calls.
 */
export const MOST_LEVELS = 800;

/** Reports declarations that nest too deep when the bodies of `fn`s replace their calls. */
export function deepCalls(project: Project, symbols: Symbols): readonly Diagnostic[] {
  const functions = functionTable(project);
  const deep = new Set(project.functions.filter((fn) => isDeep(fn.body, functions)).map(({ name }) => name));
  if (deep.size > 0) {
    // The callers of a `fn` that is too deep are too deep only because of it.
    const own = [...deep].filter((name) => !functions.calledBy(name).some((called) => deep.has(called)));
    return own.map((name) => {
      const { decl, file } = symbols.functions.get(name)!;
      return report(name, file.place(decl.name));
    });
  }
  return [...project.sources, ...project.views, ...project.transforms].flatMap((declaration) => {
    const named = symbols.names.get(declaration.name);
    if (named === undefined || named.kind === "physical" || !isDeep(declaration, functions)) return [];
    return [report(declaration.name, named.file.place(named.decl.name))];
  });
}

const report = (name: string, place: Place): Diagnostic => callsTooDeep.at(place, { name, most: MOST_LEVELS });

function isDeep(part: unknown, functions: FunctionTable): boolean {
  for (const expr of expressionsIn(part)) if (functions.heightOf(expr) > MOST_LEVELS) return true;
  return false;
}
