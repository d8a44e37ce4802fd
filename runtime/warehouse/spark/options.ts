import type { WarehouseOptions } from "../warehouse.js";
import type { SparkSettings, SparkWorker } from "./worker.js";

export interface SparkOptions extends WarehouseOptions, SparkSettings {
  /**
   * A folder that the executors read and write, for labels and results on their way. The default is a temporary folder
   * of this machine, which only a local master reads.
   */
  readonly scratch?: string | undefined;
  /** A worker that runs already, and that the warehouse does not close. */
  readonly worker?: SparkWorker | undefined;
}
