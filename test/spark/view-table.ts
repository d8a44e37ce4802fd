import { join } from "node:path";
import type { Warehouse } from "../../runtime/index.js";
import { sparkIdentifier, sparkText } from "../../runtime/spark-types.js";

let made = 0;

/** Gives Spark a table of DuckDB, as a view of a Parquet file. */
export async function viewTable(duckdb: Warehouse, spark: Warehouse, table: string, folder: string): Promise<void> {
  const path = join(folder, `${made++}.parquet`);
  await duckdb.run(`COPY (FROM "${table.replaceAll('"', '""')}") TO '${path}' (FORMAT parquet)`);
  await spark.run(
    `CREATE OR REPLACE TEMPORARY VIEW ${sparkIdentifier(table)} USING parquet OPTIONS (path ${sparkText(path)})`,
  );
}
