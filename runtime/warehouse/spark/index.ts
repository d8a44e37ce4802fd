/**
 * Spark as a warehouse, 4 and newer.
 *
 * In: a Python that has PySpark, a master, settings. Out: a `Warehouse`. Always: Spark runs in a process of its own,
 * which is spoken to over pipes (`worker.ts`, `worker.py`). Only temporary views of a session are created, and no data
 * passes through this process unless a result is asked for as a local file.
 */
import type { Warehouse } from "../warehouse.js";
import type { SparkOptions } from "./options.js";

export type { SparkOptions };

export async function openSpark(options: SparkOptions): Promise<Warehouse> {
  const { openWarehouse } = await import("./warehouse.js");
  return openWarehouse(options);
}
