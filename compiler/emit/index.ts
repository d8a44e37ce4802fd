/**
 * Emit: artifacts → files.
 *
 * In: a project's IR, and the folder of its artifacts (`<out>/<project>`). Out: what was written or removed, or how the files differ.
 * Always: `emit` is pure and deterministic: sorted, LF, no clock, no absolute path, no version; a file appears whole or not at all, and none before all are
 * on the disk; only files that say themselves that Feat generated them are ever removed, and `checkArtifacts` calls all others unknown.
 */
export { type Artifact, emit } from "./emit.js";
export { checkArtifacts, type Difference, type DifferenceKind, type Written, writeArtifacts } from "./files.js";
