import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Compiled, compile, configure } from "../compiler/compile.js";
import type { Diagnostic, ReadText } from "../compiler/diagnostics/index.js";
import { projectFile } from "../compiler/project/index.js";
import type { Externs } from "../runtime/index.js";
import { type Cli, noteDiagnostics } from "./cli.js";
import { diskHost } from "./disk-host.js";
import { Exit, exitCodes, usage } from "./exit.js";
import { loadExterns } from "./externs.js";
import type { World } from "./world.js";

/** Options that every command which reads a project takes. */
export interface ProjectOptions {
  readonly project?: string | undefined;
  readonly json?: boolean | undefined;
}

export interface Loaded extends Compiled {
  /** The project's folder. */
  readonly dir: string;
  readonly externs: Externs;
}

/** The folder of `--project`, or the nearest one upward with a `feat.yaml`. */
export function findProject(world: World, said: string | undefined): string {
  if (said !== undefined) {
    const path = resolve(world.cwd, said);
    const dir = basename(path) === projectFile && isFile(path) ? dirname(path) : path;
    if (isFile(join(dir, projectFile))) return dir;
    throw usage(`there is no ${projectFile} in ${said}`, "`feat init DIR` makes a project");
  }
  for (let dir = resolve(world.cwd); ; dir = dirname(dir)) {
    if (isFile(join(dir, projectFile))) return dir;
    if (dirname(dir) === dir) {
      throw usage(
        `there is no ${projectFile} here or in a folder above`,
        "say --project DIR, or make one with `feat init DIR`",
      );
    }
  }
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The compiler's result for a project, and how to show it. */
export interface Checked {
  readonly dir: string;
  readonly compiled: Compiled | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly read: ReadText;
  readonly shown: (file: string) => string;
}

export function checkProject(cli: Cli, options: ProjectOptions): Checked {
  const dir = findProject(cli.world, options.project);
  const { value, diagnostics } = compile(diskHost, dir);
  return {
    dir,
    compiled: value,
    diagnostics,
    read: readerOf(dir),
    shown: shownIn(cli, { dir }),
  };
}

/** Loads a project. If it has errors, they are shown and the command ends. Only `check` and `compile` show warnings. */
export function loadProject(cli: Cli, options: ProjectOptions): Loaded {
  const checked = checkProject(cli, options);
  const { compiled, dir } = checked;
  if (compiled !== null) return { dir, ...compiled, externs: loadExterns(compiled.project, dir) };
  const errors = checked.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  throw failed(cli, checked, errors);
}

/** Loads only what `feat.yaml` says. The features may have errors. */
export function loadConfigured(cli: Cli, options: ProjectOptions): Pick<Loaded, "dir" | "config"> {
  const dir = findProject(cli.world, options.project);
  const { value, diagnostics } = configure(diskHost, dir);
  if (value !== null) return { dir, config: value };
  throw failed(cli, { read: readerOf(dir), shown: shownIn(cli, { dir }) }, diagnostics);
}

/** Reports the diagnostics. The returned `Exit` has no message of its own. */
export function failed(cli: Cli, checked: Pick<Checked, "read" | "shown">, diagnostics: readonly Diagnostic[]): Exit {
  noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
  return new Exit(exitCodes.failed, "");
}

/** The path of a project's file, relative to the current folder. */
export const shownIn =
  (cli: Cli, { dir }: Pick<Loaded, "dir">) =>
  (file: string): string =>
    relative(cli.world.cwd, join(dir, file)) || file;

/** Reports a diagnostic that only a command can find, in the form of the compiler's diagnostics. */
export function refuse(cli: Cli, loaded: Pick<Loaded, "dir">, diagnostic: Diagnostic): Exit {
  return refuseAll(cli, loaded, [diagnostic]);
}

export function refuseAll(cli: Cli, loaded: Pick<Loaded, "dir">, diagnostics: readonly Diagnostic[]): Exit {
  return failed(cli, { read: readerOf(loaded.dir), shown: shownIn(cli, loaded) }, diagnostics);
}

/** Reads a project's files, each once, because a file may have thousands of diagnostics. */
function readerOf(dir: string): ReadText {
  const texts = new Map<string, string | null>();
  return (file) => {
    const known = texts.get(file);
    const text = known === undefined ? diskHost.read(join(dir, file)) : known;
    texts.set(file, text);
    return text;
  };
}
