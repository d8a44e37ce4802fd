// @ts-check
/**
 * Runs a hand-written plan: `node hand-process.mjs QUERY.sql OUT`. OUT is a Parquet file, or a folder that becomes an
 * LMDB store: the rows are packed and put under the first column, without anything else.
 */
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [file = "", out = ""] = process.argv.slice(2);
const query = readFileSync(file, "utf8");
const database = await DuckDBInstance.create();
const connection = await database.connect();
await connection.run("SET preserve_insertion_order = false");
if (out.endsWith(".parquet"))
  await connection.run(`COPY (${query}) TO '${out.replaceAll("'", "''")}' (FORMAT parquet)`);
else await put(out);

/** @param {string} folder */
async function put(folder) {
  const { open } = await import("lmdb");
  const store = open({ path: folder, encoding: "binary", noSync: false });
  const result = await connection.stream(query);
  /** @type {Promise<unknown> | undefined} */
  let last;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const columns = chunk.getColumns();
    store.transactionSync(() => {
      for (let row = 0; row < chunk.rowCount; row++) {
        const buffer = Buffer.allocUnsafe(128);
        let at = 0;
        for (const column of columns) {
          const value = column[row];
          if (value === null) at = buffer.writeUInt8(0, at);
          else if (typeof value === "bigint") at = buffer.writeBigInt64LE(value, at);
          else if (typeof value === "number") at = buffer.writeDoubleLE(value, at);
          else at += buffer.write(String(value), at);
        }
        last = store.put(Number(columns[0]?.[row]), buffer.subarray(0, at));
      }
    });
  }
  await last;
  await store.close();
}
