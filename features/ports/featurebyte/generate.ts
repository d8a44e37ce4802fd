/** Writes the data of FeatureByte's notebook: customers who move, and what is on their invoices. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const groups = ["Fruit", "Bread", "Wine", "Fish", "Cheese"];
const labels = (keys: string): string =>
  `SELECT ${keys}, ${start} + to_minutes(i * 733 % 90000) AS event_timestamp FROM range(0, 100) t(i)`;

const files = {
  "customers.parquet": `
    SELECT 1 + i % 25 AS customer_id, ${maybe(`'rue ' || ${whole("i", 1, 1, 4)}`, "i", 2)} AS street, ${maybe(pick(["IDF", "BRE", "PAC"], spread("i", 3)), "i", 4)} AS state,
      ${maybe(`round(43 + ${spread("i", 5)} * 6, 4)`, "i", 6)} AS latitude, round(1 + ${spread("i", 7)} * 5, 4) AS longitude, ${start} + to_days((i // 25)::INT * 14) + to_hours(i % 7) AS valid_from
    FROM range(0, 110) t(i)`,
  "invoice_items.parquet": `
    SELECT ${whole("i", 11, 1, 25)} AS customer_id, 'p' || ${whole("i", 12, 0, 30)} AS product_id, ${maybe(pick(groups, spread("i", 13)), "i", 14)} AS product_group, 1.0 + i % 3 AS quantity,
      ${maybe(`round(${spread("i", 15)} * 0.3 - 0.1, 2)`, "i", 16)} AS discount, ${maybe(`(${spread("i", 17)} * 90)::DECIMAL(10, 2)`, "i", 18)} AS unit_price, ${start} + to_minutes((i - i % 2) * 60) AS event_time
    FROM range(0, 1500) t(i)`,
  "grocery_v1.parquet": labels(`i % 27 AS customer_id, ${pick(groups, spread("i", 21))} AS product_group`),
  "changes_v1.parquet": labels("i % 27 AS customer_id"),
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
