import type { DataSet } from "../../support/data.js";
import type { HandPlan } from "../case.js";
import { labelRows, rowsOf } from "./labels.js";

const ttl = "INTERVAL 7 DAY";
const within = (x: string): string => `CASE WHEN r.event_timestamp >= l.t - ${ttl} THEN r.${x} END AS ${x}`;
const values = ["a", "b", "c", "d", "e"];
/** The order of rows of a key: by time, by `created`, then by every value. No two rows are also equal in `a`. */
const order = "{t: event_timestamp, created: created, a: a, b: b, c: c, d: d, e: e}";
const greatest = `{t: l.t, created: 'infinity'::TIMESTAMP, a: NULL::BIGINT, b: NULL::DOUBLE, c: NULL::DOUBLE, d: NULL::VARCHAR, e: NULL::BIGINT}`;

/** One as-of join on the time. If several rows have the same key and time, it takes any of them. */
export const asOfByTime = (rows: DataSet, labels: DataSet): HandPlan => ({
  name: "as-of",
  differs: "ties are broken by chance",
  query: (path) => `
    SELECT l.n, ${values.map(within).join(", ")}
    FROM (${labelRows(path, labels, "customer_id")}) AS l
    ASOF LEFT JOIN ${rowsOf(path, rows)} AS r ON l.customer_id = r.customer_id AND l.t >= r.event_timestamp`,
});

/** One as-of join on a struct that holds the whole order. */
export const asOfByStruct = (rows: DataSet, labels: DataSet): HandPlan => ({
  name: "as-of by struct",
  query: (path) => `
    SELECT l.n, ${values.map((x) => `CASE WHEN r.k.t >= l.t - ${ttl} THEN r.k.${x} END AS ${x}`).join(", ")}
    FROM (SELECT n, customer_id, t, ${greatest} AS k FROM (${labelRows(path, labels, "customer_id")}) AS l) AS l
    ASOF LEFT JOIN (SELECT customer_id, ${order} AS k FROM ${rowsOf(path, rows)}) AS r
    ON l.customer_id = r.customer_id AND l.k >= r.k`,
});

/** A hash join on the key, with the labels as the hash table, and then the greatest row of each label. */
export const argMax = (rows: DataSet, labels: DataSet): HandPlan => ({
  name: "arg_max over a hash join",
  query: (path) => `
    WITH l AS (${labelRows(path, labels, "customer_id")}),
    best AS (
      SELECT l.n, max(${order}) AS k
      FROM ${rowsOf(path, rows)} AS r JOIN l
        ON l.customer_id = r.customer_id AND r.event_timestamp <= l.t AND r.event_timestamp >= l.t - ${ttl}
      GROUP BY l.n)
    SELECT l.n, ${values.map((x) => `k.${x} AS ${x}`).join(", ")} FROM l LEFT JOIN best ON l.n = best.n`,
});

/** The greatest row of each key, for materialization. */
export const maxOfStruct = (rows: DataSet): HandPlan => ({
  name: "max of a struct by key",
  query: (path) => `
    SELECT customer_id, ${values.map((x) => `k.${x} AS ${x}`).join(", ")}
    FROM (SELECT customer_id, max(${order}) AS k FROM ${rowsOf(path, rows)}
          GROUP BY customer_id)`,
});
