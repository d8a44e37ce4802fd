/**
 * Writes the flights' labels: every flight of the last month, with `late` (15 minutes or more) as the target.
 *
 *   npx tsx --conditions=featlang-source features/flights/labels.ts [FILE]
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { openDuckDB } from "featlang/runtime";

export const flights = join(import.meta.dirname, "../../node_modules/vega-datasets/data/flights-3m.parquet");
export const labels = join(import.meta.dirname, ".feat/labels.parquet");

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;

export async function writeLabels(file: string = labels): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await using warehouse = await openDuckDB({ folder: import.meta.dirname });
  await warehouse.run(`
    COPY (
      SELECT origin, destination, distance, date AS event_timestamp, delay >= 15 AS late
      FROM ${quoted(flights)}
      WHERE date >= TIMESTAMP '2001-06-01'
    ) TO ${quoted(file)} (FORMAT parquet)`);
}

if (process.argv[1] === import.meta.filename) await writeLabels(process.argv[2]);
