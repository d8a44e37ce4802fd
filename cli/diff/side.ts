import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Compiled, compile } from "../../compiler/compile.js";
import { hasErrors, type ReadText } from "../../compiler/diagnostics/index.js";
import type { Project } from "../../compiler/ir/index.js";
import { NoManifestError, readManifest } from "../../compiler/ir/read-manifest.js";
import { type Host, type ProjectConfig, projectFile } from "../../compiler/project/index.js";
import type { Cli } from "../cli.js";
import { diskHost } from "../disk-host.js";
import { data, usage } from "../exit.js";
import { failed, findProject, loadConfigured, type ProjectOptions } from "../project.js";
import { openRegistryOf, projectOf } from "../registry/index.js";
import { versionNamed, versionNumber } from "../registry/version-named.js";
import { type TargetOptions, targetOf } from "../target.js";
import { revisionOf } from "./git.js";

/** One of the two versions that are compared. */
export interface Side {
  readonly project: Project;
  /** For people: the name as it was given, or the folder. */
  readonly label: string;
  /** The path that a reader would open for a file of the project. Null if the version is not on disk. */
  readonly shown: ((file: string) => string) | null;
  /** The project's folder. Null for what is in no folder. */
  readonly dir: string;
  /** Null for a manifest, which has none. */
  readonly config: ProjectConfig | null;
}

/** The working project. */
export function workingSide(cli: Cli, options: ProjectOptions): Side {
  const dir = findProject(cli.world, options.project);
  return folderSide(cli, dir, relative(cli.world.cwd, dir) || "the working folder");
}

/**
 * The version of this name: a manifest, a project's folder, or else a git revision of the working project. `git:NAME`
 * is always a revision, and `registry:TARGET@VERSION` what is in the working project's registry.
 */
export async function namedSide(cli: Cli, name: string, options: ProjectOptions): Promise<Side> {
  if (name.startsWith("registry:")) return registrySide(cli, name, options);
  const path = resolve(cli.world.cwd, name);
  if (!name.startsWith("git:") && existsSync(path)) {
    if (!statSync(path).isDirectory()) return manifestSide(name, path);
    if (existsSync(join(path, projectFile))) return folderSide(cli, path, name);
  }
  const said = name.replace(/^git:/, "");
  const dir = findProject(cli.world, options.project);
  const revision = revisionOf(dir, said);
  if (revision !== null) {
    const file = (own: string) => `${said}:${revision.folder === "." ? own : `${revision.folder}/${own}`}`;
    const found = compiled(cli, revision.host, revision.folder, file);
    if (found === null) throw data(`there is no ${projectFile} in ${file("")} (${revision.commit.slice(0, 10)})`);
    // Its `consumers` are files that nobody checked out.
    return { project: found.project, label: said, shown: null, dir, config: null };
  }
  throw usage(
    `${name} is no manifest, no project's folder, and no revision that git knows`,
    existsSync(path)
      ? `there is no ${projectFile} in it`
      : "say a path, a branch, tag or commit, or registry:TARGET for what is applied",
  );
}

function manifestSide(name: string, path: string): Side {
  try {
    return { project: readManifest(readFileSync(path, "utf8")), label: name, shown: null, dir: "", config: null };
  } catch (error) {
    if (!(error instanceof NoManifestError)) throw error;
    throw usage(
      `${name} is no manifest: ${error.message}`,
      "`feat compile` writes manifest.json into its `out` folder",
    );
  }
}

/** `registry:prod@3`; `registry:prod` is the current version, and `registry:` that of the usual target. */
async function registrySide(cli: Cli, name: string, options: TargetOptions): Promise<Side> {
  const [, said = "", number = null] = /^registry:(.*?)(?:@([^@]*))?$/s.exec(name) ?? [];
  const loaded = loadConfigured(cli, options);
  const target = targetOf(cli, loaded, said === "" ? options : { target: said }).name;
  await using registry = await openRegistryOf(cli, loaded);
  const version = await versionNamed(registry, target, number === null ? null : versionNumber(number));
  const { project } = await projectOf(registry, version);
  return { project, label: `${target}@${version.number}`, shown: null, dir: loaded.dir, config: null };
}

function folderSide(cli: Cli, dir: string, label: string): Side {
  const shown = (file: string): string => relative(cli.world.cwd, join(dir, file)) || file;
  const { project, config } = compiled(cli, diskHost, dir, shown)!;
  return { project, label, shown, dir, config };
}

/** Null if there is no project. The command ends if the project has errors. */
function compiled(cli: Cli, host: Host, dir: string, shown: (file: string) => string): Compiled | null {
  if (host.read(join(dir, projectFile)) === null) return null;
  const { value, diagnostics } = compile(host, dir);
  const read: ReadText = (file) => host.read(join(dir, file));
  if (value === null || hasErrors(diagnostics))
    throw failed(
      cli,
      { read, shown },
      diagnostics.filter(({ severity }) => severity === "error"),
    );
  return value;
}
