/** Writes the ranker's data: vectors of users and items, and what was looked at. */
import { join } from "node:path";
import { maybe, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const vector = (i: string, stream: number): string =>
  `list_transform(range(0, 64), lambda x: (${spread(`(${i}) * 64 + x`, stream)} * 2 - 1)::FLOAT)::FLOAT[64]`;

const files = {
  "user_vectors.parquet": `SELECT 1 + i % 40 AS user_id, ${vector("i", 1)} AS taste, ${start} + to_days((i // 40)::INT * 9) AS trained_at FROM range(0, 80) t(i)`,
  "item_vectors.parquet": `
    SELECT 1 + i % 600 AS item_id, ${vector("i", 2)} AS content, ${maybe(`round(${spread("i", 3)} * 90, 2)`, "i", 4)} AS price, ${start} + to_days((i // 600)::INT * 7) AS trained_at FROM range(0, 900) t(i)`,
  "looks.parquet": `
    SELECT ${whole("i", 11, 1, 45)} AS user_id, ${vector(whole("i", 12, 0, 600), 2)} AS content, ${spread("i", 13)} < 0.1 AS bought, ${start} + to_minutes((i - i % 2) * 20) AS "at" FROM range(0, 1500) t(i)`,
  "rank_v1.parquet": `SELECT i % 48 AS user_id, i * 7 % 610 AS item_id, ${start} + to_minutes(i * 733 % 40000) AS event_timestamp FROM range(0, 150) t(i)`,
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
