/** Writes the data of Feast's tutorials: postal codes, credit histories and payments. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const person = (i: string): string => `'19' || (50 + (${i}) % 50) || '0429_' || (9000 + (${i}))`;

const files = {
  "zipcode_features.parquet": `
    SELECT 7000 + i % 40 AS zipcode, 'CITY ' || i % 13 AS city, ${pick(["NJ", "NY", "CA"], spread("i", 1))} AS state,
      ${maybe(pick(["PRIMARY", "PO BOX"], spread("i", 2)), "i", 3)} AS location_type, ${whole("i", 4, 100, 9000)} AS tax_returns_filed,
      ${maybe(whole("i", 5, 1000, 90000), "i", 6)} AS population, ${whole("i", 7, 1000000, 900000000)} AS total_wages,
      ${start} - to_days((i // 40)::INT * 200) AS event_timestamp, ${start} - to_days((i // 40)::INT * 200) + INTERVAL 1 DAY AS created_timestamp
    FROM range(0, 120) t(i)`,
  "credit_history.parquet": `
    SELECT ${person("i % 60")} AS dob_ssn, ${maybe(whole("i", 11, 0, 9000), "i", 12)} AS credit_card_due, ${maybe(whole("i", 13, 0, 900000), "i", 14)} AS mortgage_due,
      ${whole("i", 15, 0, 50000)} AS student_loan_due, ${whole("i", 16, 0, 30000)} AS vehicle_loan_due, ${whole("i", 17, 0, 9)} AS hard_pulls,
      ${whole("i", 18, 0, 6)} AS missed_payments_2y, ${whole("i", 19, 0, 3)} AS missed_payments_1y, ${whole("i", 20, 0, 2)} AS bankruptcies,
      ${start} + to_days((i // 60)::INT * 20) AS event_timestamp, ${start} + to_days((i // 60)::INT * 20 + (i % 3)::INT) AS created_timestamp
    FROM range(0, 300) t(i)`,
  "transactions.parquet": `
    SELECT 'ACC' || i * 31 % 25 AS src_account, round(${spread("i", 21)} * 500, 2) AS amount, ${spread("i", 22)} < 0.1 AS is_fraud,
      ${start} + to_minutes((i - i % 2) * 70) AS "timestamp"
    FROM range(0, 1500) t(i)`,
  "credit_score_v1.parquet": `
    SELECT 7000 + i * 7 % 43 AS zipcode, ${person("i * 11 % 63")} AS dob_ssn, ${whole("i", 31, 500, 40000)} AS loan_amnt, ${start} + to_hours(i * 29 % 5000) AS event_timestamp
    FROM range(0, 150) t(i)`,
  "fraud_v1.parquet": `
    SELECT 'ACC' || i * 17 % 27 AS src_account, ${start} + to_minutes(i * 997 % 110000) AS event_timestamp FROM range(0, 150) t(i)`,
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
