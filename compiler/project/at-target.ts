import type { PhysicalSource, Project } from "../ir/index.js";

/**
 * The project as a target reads it: each source is where the target has it. Definitions and their fingerprints stay the
 * same, and so do statements, which do not say where data is.
 */
export const atTarget = (project: Project, target: string, dialect: string): Project => ({
  ...project,
  sources: project.sources.map((source) => (source.node === "physical" ? placedAt(source, target, dialect) : source)),
});

/** A source where a target has it. */
export function placedAt(source: PhysicalSource, target: string, dialect: string): PhysicalSource {
  const place = Object.hasOwn(source.places ?? {}, target) ? source.places?.[target] : undefined;
  return place === undefined ? source : { ...source, elsewhere: { ...source.elsewhere, [dialect]: place } };
}
