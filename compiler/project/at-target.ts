import type { PhysicalSource, Project } from "../ir/index.js";

/**
 * The project as a target reads it: each source is where the target has it. Definitions and their fingerprints stay the
 * same, and so do statements, which do not say where data is.
 */
export const atTarget = (project: Project, target: string, dialect: string): Project => ({
  ...streamsAt(project, target),
  sources: project.sources.map((source) => (source.node === "physical" ? placedAt(source, target, dialect) : source)),
});

/** The project with the streams of a target alone, so that all that read it agree on how rows are stored. */
export const streamsAt = (project: Project, target: string): Project =>
  project.streams === undefined ? project : { ...project, streams: { [target]: project.streams[target] ?? [] } };

/** The project as if no target streamed a source. */
export function withoutStreams({ streams: _, landings: __, ...project }: Project): Project {
  return project;
}

/** A source where a target has it. */
export function placedAt(source: PhysicalSource, target: string, dialect: string): PhysicalSource {
  const place = Object.hasOwn(source.places ?? {}, target) ? source.places?.[target] : undefined;
  return place === undefined ? source : { ...source, elsewhere: { ...source.elsewhere, [dialect]: place } };
}
