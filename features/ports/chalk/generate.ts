/** Writes the data of Chalk's examples: bank transactions with their memos, lines of credit, purchases and items. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const labels = (keys: string, count = 120): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 733 % 100000) AS event_timestamp FROM range(0, ${count}) t(i)`;

const files = {
  "transactions.parquet": `
    SELECT ${whole("i", 1, 1, 18)} AS user_id, round(${spread("i", 2)} * 900, 2) AS amount,
      ${maybe(pick(["POS NSF FEE", "SALE Grocery", "sq coffee", "Rent", "tst Bistro", "NSF item returned"], spread("i", 3)), "i", 4)} AS memo, ${start} + to_minutes(i * 80) AS "at"
    FROM range(0, 1200) t(i)`,
  "tradelines.parquet": `
    SELECT i % 90 AS id, i % 90 % 20 AS user_id, ${maybe(`round(${spread("i", 11)} * 5000, 2)`, "i", 12)} AS outstanding, ${maybe(`${spread("i", 13)} < 0.3`, "i", 14)} AS is_delinquent,
      ${start} + to_hours((i // 90) * 300 + i % 50) AS "at"
    FROM range(0, 400) t(i)`,
  "purchases.parquet": `
    SELECT ${whole("i", 21, 1, 18)} AS user_id, ${whole("i", 22, 0, 30)} AS item_id, ${maybe(`round(${spread("i", 23)} * 50, 2)`, "i", 24)} AS price,
      ${maybe(pick(["jazz", "rock", "folk", "pop"], spread("i", 25)), "i", 26)} AS genre, ${start} + to_minutes((i - i % 3) * 70) AS "at"
    FROM range(0, 1300) t(i)`,
  "items.parquet": `
    SELECT i % 30 AS item_id, ${maybe(`round(${spread("i", 31)} * 50, 2)`, "i", 32)} AS price, ${pick(["jazz", "rock", "folk", "pop"], spread("i % 30", 33))} AS genre, ${start} + to_days((i // 30)::INT * 20) AS "at"
    FROM range(0, 90) t(i)`,
  "fraud_v1.parquet": labels("i % 21 AS user_id"),
  "marketplace_v1.parquet": labels("i % 20 AS user_id, i * 7 % 32 AS item_id"),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
