import type { PostgresPlan } from "../case.js";

/** A column of the result over the last seven days, before the label's instant. */
export interface WindowColumn {
  readonly name: string;
  /** An aggregate over rows `e`. */
  readonly of: string;
  readonly empty?: string;
}

const WEEK = "interval '7 days'";
const filled = (of: string, columns: readonly WindowColumn[]): string =>
  columns
    .map(({ name, empty }) => (empty === undefined ? `${of}.${name}` : `coalesce(${of}.${name}, ${empty}) AS ${name}`))
    .join(", ");
const calls = (columns: readonly WindowColumn[]): string =>
  columns.map(({ name, of }) => `${of} AS ${name}`).join(", ");

/** For each label an aggregate over its window, found by the index `(key, time)`. */
export const lateralAggregate = (columns: readonly WindowColumn[]): PostgresPlan => ({
  name: "lateral aggregate",
  query: (table) => `
    SELECT l.n, ${filled("w", columns)} FROM labels l LEFT JOIN LATERAL (
      SELECT ${calls(columns)} FROM ${table} e
      WHERE e.account_id = l.key AND e.event_time < l.t AND e.event_time >= l.t - ${WEEK}) w ON true`,
});

/** Events in buckets of a week, each label in its own and the one before. */
export const bucketJoin = (columns: readonly WindowColumn[]): PostgresPlan => ({
  name: "range join on buckets",
  query: (table) => `
    WITH l AS (
      SELECT n, key, t, floor(extract(epoch FROM t) / 604800)::int AS b FROM labels UNION ALL
      SELECT n, key, t, floor(extract(epoch FROM t) / 604800)::int - 1 FROM labels),
    e AS (SELECT *, floor(date_part('epoch', event_time) / 604800)::int AS b FROM ${table}),
    found AS (
      SELECT l.n, ${calls(columns)}
      FROM l JOIN e ON e.account_id = l.key AND e.b = l.b AND e.event_time < l.t AND e.event_time >= l.t - ${WEEK}
      GROUP BY l.n)
    SELECT labels.n, ${filled("found", columns)} FROM labels LEFT JOIN found ON found.n = labels.n`,
});

/** Events and labels in one sort, and a frame of a week. */
export const rangeFrame: PostgresPlan = {
  name: "union, RANGE frame",
  query: (table) => `
    WITH both_ AS (
      SELECT account_id AS key, event_time AS t, NULL::bigint AS n, 1 AS one, amount FROM ${table} UNION ALL
      SELECT key, t, n, NULL, NULL FROM labels),
    framed AS (
      SELECT n, count(one) OVER w AS count, sum(amount) OVER w AS sum, max(amount) OVER w AS max FROM both_
      WINDOW w AS (PARTITION BY key ORDER BY t RANGE BETWEEN ${WEEK} PRECEDING AND interval '1 microsecond' PRECEDING))
    SELECT n, count, sum, max FROM framed WHERE n IS NOT NULL`,
};

const DAY = 86_400;
const HOUR = 3_600;

/**
 * Sums of hours and days are made once. A window is its whole days, the whole hours before and after them, and the raw
 * events of the two hours that it cuts.
 */
export const tilesAndEdges: PostgresPlan = {
  name: "tiles and edges",
  query: (table) => `
    WITH l AS (SELECT n, key, t, t - ${WEEK} AS s,
        floor(date_part('epoch', t) / ${HOUR})::int AS th, floor(date_part('epoch', t) / ${DAY})::int AS td,
        ceil(date_part('epoch', t - ${WEEK}) / ${HOUR})::int AS sh, ceil(date_part('epoch', t - ${WEEK}) / ${DAY})::int AS sd FROM labels),
    e AS MATERIALIZED (SELECT account_id, event_time, amount, floor(date_part('epoch', event_time) / ${HOUR})::int AS h FROM ${table}),
    hours AS MATERIALIZED (SELECT account_id, h, count(*) AS c, sum(amount) AS s, max(amount) AS m FROM e GROUP BY 1, 2),
    days AS (SELECT account_id, h / 24 AS d, sum(c)::bigint AS c, sum(s) AS s, max(m) AS m FROM hours GROUP BY 1, 2),
    parts AS (
      SELECT n, c, days.s, m FROM (SELECT n, key, generate_series(sd, td - 1) AS d FROM l) l JOIN days ON account_id = key AND days.d = l.d
      UNION ALL
      SELECT n, c, hours.s, m FROM (
        SELECT n, key, generate_series(sh, sd * 24 - 1) AS h FROM l UNION ALL SELECT n, key, generate_series(td * 24, th - 1) FROM l) l
      JOIN hours ON account_id = key AND hours.h = l.h
      UNION ALL
      SELECT n, 1, amount, amount FROM (
        SELECT n, key, s AS since, t AS till, sh - 1 AS h FROM l UNION ALL SELECT n, key, s, t, th FROM l WHERE th <> sh - 1) l
      JOIN e ON e.account_id = l.key AND e.h = l.h AND e.event_time >= since AND e.event_time < till),
    found AS (SELECT n, sum(c)::bigint AS count, sum(s) AS sum, max(m) AS max FROM parts GROUP BY n)
    SELECT labels.n, coalesce(count, 0) AS count, sum, max FROM labels LEFT JOIN found ON found.n = labels.n`,
};

/** For each label the newest events of its window, found by the index from its instant down. */
export const lateralNewest = (column: string, count: number): PostgresPlan => ({
  name: "lateral, newest first",
  query: (table) => `
    SELECT l.n, to_json(ARRAY(
      SELECT e.${column} FROM ${table} e WHERE e.account_id = l.key AND e.event_time < l.t AND e.event_time >= l.t - ${WEEK}
      ORDER BY e.event_time DESC, e.event_id DESC LIMIT ${count})) AS newest
    FROM labels l`,
});

/** Events are numbered by key and time; a running count gives each label its newest one, and five numbers the others. */
export const gather = (column: string, count: number): PostgresPlan => ({
  name: "gather by row number",
  query: (table) => `
    WITH e AS MATERIALIZED (
      SELECT account_id, event_time, ${column} AS v, row_number() OVER (PARTITION BY account_id ORDER BY event_time, event_id) AS i FROM ${table}),
    both_ AS (
      SELECT key, t, 0 AS side, n, NULL::bigint AS i FROM labels UNION ALL
      SELECT account_id, event_time, 1, NULL, i FROM e),
    found AS (SELECT n, key, t, max(i) OVER (PARTITION BY key ORDER BY t, side ROWS UNBOUNDED PRECEDING) AS last FROM both_),
    l AS (SELECT n, key, t, last FROM found WHERE n IS NOT NULL),
    listed AS (
      SELECT l.n, array_agg(e.v ORDER BY e.i DESC) AS vs
      FROM (SELECT n, key, t, generate_series(last - ${count - 1}, last) AS i FROM l) l
      JOIN e ON e.account_id = l.key AND e.i = l.i AND e.event_time >= l.t - ${WEEK} GROUP BY l.n)
    SELECT labels.n, coalesce(to_json(vs), '[]') AS newest FROM labels LEFT JOIN listed ON listed.n = labels.n`,
});

/**
 * A value counts from one of its rows until the window's length later. Spans that touch become one, and the sums of +1
 * and -1 at their ends give the number of values at each label.
 */
export const intervalDeltas = (name: string, column: string): PostgresPlan => ({
  name: "interval deltas",
  query: (table) => `
    WITH e AS (
      SELECT account_id, event_time AS t, lag(event_time) OVER w AS before, lead(event_time) OVER w AS after
      FROM ${table} WINDOW w AS (PARTITION BY account_id, ${column} ORDER BY event_time)),
    deltas AS (
      SELECT account_id AS key, t, NULL::bigint AS n, 1 AS delta FROM e WHERE before IS NULL OR before + ${WEEK} < t UNION ALL
      SELECT account_id, t + ${WEEK}, NULL, -1 FROM e WHERE after IS NULL OR t + ${WEEK} < after UNION ALL
      SELECT key, t, n, 0 FROM labels),
    counted AS (
      SELECT n, sum(delta) OVER (PARTITION BY key ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP) AS a FROM deltas)
    SELECT n, coalesce(a, 0) AS ${name} FROM counted WHERE n IS NOT NULL`,
});
