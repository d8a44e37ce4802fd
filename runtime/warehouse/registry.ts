import { openDuckDB } from "./duckdb/index.js";
import { openPostgres } from "./postgres/index.js";
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
      {
        kind: "postgres",
        dialect: "postgres",
        location: "url",
        open: (url, options) => openPostgres({ ...options, url: url ?? "" }),
      },
    ] satisfies WarehouseKind[]
  ).map((row) => [row.kind, row]),
);
