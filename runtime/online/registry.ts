import { resolve } from "node:path";
import { hedgedReads } from "./hedged.js";
import { type StoreKindName, storeSchemas } from "./schemas.js";
import type { StoreContext, StoreKind, StoreSettings } from "./store.js";

/** How each kind is opened. Its driver is loaded only then. */
const opens: Readonly<Record<StoreKindName, StoreKind["open"]>> = {
  embedded: async ({ path }, { folder }) =>
    (await import("./embedded/index.js")).openEmbedded(resolve(folder, String(path))),
  sqlite: async ({ path }, { folder }) =>
    (await import("./sqlite/index.js")).openSqlite({ path: resolve(folder, String(path)) }),
  postgres: async (settings, context) =>
    (await import("./postgres/index.js")).openPostgresStore({ url: "", ...onNetwork(settings, context) }),
  redis: async ({ url, ...settings }, context) =>
    (await import("./redis/index.js")).openRedis(
      String(url),
      onNetwork(pathsIn(context.folder, settings, ["ca", "cert", "key"]), context),
    ),
  cassandra: async (settings, context) =>
    (await import("./cassandra/index.js")).openCassandra({
      hosts: "",
      datacenter: "",
      keyspace: "",
      ...onNetwork(settings, context),
    }),
  dynamodb: async (settings, context) =>
    (await import("./dynamodb/index.js")).openDynamoDB(onNetwork(settings, context)),
};

/** Every kind of online store, by its name in `feat.yaml`. */
export const onlineStores: ReadonlyMap<string, StoreKind> = new Map(
  (Object.keys(storeSchemas) as StoreKindName[]).map((kind) => [
    kind,
    { kind, schema: storeSchemas[kind], open: hedging(opens[kind]) },
  ]),
);

/** Opens a store whose slow reads are asked again, if its settings say so. */
function hedging(open: StoreKind["open"]): StoreKind["open"] {
  return async ({ hedge_after: after, hedge_share: share, ...settings }, context) => {
    const store = await open(settings, context);
    if (after === undefined) return store;
    const timeout = settings.timeout ?? context.patience;
    return hedgedReads(store, {
      after: Number(after),
      share: share === undefined ? undefined : Number(share),
      timeout: timeout === undefined ? undefined : Number(timeout),
    });
  };
}

/** Settings in which some are paths, resolved. */
const pathsIn = (folder: string, settings: StoreSettings, names: readonly string[]): StoreSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === "string" ? resolve(folder, value) : value,
    ]),
  );

/** The settings as options. Where they do not say how long a read may take, the context does. */
const onNetwork = ({ timeout, ...settings }: StoreSettings, { patience }: StoreContext): StoreSettings => ({
  ...camelCased(settings),
  timeout: timeout === undefined ? patience : Number(timeout),
});

/** `write_timeout` in YAML is `writeTimeout` in TypeScript. */
const camelCased = (settings: StoreSettings): StoreSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
