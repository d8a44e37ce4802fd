import { join } from "node:path";
import type { Project } from "../../../compiler/ir/index.js";
import type { UserFunction, UserFunctions } from "../evaluate/index.js";

/** Loads a project's `extern fn`s: the exports with their names, from the modules that the project names. */
export async function userFunctionsOf(project: Project, folder: string): Promise<UserFunctions> {
  const found = project.externs.map(async ({ name, module }): Promise<readonly [string, UserFunction]> => {
    const exported = (await import(join(folder, module))) as Readonly<Record<string, UserFunction>>;
    if (typeof exported[name] !== "function") throw new Error(`${module} exports no function ${name}`);
    return [name, exported[name]];
  });
  return new Map(await Promise.all(found));
}
