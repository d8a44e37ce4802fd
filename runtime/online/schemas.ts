import { cassandraSchema } from "./cassandra/options.js";
import { dynamodbSchema } from "./dynamodb/options.js";
import { embeddedSchema } from "./embedded/options.js";
import { postgresStoreSchema } from "./postgres/options.js";
import { redisSchema } from "./redis/options.js";
import { sqliteSchema } from "./sqlite/options.js";
import type { StoreSchema } from "./store.js";

/**
 * The settings of every kind of online store, by its name in `feat.yaml`. The compiler checks `feat.yaml` by them, so
 * these files load no driver. `registry.ts` says how each kind is opened.
 */
export const storeSchemas = {
  embedded: embeddedSchema,
  sqlite: sqliteSchema,
  redis: redisSchema,
  postgres: postgresStoreSchema,
  dynamodb: dynamodbSchema,
  cassandra: cassandraSchema,
} as const satisfies Readonly<Record<string, StoreSchema>>;

export type StoreKindName = keyof typeof storeSchemas;
