import { type Change, diffProjects } from "../../compiler/diff/index.js";
import type { Project } from "../../compiler/ir/index.js";
import type { AppliedVersion, Registry } from "../../runtime/registry/index.js";
import type { Cli } from "../cli.js";
import { factsFor } from "../diff/facts.js";
import type { Loaded } from "../project.js";
import { projectOf } from "./index.js";

/** The project as it is now, against what a target has. */
export interface Against {
  readonly before: AppliedVersion | null;
  /** The applied version; null if there is none. */
  readonly applied: Project | null;
  readonly changes: readonly Change[];
}

export async function against(cli: Cli, registry: Registry, loaded: Loaded, target: string): Promise<Against> {
  const before = await registry.current(target);
  const applied = before === null ? null : (await projectOf(registry, before)).project;
  const changes = diffProjects(applied ?? emptyOf(loaded.project), loaded.project, factsFor(cli, loaded, target));
  return { before, applied, changes };
}

/** A project that declares nothing. */
const emptyOf = ({ name }: Project): Project => ({
  name,
  sources: [],
  enums: [],
  entities: [],
  requests: [],
  functions: [],
  externs: [],
  views: [],
  transforms: [],
  services: [],
  tests: [],
});
