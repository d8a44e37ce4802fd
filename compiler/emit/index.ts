/**
 * Emit: artifacts → files.
 *
 * In: the generated texts and statements of a project, and the folder of its artifacts (`<out>/<project>`). Out: the
 * files that were written or removed, or how the files differ.
 * Always: `emit` is pure and deterministic: its files are sorted, end lines with LF, and contain no time, absolute path
 * or version. A file appears completely or not at all, and no file is replaced before all are on the disk. Only files
 * whose text says that Feat generated them are ever removed; `checkArtifacts` reports all others as unknown.
 */
export { type Artifact, emit, type Generated } from "./emit.js";
export { checkArtifacts, type Difference, type DifferenceKind, type Written, writeArtifacts } from "./files.js";
