import { loadPackage, type OptionalPackage } from "../optional-package.js";

export type Driver = typeof import("cassandra-driver");

export const cassandraPackage: OptionalPackage = { name: "cassandra-driver", versions: "^4.10.0" };

/** The package is CommonJS: its names are those of `default`. */
export const loadCassandra = async (): Promise<Driver> => {
  const loaded = await loadPackage("the Cassandra store", cassandraPackage, () => import("cassandra-driver"));
  return "default" in loaded ? (loaded.default as Driver) : loaded;
};
