/** Writes the data of Hopsworks' tutorial: cards, their holders and what they pay. */
import { join } from "node:path";
import { maybe, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const card = (n: string): string => `4473593503484549 + (${n}) * 1000003`;

const files = {
  "transactions.parquet": `
    SELECT ${card(whole("i", 1, 0, 20))} AS cc_num, round(${spread("i", 2)} * 300, 2) AS amount, ${maybe(`round(40 + ${spread("i", 3)} * 10, 4)`, "i", 4)} AS latitude,
      round(${spread("i", 5)} * 10, 4) AS longitude, ${start} + to_minutes((i - i % 4) * 6) AS datetime
    FROM range(0, 2000) t(i)`,
  "credit_cards.parquet": `
    SELECT ${card("i % 21")} AS cc_num, ${maybe(`DATE '2024-01-05' + ${whole("i", 11, 0, 900)}::INT`, "i", 12)} AS expires, ${start} + to_days((i // 21)::INT * 3 - 2) AS issued FROM range(0, 63) t(i)`,
  "profiles.parquet": `
    SELECT ${card("i")} AS cc_num, ${maybe(`DATE '1960-01-01' + ${whole("i", 21, 0, 16000)}::INT`, "i", 22)} AS birthdate, ${start} - INTERVAL 30 DAY AS datetime FROM range(0, 19) t(i)`,
  "fraud_v1.parquet": `
    SELECT ${card("i % 22")} AS cc_num, round(${spread("i", 31)} * 600, 2) AS amount, 45.0 AS latitude, 5.0 + i % 3 AS longitude, ${start} + to_minutes(i * 97 % 12500) AS event_timestamp FROM range(0, 150) t(i)`,
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
