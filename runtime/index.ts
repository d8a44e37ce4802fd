/**
 * What tools, and services with everything installed, import as `featlang/runtime`.
 *
 * In: artifacts that the compiler generated, and a store or warehouse. Out: clients, training sets, materialized views.
 * Always: the runtime needs nothing from the compiler. DuckDB is loaded only when a warehouse is opened.
 */
export {
  type MaterializeInput,
  type MaterializeProgress,
  type MaterializeReport,
  materialize,
  type Reading,
  type RunMode,
} from "./materialize/index.js";
export * from "./service.js";
export { runTraining, trainingRows } from "./training/index.js";
export { type RuleResult, type ValidateInput, type ValidateProgress, validate } from "./validate/index.js";
export { type DuckDBOptions, openDuckDB } from "./warehouse/duckdb/index.js";
export { warehouses } from "./warehouse/registry.js";
export type * from "./warehouse/warehouse.js";
