import { streamsAt } from "../../compiler/project/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import type { AppliedVersion, Registry } from "../../runtime/registry/index.js";
import { projectOf } from "./index.js";

/** The artifact of a version, for the fingerprints of its views. Its own functions are not there. */
export async function artifactOf(registry: Registry, version: AppliedVersion): Promise<ProjectArtifact> {
  const { project } = await projectOf(registry, version);
  const externs = new Map(project.externs.map(({ name }) => [name, () => null]));
  return loadArtifact(streamsAt(project, version.target), externs);
}
