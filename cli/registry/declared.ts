import type { Project } from "../../compiler/ir/index.js";
import type { Cli } from "../cli.js";
import { loadConfigured, loadProject, shownIn } from "../project.js";
import { type TargetOptions, targetOf } from "../target.js";
import { openRegistryOf, projectOf } from "./index.js";
import { versionNamed } from "./version-named.js";

/** A project that is asked about, without data and stores. */
export interface DeclaredProject {
  readonly project: Project;
  /** The path that a reader would open for a file of the project. */
  readonly shown: (file: string) => string;
  /** The target and the number of the version, if it is what is applied. */
  readonly applied: { readonly target: string; readonly version: number } | null;
}

/** The project as its files say it; with `--target`, as it is applied there. */
export async function declaredProject(cli: Cli, options: TargetOptions): Promise<DeclaredProject> {
  if (options.target === undefined) {
    const loaded = loadProject(cli, options);
    return { project: loaded.project, shown: shownIn(cli, loaded), applied: null };
  }
  const loaded = loadConfigured(cli, options);
  const target = targetOf(cli, loaded, options).name;
  await using registry = await openRegistryOf(cli, loaded);
  const version = await versionNamed(registry, target, null);
  const { project } = await projectOf(registry, version);
  return { project, shown: shownIn(cli, loaded), applied: { target, version: version.number } };
}
