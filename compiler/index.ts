/**
 * The module that tools import as `featlang/compiler`.
 *
 * In: a host (which reads files) and a project's folder. Out: the typed IR and diagnostics; from the IR: plans, SQL,
 * TypeScript and the artifacts to write.
 * Always: compiling reads only the project's own texts: no data, no store, no clock, no environment.
 */
export { type Compiled, compile, generate } from "./compile.js";
export {
  type Diagnostic,
  hasErrors,
  type JsonDiagnostic,
  noColours,
  type Outcome,
  type Place,
  renderJson,
  renderTerminal,
} from "./diagnostics/index.js";
export { checkArtifacts, emit, writeArtifacts } from "./emit/index.js";
export type * as ir from "./ir/index.js";
export { planMaterialize, planTraining, printPlan } from "./plan/index.js";
export { type Host, interpolate, type ProjectConfig, readProject } from "./project/index.js";
export { materializeArtifact, trainingArtifact } from "./sql/index.js";
export { loadArtifact } from "./typescript/index.js";
