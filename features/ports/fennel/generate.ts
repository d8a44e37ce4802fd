/** Writes the data of Fennel's examples: charges with corrections, page views delivered twice, orders of two sides of a cutover. */
import { join } from "node:path";
import { maybe, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const labels = (keys: string, count = 120): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 433 % 45000) AS event_timestamp FROM range(0, ${count}) t(i)`;
const orders = (stream: number): string =>
  `SELECT ${whole("i", stream, 1, 20)} AS user_id, round(${spread("i", stream + 1)} * 90, 2) AS amount, ${start} + to_minutes(i * 70) AS ts FROM range(0, 600) t(i)`;

const files = {
  "charges.parquet": `
    SELECT i % 200 AS id, 100 + i % 200 % 30 AS customer, ${maybe(`round(${spread("i", 1)} * 100, 1)`, "i", 2)} AS outcome_risk_score, ${maybe(whole("i", 3, 1, 900), "i", 4)} AS amount,
      ${start} + to_hours((i // 200) * 250 + i % 180) AS created_at
    FROM range(0, 500) t(i)`,
  "payment_ids.parquet": `
    SELECT 100 + i % 32 AS customer_id, ${maybe("i % 32 % 12", "i", 11)} AS driver_id, ${start} + to_days((i // 32)::INT * 8 - 5) AS created_at FROM range(0, 80) t(i)`,
  "pageviews.parquet": `
    SELECT i AS click_id, ${whole("i", 21, 1, 8)} AS user_id, ${maybe(whole("i + v * 5000", 22, 1, 300), "i", 23)} AS duration, ${start} + to_minutes((i - i % 2) * 95) AS ts,
      ${start} + to_minutes((i - i % 2) * 95 + v * 90) AS received_at
    FROM range(0, 240) t(i), range(0, 2) v(v) WHERE v = 0 OR ${spread("i", 24)} < 0.2`,
  "orders_backfill.parquet": orders(31),
  "orders_live.parquet": orders(41),
  "payment_v1.parquet": labels("i % 13 AS driver_id"),
  "web_v1.parquet": labels("i % 22 AS user_id"),
  "plaid_v1.parquet": labels(`
    list_transform(range(0, i % 5), lambda x: {'amount': round(${spread("i * 7 + x", 51)} * 80, 2), 'merchant_name': CASE WHEN x % 3 > 0 THEN 'Amazon ' || x END,
      'category': CASE WHEN (i + x) % 4 > 0 THEN list_extract(['ATM', 'Shops', 'Food'], 1 + (i + x) % 3) END}) AS transactions`),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
