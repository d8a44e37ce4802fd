import { openDuckDB } from "./duckdb/index.js";
import type { WarehouseKind } from "./warehouse.js";

/** Every kind of warehouse, by its name in `feat.yaml`. */
export const warehouses: ReadonlyMap<string, WarehouseKind> = new Map(
  (
    [
      {
        kind: "duckdb",
        dialect: "duckdb",
        location: "path",
        open: (path, options) => openDuckDB({ ...options, path }),
      },
    ] satisfies WarehouseKind[]
  ).map((row) => [row.kind, row]),
);
