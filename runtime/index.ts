/**
 * What services, generated code and tools import as `featlang/runtime`.
 *
 * In: artifacts that the compiler generated, and a store or warehouse. Out: clients, training sets, materialized views.
 * Always: the runtime needs nothing from the compiler. DuckDB is loaded only when a warehouse is opened.
 */
/** The language's aggregates, over the elements of a list. */
export * as aggregates from "./aggregates/index.js";
export type * from "./artifacts.js";
export { createClientRuntime } from "./client/index.js";
export type * from "./client/surface.js";
export { DataError, InputError, NotMaterializedError, StoreError } from "./errors.js";
/** The language's functions, as generated transforms call them. */
export { callExtern, type ExternFunction, type ExternSignature, type Externs } from "./externs.js";
export * as functions from "./functions/index.js";
export { FeatureError } from "./functions/index.js";
export {
  type MaterializeInput,
  type MaterializeProgress,
  type MaterializeReport,
  materialize,
} from "./materialize/index.js";
export { openEmbedded } from "./online/embedded/index.js";
export { openRedis } from "./online/redis/index.js";
export { onlineStores } from "./online/registry.js";
export type * from "./online/store.js";
export { createPusher, type Pusher, type PusherOptions, type PushOptions, type PushReport } from "./push/index.js";
export type * from "./stream-artifacts.js";
export { runTraining, trainingRows } from "./training/index.js";
export { type RuleResult, type ValidateInput, type ValidateProgress, validate } from "./validate/index.js";
export type { Int, Value } from "./values.js";
export { type DuckDBOptions, openDuckDB } from "./warehouse/duckdb/index.js";
export { warehouses } from "./warehouse/registry.js";
export type * from "./warehouse/warehouse.js";
