/**
 * Postgres as a warehouse, 15 and newer.
 *
 * In: the URL of a database. Out: a `Warehouse`. Always: times are UTC, whatever the server's zone. Only temporary
 * tables, views and functions of the session are created. Labels are read, and training sets written, by DuckDB in this
 * process. The driver is loaded when a warehouse is opened, so services never load it.
 */
import type { Warehouse } from "../warehouse.js";
import type { PostgresOptions } from "./options.js";

export type { PostgresOptions };

export async function openPostgres(options: PostgresOptions): Promise<Warehouse> {
  const { openWarehouse } = await import("./warehouse.js");
  return openWarehouse(options);
}
