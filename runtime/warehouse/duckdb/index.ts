/**
 * DuckDB as a warehouse.
 *
 * In: a database file, or none. Out: a `Warehouse`.
 * Always: times are UTC, whatever the machine's zone. Paths in sources are relative to the project's folder, whatever
 * the current folder. A database file is opened read-only unless asked otherwise. DuckDB itself is loaded when a
 * warehouse is opened, so services never load it.
 */
import type { Warehouse } from "../warehouse.js";
import type { DuckDBOptions } from "./options.js";

export type { DuckDBOptions };

export async function openDuckDB(options: DuckDBOptions = {}): Promise<Warehouse> {
  const { openWarehouse } = await import("./warehouse.js");
  return openWarehouse(options);
}
