/**
 * TypeScript: IR → the client and the functions that services import.
 *
 * In: a project's IR. Out: the text of `client.ts` and `transforms.ts` (laid out by `emit/`), and the same code loaded in process.
 * Always: deterministic; generated code imports the runtime alone; one printer makes both the files and what the CLI runs; a
 * declared name never becomes something else by what JavaScript does with it.
 */
export { printClient } from "./client.js";
export { loadArtifact, loadValues } from "./load.js";
export { printTransforms } from "./transforms.js";
