/** Writes the data of Chronon's examples: purchases, users, listings, cards, clicks and a table of reservations with its changes. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const labels = (keys: string, count = 120): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 733 % 64000) AS event_timestamp FROM range(0, ${count}) t(i)`;

const files = {
  "purchase_log.parquet": `
    SELECT ${whole("i", 1, 1, 25)} AS user_id, ${maybe(`round(${spread("i", 2)} * 200, 2)`, "i", 3)} AS purchase_price,
      ${maybe(pick(["visa", "amex", "mastercard"], spread("i", 4)), "i", 5)} AS credit_card_type, ${start} + to_minutes((i - i % 2) * 45) AS ts
    FROM range(0, 1200) t(i)`,
  "users_snapshot.parquet": `
    SELECT u AS user_id, DATE '2023-01-01' + u::INT * 7 AS account_created_ds, ${maybe(`${spread("u * 100 + n", 11)} < 0.5`, "u", 12)} AS email_verified,
      94100 + (u + n // 9 * u) % 6 AS zipcode, round(37 + ${spread("u", 13)}, 4) AS latitude, ${maybe(`round(-122 - ${spread("u", 14)}, 4)`, "u", 15)} AS longitude,
      ${start} + to_days(n::INT) AS ds
    FROM range(1, 26) u(u), range(0, 40) n(n) WHERE NOT (u % 7 = 0 AND n > 20)`,
  "price_changes.parquet": `
    SELECT i % 30 AS listing_id, ${maybe(`round(50 + ${spread("i", 21)} * 300, 2)`, "i", 22)} AS price, ${start} + to_hours((i // 30) * 150 + i % 5) AS ts FROM range(0, 200) t(i)`,
  "listing_views.parquet": `
    SELECT ${whole("i", 31, 1, 20)} AS user_id, ${whole("i", 32, 0, 33)} AS listing, ${start} + to_minutes((i - i % 2) * 40) AS ts FROM range(0, 1300) t(i)`,
  "transactions.parquet": `
    SELECT 'm' || ${whole("i", 41, 0, 8)} AS merchant, ${maybe(whole("i", 42, 1, 12), "i", 43)} AS card_id, round(${spread("i", 44)} * 90, 2) AS amount, ${start} + to_minutes(i * 55) AS ts
    FROM range(0, 1000) t(i)`,
  "clicks.parquet": `
    SELECT ${whole("i", 51, 0, 9)} AS ad_id, ${whole("i", 52, 0, 5)} AS document_id, ${whole("i", 53, 0, 15)} AS user_id, ${pick(["web", "app"], spread("i", 54))} AS platform,
      ${maybe(pick(["US", "DE"], spread("i", 55)), "i", 56)} AS geo_location, (${spread("i", 57)} < 0.2)::BIGINT AS clicked, ${start} + to_minutes(i * 30) AS ts
    FROM range(0, 2000) t(i)`,
  "reservations.parquet": `
    SELECT i % 150 AS reservation_id, i % 150 % 12 AS driver_id, ${maybe(`(${spread("i", 61)} < 0.4)::BIGINT`, "i", 62)} AS is_ever_approved,
      i >= 300 AND ${spread("i", 63)} < 0.5 AS is_deleted, ${start} + to_hours((i // 150) * 200 + i % 90) AS mutation_time
    FROM range(0, 450) t(i)`,
  "quickstart_v1.parquet": labels("i * 7 % 27 AS user_id"),
  "zip_v1.parquet": labels("94100 + i % 7 AS zipcode"),
  "chaining_v1.parquet": labels("i * 7 % 22 AS user_id"),
  "derived_v1.parquet": labels(`'m' || i % 9 AS merchant, round(${spread("i", 71)} * 100, 2) AS value`),
  "outbrain_v1.parquet": labels(
    "i % 10 AS ad_id, i % 6 AS document_id, i % 16 AS user_id, CASE WHEN i % 2 = 0 THEN 'web' ELSE 'app' END AS platform_id, CASE WHEN i % 5 > 0 THEN 'US' END AS geo_id",
  ),
  "mutations_v1.parquet": labels("i % 13 AS driver_id"),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
