import type { WarehouseOptions } from "../warehouse.js";

export interface PostgresOptions extends WarehouseOptions {
  /** `postgres://user:password@host:port/database`, with settings of the driver and of TLS after a `?`. */
  readonly url: string;
}
