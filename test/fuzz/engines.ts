import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, dialectNamed } from "../../compiler/sql/index.js";
import { type OnlineStore, openDuckDB, openEmbedded, type Warehouse, warehouses } from "../../runtime/index.js";
import { GoogleSqlWarehouse } from "../bigquery/warehouse.js";
import { copyTables } from "../postgres/copy-tables.js";
import { viewTable } from "../spark/view-table.js";
import { GoogleSql } from "../support/googlesql.js";
import { startPostgres } from "../support/postgres.js";
import { smallSpark, sparkPython } from "../support/spark.js";
import { registered } from "./externs.js";

/** The engines: a warehouse for training sets; an embedded store and the generated TypeScript for online reads. */
export interface Engines extends AsyncDisposable {
  readonly warehouse: Warehouse;
  readonly dialect: Dialect;
  readonly store: OnlineStore;
  /** Makes a source's table, from statements for DuckDB. */
  load(table: string, sql: string): Promise<void>;
}

export type EngineName = "duckdb" | "postgres" | "bigquery" | "spark";

export async function openEngines(name: EngineName = "duckdb"): Promise<Engines> {
  const folder = mkdtempSync(join(tmpdir(), "feat-fuzz-"));
  const store = openEmbedded(join(folder, "online"));
  const duckdb = await openDuckDB({ folder, environment: {}, threads: 1, externs: registered });
  const dialect = dialectNamed(name)!;
  const close = async (): Promise<void> => {
    await store.close();
    await duckdb.close();
    rmSync(folder, { recursive: true, force: true });
  };
  if (name === "duckdb")
    return {
      warehouse: duckdb,
      dialect,
      store,
      load: (_, sql) => duckdb.run(sql),
      [Symbol.asyncDispose]: close,
    };
  if (name === "spark") {
    const settings = { python: sparkPython(), conf: smallSpark };
    const spark = await warehouses
      .get("spark")!
      .open("local[2]", { folder, environment: {}, prelude: dialect.prelude?.(), settings });
    return {
      warehouse: spark,
      dialect,
      store,
      load: async (table, sql) => {
        await duckdb.run(sql);
        await viewTable(duckdb, spark, table, folder);
      },
      [Symbol.asyncDispose]: async () => {
        await spark.close();
        await close();
      },
    };
  }
  if (name === "bigquery")
    return {
      warehouse: new GoogleSqlWarehouse(await GoogleSql.open(), duckdb),
      // DuckDB binds the sources, so their places are those of its dialect.
      dialect: { ...dialect, name: "duckdb" },
      store,
      load: (_, sql) => duckdb.run(sql),
      [Symbol.asyncDispose]: close,
    };
  const given = process.env.POSTGRES_URL;
  const server = given ? { url: given, stop: async () => {} } : await startPostgres();
  const prelude = dialect.prelude?.();
  const warehouse = await warehouses.get("postgres")!.open(server.url, { folder, environment: {}, prelude });
  return {
    warehouse,
    dialect,
    store,
    load: async (table, sql) => {
      await duckdb.run(sql);
      await copyTables(duckdb, server.url, [table]);
    },
    [Symbol.asyncDispose]: async () => {
      await warehouse.close();
      await server.stop();
      await close();
    },
  };
}
