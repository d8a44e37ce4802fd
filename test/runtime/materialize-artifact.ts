import type { MaterializeArtifact } from "../../runtime/artifacts.js";

/**
 * Statements for `stats` over generated data. `big`: 300,000 customers whose values are derived from T. `small`: three
 * such customers. `table`: the rows of the table `rows(customer_id, time, live, until, spend, seen, views, rating)`
 * whose τ is `$from` or later, as in a compiled statement.
 */
export function statsMaterialize(kind: "big" | "small" | "table"): MaterializeArtifact {
  const made = (rows: number): string =>
    `SELECT i AS customer_id, $at - 1 AS t, true AS live, NULL::BIGINT AS until, $at // 1000000 AS spend, $at AS seen, i AS views, i / 2 AS rating FROM range(${rows}) t(i)`;
  const sql = {
    big: made(300_000),
    small: made(3),
    table:
      "SELECT customer_id, CASE WHEN $from IS NULL OR time >= $from THEN time END AS t, live AND ($from IS NULL OR time >= $from) AS live, until, " +
      "CASE WHEN $from IS NULL OR time >= $from THEN spend END AS spend, CASE WHEN $from IS NULL OR time >= $from THEN seen END AS seen, views, rating " +
      "FROM rows WHERE $at IS NOT NULL AND ($from IS NULL OR time >= $from OR views > 0) ORDER BY customer_id",
  }[kind];
  return {
    view: "stats",
    sql,
    columns: {
      keys: ["customer_id"],
      time: "t",
      live: "live",
      until: "until",
      latest: ["spend", "seen"],
      aggregates: ["views", "rating"],
    },
  };
}
