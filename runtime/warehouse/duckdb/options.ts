import type { WarehouseOptions } from "../warehouse.js";

export interface DuckDBOptions extends WarehouseOptions {
  /** A database file, relative to `folder`. Without it, or with `:memory:`, the database is in memory. */
  readonly path?: string | undefined;
  /** The default is the number of the machine's processors. */
  readonly threads?: number | undefined;
}
