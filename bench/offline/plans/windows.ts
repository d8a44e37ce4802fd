import type { DataSet } from "../../support/data.js";
import type { HandPlan } from "../case.js";
import { labelRows, rowsOf } from "./labels.js";

/** A column of the result: an aggregate over the rows of a window of some days. */
export interface WindowColumn {
  readonly name: string;
  readonly days: number;
  readonly of: "count" | "sum" | "max";
}

const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;
const microseconds = (time: string): string => `epoch_us(${time})`;

/**
 * Each event is in a bucket as long as the longest window; each label is in its own bucket and the one before. Then the
 * range join is a hash join on key and bucket, and shorter windows are filters of its rows.
 */
export const bucketJoin = (
  events: DataSet,
  labels: DataSet,
  days: number,
  columns: readonly { readonly name: string; readonly days: number; readonly expr: string; readonly empty?: string }[],
): HandPlan => {
  const width = days * DAY;
  const cut = (d: number) => (d === days ? "" : ` FILTER (WHERE e.t >= l.t - ${d * DAY})`);
  return {
    name: "range join on buckets",
    query: (path) => `
      WITH l AS (SELECT n, account_id, ${microseconds("t")} AS t FROM (${labelRows(path, labels, "account_id")})),
      twice AS (SELECT *, t // ${width} AS b FROM l UNION ALL SELECT *, t // ${width} - 1 AS b FROM l),
      e AS (SELECT *, t // ${width} AS b FROM (SELECT *, ${microseconds("event_time")} AS t FROM ${rowsOf(path, events)})),
      found AS (
        SELECT l.n, ${columns.map(({ name, days: d, expr }) => `${expr}${cut(d)} AS ${name}`).join(", ")}
        FROM e JOIN twice AS l ON l.account_id = e.account_id AND l.b = e.b AND e.t < l.t AND e.t >= l.t - ${width}
        GROUP BY l.n)
      SELECT l.n, ${columns.map(({ name, empty }) => (empty === undefined ? name : `coalesce(${name}, ${empty}) AS ${name}`)).join(", ")}
      FROM l LEFT JOIN found ON l.n = found.n`,
  };
};

const aggregates = { count: "count(*)", sum: "sum(e.amount)", max: "max(e.amount)" } as const;

export const bucketJoinOf = (events: DataSet, labels: DataSet, columns: readonly WindowColumn[]): HandPlan =>
  bucketJoin(
    events,
    labels,
    Math.max(...columns.map(({ days }) => days)),
    columns.map(({ name, days, of }) => ({
      name,
      days,
      expr: aggregates[of],
      ...(of === "count" ? { empty: "0" } : {}),
    })),
  );

/**
 * Sums of days and hours are made once. A window consists of its whole days, the whole hours before and after them, and
 * the raw events of the two hours that it cuts.
 */
export function tilesAndEdges(events: DataSet, labels: DataSet, columns: readonly WindowColumn[]): HandPlan {
  const lengths = [...new Set(columns.map(({ days }) => days))];
  const merged = { count: "sum(c)::BIGINT", sum: "sum(s)", max: "max(m)" } as const;
  return {
    name: "tiles and edges",
    query: (path) => `
      WITH l AS (SELECT n, account_id, ${microseconds("t")} AS t FROM (${labelRows(path, labels, "account_id")})),
      w AS (SELECT n, account_id, d, t, t - d * ${DAY} AS s FROM l CROSS JOIN (VALUES ${lengths.map((d) => `(${d}::BIGINT)`).join(", ")}) AS v(d)),
      e AS MATERIALIZED (
        SELECT account_id, amount, ${microseconds("event_time")} AS t, ${microseconds("event_time")} // ${HOUR} AS h FROM ${rowsOf(path, events)}
        WHERE account_id IN (SELECT account_id FROM l)),
      hours AS MATERIALIZED (
        SELECT account_id, h, count(*) AS c, sum(amount) AS s, max(amount) AS m FROM e GROUP BY account_id, h),
      day_tiles AS (
        SELECT account_id, h // 24 AS day, sum(c)::BIGINT AS c, sum(s) AS s, max(m) AS m FROM hours GROUP BY account_id, h // 24),
      parts AS (
        SELECT w.n, w.d, c, s, m
        FROM (SELECT n, d, account_id, unnest(range((s + ${DAY - 1}) // ${DAY}, t // ${DAY})) AS day FROM w) AS w
        JOIN day_tiles USING (account_id, day)
        UNION ALL
        SELECT w.n, w.d, c, hours.s, m
        FROM (
          SELECT n, d, account_id, unnest(range((s + ${HOUR - 1}) // ${HOUR}, (s + ${DAY - 1}) // ${DAY} * 24)) AS h FROM w
          UNION ALL
          SELECT n, d, account_id, unnest(range(t // ${DAY} * 24, t // ${HOUR})) AS h FROM w) AS w
        JOIN hours USING (account_id, h)
        UNION ALL
        SELECT w.n, w.d, 1 AS c, e.amount AS s, e.amount AS m
        FROM (
          SELECT n, d, account_id, s AS since, s // ${HOUR} * ${HOUR} + ${HOUR} AS till, s // ${HOUR} AS h FROM w WHERE s % ${HOUR} <> 0
          UNION ALL
          SELECT n, d, account_id, t // ${HOUR} * ${HOUR}, t, t // ${HOUR} FROM w WHERE t % ${HOUR} <> 0) AS w
        JOIN e ON e.account_id = w.account_id AND e.h = w.h AND e.t >= w.since AND e.t < w.till),
      found AS (
        SELECT n, ${columns.map(({ name, days, of }) => `${lengths.length === 1 ? merged[of] : `${merged[of].replace("::BIGINT", "")} FILTER (WHERE d = ${days})`} AS ${name}`).join(", ")}
        FROM parts GROUP BY n)
      SELECT l.n, ${columns.map(({ name, of }) => (of === "count" ? `coalesce(${name}, 0)::BIGINT AS ${name}` : name)).join(", ")}
      FROM l LEFT JOIN found ON l.n = found.n`,
  };
}

/**
 * A value counts at t from just after one of its rows until the window's length has passed, or until its next row.
 * Spans of a value that touch become one span. +1 where a span begins and -1 where it ends, summed by key and time,
 * give the number of values at each time.
 */
export const distinctByIntervals = (
  events: DataSet,
  labels: DataSet,
  days: number,
  column: { readonly name: string; readonly value: string },
): HandPlan => ({
  name: "interval deltas",
  query: (path) => `
    WITH l AS (SELECT n, account_id, ${microseconds("t")} AS t FROM (${labelRows(path, labels, "account_id")})),
    e AS (
      SELECT account_id, t, lag(t) OVER values AS before, lead(t) OVER values AS after
      FROM (SELECT account_id, ${column.value} AS v, ${microseconds("event_time")} AS t FROM ${rowsOf(path, events)} WHERE ${column.value} IS NOT NULL)
      WINDOW values AS (PARTITION BY account_id, v ORDER BY t)),
    deltas AS (
      SELECT account_id, t, sum(delta) AS delta FROM (
        SELECT account_id, t, 1 AS delta FROM e WHERE before IS NULL OR before + ${days * DAY} < t
        UNION ALL
        SELECT account_id, t + ${days * DAY}, -1 FROM e WHERE after IS NULL OR t + ${days * DAY} < after)
      GROUP BY account_id, t),
    counts AS (SELECT account_id, t, sum(delta) OVER (PARTITION BY account_id ORDER BY t) AS number FROM deltas)
    SELECT l.n, coalesce(counts.number, 0)::BIGINT AS ${column.name}
    FROM l ASOF LEFT JOIN counts ON l.account_id = counts.account_id AND l.t > counts.t`,
});

/**
 * Rows are numbered by key and order. An as-of join finds each label's newest row, and the numbers below it find the
 * others.
 */
export const lastByRowNumber = (
  events: DataSet,
  labels: DataSet,
  days: number,
  column: { readonly name: string; readonly value: string; readonly count: number },
): HandPlan => ({
  name: "gather by row number",
  query: (path) => `
    WITH l AS (SELECT n, account_id, ${microseconds("t")} AS t FROM (${labelRows(path, labels, "account_id")})),
    e AS MATERIALIZED (
      SELECT account_id, t, v, row_number() OVER (PARTITION BY account_id ORDER BY t, event_id) AS i
      FROM (SELECT account_id, event_id, ${column.value} AS v, ${microseconds("event_time")} AS t FROM ${rowsOf(path, events)}
            WHERE account_id IN (SELECT account_id FROM l))),
    newest AS (SELECT account_id, t, max(i) AS i FROM e GROUP BY account_id, t),
    found AS (
      SELECT l.n, list(e.v ORDER BY e.i DESC) AS ${column.name}
      FROM (SELECT l.n, l.account_id, l.t, unnest(range(newest.i - ${column.count - 1}, newest.i + 1)) AS i
            FROM l ASOF JOIN newest ON l.account_id = newest.account_id AND l.t > newest.t) AS l
      JOIN e ON e.account_id = l.account_id AND e.i = l.i AND e.t >= l.t - ${days * DAY}
      GROUP BY l.n)
    SELECT l.n, coalesce(${column.name}, []) AS ${column.name} FROM l LEFT JOIN found ON l.n = found.n`,
});
