import type { WarehouseOptions } from "../warehouse.js";

export interface PostgresOptions extends WarehouseOptions {
  /** `postgres://user:password@host:port/database`, with the settings of the driver and of TLS behind a `?`. */
  readonly url: string;
}
