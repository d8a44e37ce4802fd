/**
 * What commands do with the registry.
 *
 * In: a loaded project. Out: its registry; what is applied at a target; who applies, when and from which revision.
 * Always: variables of the environment are resolved here, and a command of the CLI opens the registry only when it
 * needs it.
 */
import { userInfo } from "node:os";
import type { Project } from "../../compiler/ir/index.js";
import { NoManifestError, readManifest } from "../../compiler/ir/read-manifest.js";
import { interpolate } from "../../compiler/project/index.js";
import type { AppliedVersion, Registry, RegistrySettings } from "../../runtime/registry/index.js";
import type { Cli } from "../cli.js";
import { data } from "../exit.js";
import { git, hasGit } from "../git.js";
import type { Loaded } from "../project.js";
import type { Configured } from "../target.js";

/** The registry of a project. Nothing is read or connected yet. */
export async function openRegistryOf(cli: Cli, loaded: Configured): Promise<Registry> {
  const { openRegistry } = await import("../../runtime/registry/index.js");
  const { path, url, endpoint, region } = loaded.config.registry;
  const settled = (text: string | null): string | null => (text === null ? null : settledText(cli, text));
  const settings: RegistrySettings = {
    path: settled(path),
    url: settled(url),
    endpoint: settled(endpoint),
    region: settled(region),
  };
  return openRegistry(settings, loaded.config.name, loaded.dir);
}

/** What is applied at a target. */
export interface AppliedProject {
  readonly version: AppliedVersion;
  readonly project: Project;
}

/** The project of a version. */
export async function projectOf(registry: Registry, version: AppliedVersion): Promise<AppliedProject> {
  const text = await registry.manifest(version);
  try {
    return { version, project: readManifest(text) };
  } catch (error) {
    if (!(error instanceof NoManifestError)) throw error;
    throw data(
      `version ${version.number} of target \`${version.target}\` can't be read: ${error.message}`,
      `Feat ${version.feat} wrote it`,
      error,
    );
  }
}

/** The version that is applied at a target now; null if none ever was. */
export async function appliedAt(registry: Registry, target: string): Promise<AppliedProject | null> {
  const version = await registry.current(target);
  return version === null ? null : projectOf(registry, version);
}

/** Who makes a version, when, and from what. */
export function authorship(cli: Cli, loaded: Pick<Loaded, "dir">): Pick<AppliedVersion, "who" | "when" | "revision"> {
  return {
    who: whoIn(cli, loaded.dir),
    when: new Date(cli.world.now() / 1000).toISOString(),
    revision: revisionIn(loaded.dir),
  };
}

/** The variable FEAT_USER, else the author that git knows, else the user of the system. */
function whoIn(cli: Cli, dir: string): string {
  const said = cli.world.env.FEAT_USER;
  if (said) return said;
  const author = hasGit() ? git(dir, ["config", "user.email"])?.toString("utf8").trim() : "";
  if (author) return author;
  try {
    return userInfo().username;
  } catch {
    // The user of a container may have no name.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

function revisionIn(dir: string): AppliedVersion["revision"] {
  if (!hasGit()) return null;
  const commit = git(dir, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (commit === null) return null;
  const changes = git(dir, ["status", "--porcelain", "--", "."]);
  return { commit: commit.toString("utf8").trim(), modified: changes === null || changes.length > 0 };
}

function settledText(cli: Cli, text: string): string {
  const result = interpolate(text, cli.world.env);
  if (result.ok) return result.text;
  throw data(
    `the environment variable ${result.variable}, which \`registry\` in feat.yaml names, is not set`,
    "set it, or give it a default in feat.yaml: `${NAME:-default}`",
  );
}
