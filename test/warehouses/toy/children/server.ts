/** The toy's database: DuckDB in a process of its own, which takes statements as lines of JSON and answers in lines. */
import { createInterface } from "node:readline";
import { DuckDBInstance } from "@duckdb/node-api";

/** A line of the client: a statement, or a request to end the running one. */
export type Asked = { readonly id: number; readonly sql: string } | "interrupt";
/** The answer to a statement. Values are as DuckDB writes them in JSON: an int64 is a text. */
export type Answer = { readonly id: number } & (
  | {
      readonly names: readonly string[];
      readonly types: readonly string[];
      readonly rows: readonly (readonly unknown[])[];
    }
  | { readonly error: string }
);

const [path = ":memory:"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path);
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'; SET threads = 1; SET preserve_insertion_order = true");

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Asked;
  if (asked === "interrupt") connection.interrupt();
  else void answer(asked.id, asked.sql).then((told) => process.stdout.write(`${JSON.stringify(told)}\n`));
}
connection.closeSync();
instance.closeSync();

async function answer(id: number, sql: string): Promise<Answer> {
  try {
    const read = await connection.runAndReadAll(sql);
    return {
      id,
      names: read.columnNames(),
      types: read.columnTypes().map(String),
      rows: read.getRowsJson(),
    };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
