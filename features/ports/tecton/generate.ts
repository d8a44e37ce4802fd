/** Writes the data of Tecton's samples: transactions, profiles, readers' sessions and embeddings. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const labels = (keys: string, count = 120): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 733 % 64000) AS event_timestamp FROM range(0, ${count}) t(i)`;
const embedding = (i: string, stream: number): string =>
  `list_transform(range(0, 8), lambda x: (${spread(`${i} * 8 + x`, stream)} * 2 - 1)::FLOAT)::FLOAT[8]`;

const files = {
  "transactions.parquet": `
    SELECT ${whole("i", 1, 1, 20)} AS user_id, ${maybe(pick(["gas_transport", "grocery_pos", "home", "kids_pets", "misc_net", "shopping_pos", "travel"], spread("i", 2)), "i", 3)} AS category,
      round(${spread("i", 4)} * 40) / 2 AS amt, ${maybe(pick(["m1", "m2", "m3"], spread("i", 5)), "i", 6)} AS merchant,
      ${maybe(`round(40 + ${spread("i", 7)}, 3)`, "i", 8)} AS lat, round(-70 - ${spread("i", 9)}, 3) AS long, ${start} + to_minutes((i - i % 3) * 31) AS "timestamp"
    FROM range(0, 2000) t(i)`,
  "profiles.parquet": `
    SELECT 1 + i % 22 AS user_id, ${maybe(`round(40 + ${spread("i", 11)}, 3)`, "i", 12)} AS lat, round(-70 - ${spread("i", 13)}, 3) AS long,
      ${maybe(`DATE '1990-02-28' + ${whole("i % 22", 14, 0, 6600)}::INT`, "i", 15)} AS date_of_birth, ${start} + to_days((i // 22)::INT * 15 - 10) AS updated_at
    FROM range(0, 66) t(i)`,
  "sessions.parquet": `
    SELECT 'a' || ${whole("i", 21, 0, 15)} AS article_id, ${maybe(pick(["click", "cart", "order"], spread("i", 22)), "i", 23)} AS type, ${start} + to_minutes(i * 60) AS "timestamp" FROM range(0, 1000) t(i)`,
  "user_embeddings.parquet": `SELECT 1 + i % 20 AS user_id, ${embedding("i", 31)} AS user_embedding, ${start} + to_days((i // 20)::INT * 10) AS "timestamp" FROM range(0, 60) t(i)`,
  "ad_embeddings.parquet": `SELECT i % 12 AS ad_id, ${embedding("i", 32)} AS ad_embedding, ${start} + to_days((i // 12)::INT * 10) AS "timestamp" FROM range(0, 36) t(i)`,
  "fraud_v1.parquet": labels("i % 23 AS user_id"),
  "payment_v1.parquet": labels(
    `1 + i % 23 AS sender_id, 1 + i * 5 % 24 AS recipient_id, round(40 + ${spread("i", 41)}, 3) AS lat, -70.5 AS long, ${start} + to_hours(i * 99) AS "at"`,
  ),
  "ads_v1.parquet": labels("i % 23 AS user_id, i * 7 % 13 AS ad_id"),
  "articles_v1.parquet": labels("'a' || i % 17 AS article_id"),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
