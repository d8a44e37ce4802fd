/** Writes the data of OpenMLDB's recommendation demo: requests, and the actions that follow. */
import { join } from "node:path";
import { maybe, pick, spread, whole, writeTables } from "../../support/tables.js";

const start = "TIMESTAMP '2024-01-01'";
const brands = ["acme", "bolt", "core", "dune"];

const files = {
  "requests.parquet": `
    SELECT i AS req_id, ${whole("i", 1, 1, 12)} AS user_id, ${maybe(`'pair' || ${whole("i", 2, 0, 9)}`, "i", 3)} AS pair_id, ${maybe(`'s' || ${whole("i", 4, 0, 40)}`, "i", 5)} AS sku_id,
      ${maybe(pick(brands, spread("i", 6)), "i", 7)} AS br, ${start} + to_minutes((i - i % 3) * 25) AS event_time
    FROM range(0, 1800) t(i)`,
  "actions.parquet": `
    SELECT ${whole("i", 11, 1, 12)} AS user_id, ${maybe(`'s' || ${whole("i", 12, 0, 40)}`, "i", 13)} AS sku_id, ${maybe(pick(brands, spread("i", 14)), "i", 15)} AS br, ${whole("i", 16, 1, 3)} AS kind,
      ${start} + to_minutes((i - i % 2) * 50) AS action_time
    FROM range(0, 800) t(i)`,
  "jd_v1.parquet": `
    SELECT i % 14 AS user_id, 's' || i * 7 % 42 AS sku_id, ${pick(brands, spread("i", 21))} AS br, ${start} + to_minutes(i * 733 % 46000) AS event_timestamp FROM range(0, 150) t(i)`,
};

/** Sources by name, and the labels of each service: `SERVICE.parquet`. */
export const generate = (to: string): Promise<void> => writeTables(to, files);

if (process.argv[1] === import.meta.filename) await generate(join(import.meta.dirname, "data"));
