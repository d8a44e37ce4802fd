/** Writes the data of Kaskada's examples: page views, purchases, reviews and games. */
import { join } from "node:path";
import { maybe, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const labels = (keys: string, count = 120): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 733 % 64000) AS event_timestamp FROM range(0, ${count}) t(i)`;

const files = {
  "pageviews.parquet": `SELECT ${whole("i", 1, 1, 20)} AS user_id, ${start} + to_minutes((i - i % 4) * 35) AS event_time FROM range(0, 1500) t(i)`,
  "purchase_log.parquet": `
    SELECT ${whole("i", 11, 1, 20)} AS user_id, 'p' || ${whole("i", 12, 0, 15)} AS product_id, round(${spread("i", 13)} * 80, 2) AS purchase_price, ${start} + to_minutes((i - i % 2) * 140) AS event_time
    FROM range(0, 400) t(i)`,
  "reviews.parquet": `SELECT 'p' || ${whole("i", 21, 0, 14)} AS product_id, ${maybe(whole("i", 22, 1, 5), "i", 23)} AS stars, ${start} + to_minutes(i * 150) AS event_time FROM range(0, 350) t(i)`,
  "games.parquet": `
    SELECT ${whole("i", 31, 1, 15)} AS user_id, ${spread("i", 32)} < 0.4 AS won, ${maybe(`round(${spread("i", 33)} * 60, 1)`, "i", 34)} AS duration, ${start} + to_minutes((i - i % 2) * 60) AS event_time
    FROM range(0, 900) t(i)`,
  "activity_v1.parquet": labels("i % 22 AS user_id"),
  "games_v1.parquet": labels("i % 17 AS user_id"),
  "taste_v1.parquet": labels("i % 22 AS user_id"),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
