/**
 * Writes the shop's data: the same rows on every run and machine.
 *
 * The data holds on purpose what a feature store has to get right: nulls, equal times (some with corrections written
 * later), rows that arrive late, deleted customers, several customers per segment, redelivered and unknown clicks,
 * prices without a rating.
 *
 * npx tsx --conditions=featlang-source features/shop/generate.ts
 */
import { join } from "node:path";
import { pick, spread, writeTables } from "../support/tables.js";

export const folder = join(import.meta.dirname, "data");

const start = "TIMESTAMP '2024-01-01 00:00:00'";

/** Forty nights of eighty customers: some nights missing, some written twice, some customers deleted, some no longer seen. */
const customers = `
  WITH nights AS (
    SELECT c, n, version, c * 1000 + n * 10 + version AS i
    FROM range(1, 81) customers(c), range(0, 40) nights(n), range(0, 2) versions(version)
    WHERE ${spread("c * 1000 + n", 1)} < 0.8
      AND NOT (c % 15 = 0 AND n > 20)
      AND (version = 0 OR ${spread("c * 1000 + n", 2)} < 0.1)
  )
  SELECT
    c::INT AS customer_id,
    ${start} + n * INTERVAL 1 DAY AS event_timestamp,
    ${start} + n * INTERVAL 1 DAY + (version * 5 + 1) * INTERVAL 1 HOUR AS created_timestamp,
    (n // 3 + c % 7)::BIGINT AS total_purchases,
    CASE WHEN ${spread("i", 3)} < 0.9 THEN round(${spread("c", 4)} * 12000 + n * 10 + version, 2) END AS total_spend,
    CASE WHEN ${spread("i", 5)} < 0.9 THEN floor(${spread("i", 6)} * 60)::BIGINT END AS days_since_last_purchase,
    CASE WHEN c % 9 <> 0 THEN lpad((c % 12 + n // 30)::VARCHAR, 5, '0') END AS "Zip Code",
    CASE WHEN ${spread("c", 7)} < 0.3 THEN true WHEN ${spread("c", 7)} < 0.8 THEN false END AS is_vip,
    ${pick(["new", "regular", "loyal"], spread("c", 8))} AS segment,
    (c % 20 = 0 AND n >= 25) AS is_deleted
  FROM nights ORDER BY event_timestamp, c, version`;

const zips = `
  SELECT lpad(z::VARCHAR, 5, '0') AS zip, year || '-01-01' AS valid_from,
    CASE WHEN year < 2024 THEN (year + 1) || '-01-01' END AS valid_to,
    CASE WHEN z % 5 <> 0 THEN 30000 + z * 1500 + (year - 2022) * 100 END AS median_income,
    1000 * (z + 1) AS population
  FROM range(0, 13) zips(z), range(2022, 2025) years(year)
  WHERE NOT (z = 7 AND year = 2024) ORDER BY zip, valid_from`;

/** Six thousand clicks in forty days; every third shares its millisecond with its neighbour. */
const clicks = `
  SELECT
    i::BIGINT AS click_id,
    CASE WHEN ${spread("i", 11)} < 0.9 THEN (1 + floor(${spread("i", 12)} * 90))::BIGINT END AS customer_id,
    'p' || (1 + floor(pow(${spread("i", 13)}, 2) * 25))::INT AS product_id,
    ${pick(["view", "view", "view", "cart", "purchase"], spread("i", 14))} AS event,
    CASE WHEN ${spread("i", 15)} < 0.8 THEN round(5 + ${spread("i", 16)} * 95, 2) END AS price,
    CASE WHEN ${spread("i", 17)} < 0.3 THEN (1 + floor(${spread("i", 18)} * 5))::FLOAT END AS rating,
    ${pick(["US", "DE", "FR", "JP"], spread("i", 19))} AS country,
    CASE WHEN ${spread("i", 20)} < 0.9 THEN ${spread("i", 21)} < 0.05 END AS is_bot,
    epoch_ms(${start}) + (i - (i % 3 = 0)::INT) * 576000 AS event_time
  FROM range(0, 6000) clicks(i)`;

const churn = `
  SELECT (1 + (i * 37) % 85)::INT AS customer_id, ${start} + (i * 7 % 960) * INTERVAL 1 HOUR AS event_timestamp,
    ${spread("i", 31)} < 0.2 AS churned
  FROM range(0, 400) labels(i)`;

const fraud = `
  SELECT (1 + (i * 37) % 85)::INT AS buyer_id, CASE WHEN i % 17 <> 0 THEN (1 + (i * 53) % 85)::INT END AS seller_id,
    round(${spread("i", 41)} * 300, 2) AS current_cart_value, (1 + i % 9)::BIGINT AS items_in_cart,
    CASE WHEN i % 11 <> 0 THEN ${pick(["US", "DE", "FR", "JP"], spread("i", 42))} END AS country,
    ${start} + (i * 11 % 960) * INTERVAL 1 HOUR AS event_timestamp, ${spread("i", 43)} < 0.05 AS fraud
  FROM range(0, 500) labels(i)`;

const clicksShown = `
  SELECT (1 + (i * 37) % 95)::INT AS customer_id, 'p' || (1 + (i * 13) % 27) AS product_id,
    ${start} + (i * 13 % 57600) * INTERVAL 1 MINUTE AS event_timestamp, ${spread("i", 51)} < 0.3 AS clicked
  FROM range(0, 600) labels(i)`;

const files: Readonly<Record<string, string>> = {
  "customer_features.parquet": customers,
  "zip_census.csv": zips,
  "clickstream.parquet": clicks,
  "customer_churn_v1.parquet": churn,
  "fraud_v2.csv": fraud,
  "recommend_v1.parquet": clicksShown,
};

/** Writes every file below `to`. Resolves when all files are written. */
export const generate = (to: string = folder): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate();
