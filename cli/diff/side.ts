import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { compile } from "../../compiler/compile.js";
import { hasErrors, type ReadText } from "../../compiler/diagnostics/index.js";
import type { Project } from "../../compiler/ir/index.js";
import { NoManifestError, readManifest } from "../../compiler/ir/read-manifest.js";
import { type Host, projectFile } from "../../compiler/project/index.js";
import type { Cli } from "../cli.js";
import { diskHost } from "../disk-host.js";
import { data, usage } from "../exit.js";
import { failed, findProject, type ProjectOptions } from "../project.js";
import { revisionOf } from "./git.js";

/** One of the two versions that are compared. */
export interface Side {
  readonly project: Project;
  /** For people: the name as it was given, or the folder. */
  readonly label: string;
  /** The path that a reader would open for a file of the project. Null if the version is not on disk. */
  readonly shown: ((file: string) => string) | null;
}

/** The working project. */
export function workingSide(cli: Cli, options: ProjectOptions): Side {
  const dir = findProject(cli.world, options.project);
  return folderSide(cli, dir, relative(cli.world.cwd, dir) || "the working folder");
}

/**
 * The version of this name: a manifest, a project's folder, or else a git revision of the working project. `git:NAME`
 * is always a revision.
 */
export function namedSide(cli: Cli, name: string, options: ProjectOptions): Side {
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
    const project = compiled(cli, revision.host, revision.folder, file);
    if (project === null) throw data(`there is no ${projectFile} in ${file("")} (${revision.commit.slice(0, 10)})`);
    return { project, label: said, shown: null };
  }
  throw usage(
    `${name} is no manifest, no project's folder, and no revision that git knows`,
    existsSync(path) ? `there is no ${projectFile} in it` : "say a path, or a branch, tag or commit",
  );
}

function manifestSide(name: string, path: string): Side {
  try {
    return { project: readManifest(readFileSync(path, "utf8")), label: name, shown: null };
  } catch (error) {
    if (!(error instanceof NoManifestError)) throw error;
    throw usage(
      `${name} is no manifest: ${error.message}`,
      "`feat compile` writes manifest.json into its `out` folder",
    );
  }
}

function folderSide(cli: Cli, dir: string, label: string): Side {
  const shown = (file: string): string => relative(cli.world.cwd, join(dir, file)) || file;
  return { project: compiled(cli, diskHost, dir, shown)!, label, shown };
}

/** Null if there is no project. The command ends if the project has errors. */
function compiled(cli: Cli, host: Host, dir: string, shown: (file: string) => string): Project | null {
  if (host.read(join(dir, projectFile)) === null) return null;
  const { value, diagnostics } = compile(host, dir);
  const read: ReadText = (file) => host.read(join(dir, file));
  if (value === null || hasErrors(diagnostics))
    throw failed(
      cli,
      { read, shown },
      diagnostics.filter(({ severity }) => severity === "error"),
    );
  return value.project;
}
