/**
 * What a service and generated code import as `featlang/runtime`: the part that answers from an online store.
 *
 * In: artifacts that the compiler generated, and a store. Out: clients.
 * Always: this file is the package `featlang-runtime`, so nothing here imports a warehouse or the server.
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
export { type CacheOptions, cachedReads } from "./online/cached.js";
export { type CassandraStoreOptions, openCassandra } from "./online/cassandra/index.js";
export { coalescedReads } from "./online/coalesced.js";
export { type DynamoDBStoreOptions, openDynamoDB } from "./online/dynamodb/index.js";
export { openEmbedded } from "./online/embedded/index.js";
export { type HedgeOptions, hedgedReads } from "./online/hedged.js";
export { openPostgresStore, type PostgresStoreOptions } from "./online/postgres/index.js";
export { openRedis } from "./online/redis/index.js";
export { onlineStores } from "./online/registry.js";
export { openSqlite, type SqliteStoreOptions } from "./online/sqlite/index.js";
export type * from "./online/store.js";
export { createPusher, type Pusher, type PusherOptions, type PushOptions, type PushReport } from "./push/index.js";
export type * from "./stream-artifacts.js";
export type { Int, Value } from "./values.js";
