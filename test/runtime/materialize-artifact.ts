import type { MaterializeArtifact } from "../../runtime/artifacts.js";

/**
 * Statements for `stats` over generated data. A number: so many customers, whose values are derived from T. `table`: the
 * rows of the table `rows(customer_id, time, live, until, spend, seen, views, rating)` whose τ is `$from` or later, as in
 * a compiled statement.
 */
export function statsMaterialize(of: number | "table"): MaterializeArtifact {
  const made = `SELECT i AS customer_id, $at - 1 AS t, true AS live, NULL::BIGINT AS until, $at // 1000000 AS spend, $at AS seen, i AS views, i / 2 AS rating FROM range(${of}) t(i)`;
  const table =
    "SELECT customer_id, CASE WHEN $from IS NULL OR time >= $from THEN time END AS t, live AND ($from IS NULL OR time >= $from) AS live, until, " +
    "CASE WHEN $from IS NULL OR time >= $from THEN spend END AS spend, CASE WHEN $from IS NULL OR time >= $from THEN seen END AS seen, views, rating " +
    "FROM rows WHERE $at IS NOT NULL AND ($from IS NULL OR time >= $from OR views > 0) ORDER BY customer_id";
  return {
    view: "stats",
    sql: of === "table" ? table : made,
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
