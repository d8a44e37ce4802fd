import { resolve } from "node:path";
import { type StoreKindName, storeSchemas } from "./schemas.js";
import type { StoreKind, StoreSettings } from "./store.js";

/** How each kind is opened. Its driver is loaded only then. */
const opens: Readonly<Record<StoreKindName, StoreKind["open"]>> = {
  embedded: async ({ path }, { folder }) =>
    (await import("./embedded/index.js")).openEmbedded(resolve(folder, String(path))),
  redis: async ({ url, timeout, ...settings }, { folder, patience }) =>
    (await import("./redis/index.js")).openRedis(String(url), {
      ...camelCased(pathsIn(folder, settings, ["ca", "cert", "key"])),
      ...(timeout === undefined ? { timeout: patience } : { timeout: Number(timeout) }),
    }),
};

/** Every kind of online store, by its name in `feat.yaml`. */
export const onlineStores: ReadonlyMap<string, StoreKind> = new Map(
  (Object.keys(storeSchemas) as StoreKindName[]).map((kind) => [
    kind,
    { kind, schema: storeSchemas[kind], open: opens[kind] },
  ]),
);

/** Settings in which some are paths, resolved. */
const pathsIn = (folder: string, settings: StoreSettings, names: readonly string[]): StoreSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === "string" ? resolve(folder, value) : value,
    ]),
  );

/** `write_timeout` in YAML is `writeTimeout` in TypeScript. */
const camelCased = (settings: StoreSettings): StoreSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
