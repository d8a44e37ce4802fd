/**
 * Plans: IR → relational algebra.
 *
 * In: a project and one of its services or views. Out: a relation whose rows are the answer. Always: pure. A plan holds
 * no SQL and knows no dialect. It holds the whole meaning of each construct of the language; `compiler/sql/` only
 * writes it down.
 */

export { addsFloats } from "./adds-floats.js";
export type { Needs, Rel, Scan } from "./algebra.js";
export type { EngineFacts } from "./catalog.js";
export { columnsRead, planRowFacts, type SourcesOfView, sourcesOfView } from "./changes.js";
export { type ChecksPlan, planChecks } from "./checks.js";
export { printPlan } from "./explain.js";
export { type ChangesPlan, planChanges, planMaterialize, planSlice, readsAll } from "./materialize.js";
export { inputsOf } from "./rel-inputs.js";
export { planSeeds, type Seed } from "./seed.js";
export { type StagePlan, stagesOf } from "./stages.js";
export { planTraining } from "./training.js";
