import type { PoolClient } from "pg";
import { postgresIdentifier } from "../../postgres-names.js";
import type { CallOptions } from "../call.js";
import type { Connections } from "./connections.js";
import { isMadeTwice, isMissingTable, type Place } from "./reasons.js";

/** The two tables, as they are written in SQL. */
export function tablesNamed(schema: string | undefined, table: string): Pick<Place, "rows" | "views"> {
  const inSchema = (name: string) =>
    `${schema === undefined ? "" : `${postgresIdentifier(schema)}.`}${postgresIdentifier(name)}`;
  return { rows: inSchema(table), views: inSchema(`${table}_views`) };
}

/** Runs a writer's work. Where the tables are not there, they are made and the work is done again. */
export async function makingTables<T>(
  connections: Connections,
  create: readonly string[],
  options: CallOptions,
  twice: boolean,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return connections.run(options, twice, async (client) => {
    try {
      return await work(client);
    } catch (error) {
      if (!isMissingTable(error)) throw error;
      for (const statement of create) {
        try {
          await client.query(statement);
        } catch (failed) {
          if (!isMadeTwice(failed)) throw failed;
        }
      }
      return work(client);
    }
  });
}

/** Runs the work in one transaction: it is done whole or not at all. */
export async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
