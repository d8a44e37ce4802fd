import { createRequire } from "node:module";
import { join } from "node:path";
import type { Jiti } from "jiti";
import type { Project } from "../compiler/ir/index.js";
import type { DuckDBOptions, ExternFunction, Externs } from "../runtime/index.js";

/** The functions in the form that a warehouse takes. */
export const externsIn = (project: Project, externs: Externs): NonNullable<DuckDBOptions["externs"]> =>
  project.externs.map(({ name, params, result }) => ({
    signature: { name, params: params.map(({ type }) => type), result },
    call: externs.get(name)!,
  }));

/**
 * The project's `extern fn`s. A module is loaded when one of its functions is first called, so a command that calls
 * none runs no user code.
 */
export function loadExterns(project: Project, dir: string): Externs {
  const modules = new Map<string, Readonly<Record<string, unknown>>>();
  let jiti: Jiti | undefined;
  const load = (module: string): Readonly<Record<string, unknown>> => {
    // Few commands call a function, so the loader itself is loaded at the first call. All modules share one loader, and
    // so share what they import.
    jiti ??= (createRequire(import.meta.url)("jiti") as typeof import("jiti")).createJiti(import.meta.url, {
      fsCache: false,
    });
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
