import { openDuckDB } from "./duckdb/index.js";
import { openPostgres } from "./postgres/index.js";
import { openSpark } from "./spark/index.js";
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
      {
        kind: "spark",
        dialect: "spark",
        location: "master",
        open: (master, options) => openSpark({ ...options.settings, ...options, master }),
      },
    ] satisfies WarehouseKind[]
  ).map((row) => [row.kind, row]),
);
