/**
 * TypeScript: IR → the client and the functions that services import.
 *
 * In: a project's IR. Out: the text of `client.ts` and `transforms.ts` (formatted by `emit/`), and the same code loaded
 * in process.
 * Always: deterministic. Generated code imports only the runtime. The same printer makes the files and the code that
 * the CLI runs. A declared name keeps its meaning, whatever JavaScript does with such a name.
 */
export { printClient } from "./client.js";
export { loadArtifact, loadTransform, loadValues } from "./load.js";
export { printTransforms } from "./transforms.js";
