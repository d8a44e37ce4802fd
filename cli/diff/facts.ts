import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DiffFacts } from "../../compiler/diff/index.js";
import type { Project } from "../../compiler/ir/index.js";
import { NoManifestError, readManifest } from "../../compiler/ir/read-manifest.js";
import type { ProjectConfig } from "../../compiler/project/index.js";
import type { Cli } from "../cli.js";
import { usage } from "../exit.js";

/** What a comparison needs to know besides the two versions: the date, and the manifests of `consumers`. */
export const factsFor = (
  cli: Cli,
  { dir, config }: { readonly dir: string; readonly config: ProjectConfig | null },
  target: string | null = null,
): DiffFacts => ({
  target,
  today: new Date(cli.world.now() / 1000).toISOString().slice(0, 10),
  consumers: (config?.consumers ?? []).map(({ text }) => consumerAt(dir, text)),
});

function consumerAt(dir: string, path: string): Project {
  const file = join(dir, path);
  if (!existsSync(file))
    throw usage(
      `\`consumers\` in feat.yaml names ${path}, and there is no such file`,
      "it is the manifest.json of a project that reads this one: compile that project, or remove the line",
    );
  try {
    return readManifest(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof NoManifestError)) throw error;
    throw usage(`\`consumers\` in feat.yaml names ${path}, which is no manifest: ${error.message}`);
  }
}
