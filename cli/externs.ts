import { join } from "node:path";
import { createJiti } from "jiti";
import type { Project } from "../compiler/model/ir.js";
import type { DuckDBOptions, ExternFunction, Externs } from "../runtime/index.js";

/** As a warehouse takes them. */
export const externsIn = (project: Project, externs: Externs): NonNullable<DuckDBOptions["externs"]> =>
  project.externs.map(({ name, params, result }) => ({
    signature: { name, params: params.map(({ type }) => type), result },
    call: externs.get(name)!,
  }));

/** The project's `extern fn`s. A module is loaded when one of its functions is first called, so a command that calls none runs no code of the user's. */
export function loadExterns(project: Project, dir: string): Externs {
  const modules = new Map<string, Readonly<Record<string, unknown>>>();
  const jiti = createJiti(import.meta.url, { fsCache: false });
  const load = (module: string): Readonly<Record<string, unknown>> => {
    const known = modules.get(module) ?? (jiti(join(dir, module)) as Readonly<Record<string, unknown>>);
    modules.set(module, known);
    return known;
  };
  return new Map(
    project.externs.map(({ name, module }): readonly [string, ExternFunction] => [
      name,
      (...args) => {
        const found = load(module)[name];
        if (typeof found === "function") return (found as ExternFunction)(...args);
        throw new Error(`${module} exports no function \`${name}\``);
      },
    ]),
  );
}
