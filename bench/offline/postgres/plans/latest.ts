import type { PostgresPlan } from "../case.js";

/*
 * The latest row of each label. The order is exact: by time, by `created`, then by every value. All plans look a week
 * back.
 */

const values = ["a", "b", "c", "d", "e"];
const listed = (of: string): string => values.map((x) => `${of}.${x}`).join(", ");
const within = (of: string): string =>
  values
    .map((x) => `CASE WHEN ${of}.event_timestamp >= l.t - interval '7 days' THEN ${of}.${x} END AS ${x}`)
    .join(", ");
/** Greatest first. Only `c` may be null. */
const newest = (of: string): string =>
  `${of}.event_timestamp DESC, ${of}.created DESC, ${of}.a DESC, ${of}.b DESC, ${of}.c DESC NULLS LAST, ${of}.d COLLATE "C" DESC, ${of}.e DESC`;
const oldest = newest("r").replaceAll("DESC NULLS LAST", "NULLS FIRST").replaceAll(" DESC", "").replaceAll("r.", "");

/** For each label a search of the index `(key, time)` from its instant down. */
export const lateral: PostgresPlan = {
  name: "lateral, newest first",
  query: (table) => `
    SELECT l.n, ${listed("r")} FROM labels l LEFT JOIN LATERAL (
      SELECT * FROM ${table} r WHERE r.customer_id = l.key AND r.event_timestamp <= l.t AND r.event_timestamp >= l.t - interval '7 days'
      ORDER BY ${newest("r")} LIMIT 1) r ON true`,
};

/** A join on the key, one sort, and the first row of each label. */
export const distinctOn: PostgresPlan = {
  name: "distinct on",
  query: (table) => `
    SELECT l.n, ${listed("b")} FROM labels l LEFT JOIN (
      SELECT DISTINCT ON (l.n) l.n, r.*
      FROM labels l JOIN ${table} r ON r.customer_id = l.key AND r.event_timestamp <= l.t AND r.event_timestamp >= l.t - interval '7 days'
      ORDER BY l.n, ${newest("r")}) b ON b.n = l.n`,
};

/** A union of rows and labels in one sort. A running count of rows gives each label the number of its row. */
export const numbered: PostgresPlan = {
  name: "union, numbers by window",
  query: (table) => `
    WITH r AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY ${oldest}) AS i FROM ${table}),
    both_ AS (
      SELECT key, t, NULL::bigint AS i, n FROM labels UNION ALL
      SELECT customer_id, event_timestamp, i, NULL FROM r),
    found AS (SELECT n, key, t, i, max(i) OVER (PARTITION BY key ORDER BY t) AS last FROM both_)
    SELECT l.n, ${within("r")}
    FROM (SELECT * FROM found WHERE i IS NULL) l LEFT JOIN r ON r.customer_id = l.key AND r.i = l.last`,
};

/**
 * A union of rows and labels in one sort by the whole order. All values of the last row come from one frame, as one
 * value of the table's own row type.
 */
export const carried: PostgresPlan = {
  name: "union, rows carried by a frame",
  query: (table) => `
    WITH both_ AS (
      SELECT customer_id AS key, event_timestamp AS t, 0 AS side, NULL::bigint AS n, event_timestamp, created, a, b, c, d, e FROM ${table}
      UNION ALL SELECT key, t, 1, n, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM labels),
    groups AS (
      SELECT *, count(*) FILTER (WHERE side = 0) OVER w AS g FROM both_
      WINDOW w AS (PARTITION BY key ORDER BY t, side, created, a, b, c NULLS FIRST, d COLLATE "C", e ROWS UNBOUNDED PRECEDING)),
    named AS (
      SELECT n, side, t, first_value(event_timestamp) OVER v AS event_timestamp,
        ${values.map((x) => `first_value(${x}) OVER v AS ${x}`).join(", ")}
      FROM groups WINDOW v AS (PARTITION BY key, g ORDER BY t, side ROWS UNBOUNDED PRECEDING))
    SELECT l.n, ${within("l")} FROM named l WHERE side = 1`,
};

/** The greatest row of each key, for materialization. */
export const distinctOnKey: PostgresPlan = {
  name: "distinct on the key",
  query: (table) =>
    `SELECT DISTINCT ON (customer_id) customer_id, ${listed("r")} FROM ${table} r ORDER BY customer_id, ${newest("r")}`,
};

/** The newest time of each key first, and then the order among its rows of that time. */
export const greatestTime: PostgresPlan = {
  name: "newest time, then distinct on",
  query: (table) => `
    SELECT DISTINCT ON (r.customer_id) r.customer_id, ${listed("r")}
    FROM (SELECT customer_id, max(event_timestamp) AS event_timestamp FROM ${table} GROUP BY customer_id) m
    JOIN ${table} r USING (customer_id, event_timestamp) ORDER BY r.customer_id, ${newest("r")}`,
};
