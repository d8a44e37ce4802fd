import type { Place } from "./reasons.js";

/** The statements of a store, for its two tables. */
export interface Statements {
  readonly create: readonly string[];
  readonly read: string;
  readonly put: string;
  readonly values: string;
  readonly replace: string;
  readonly insert: string;
  readonly update: string;
  readonly remove: string;
  readonly rowsFrom: string;
  readonly register: string;
  readonly lock: string;
  readonly meta: string;
  readonly setMeta: string;
  readonly setMark: string;
  readonly spaces: string;
  readonly definitions: string;
  readonly clearRows: string;
  readonly clearViews: string;
}

/** True if a stored row gives way to another: T is in the bytes 1 to 8, in a form that is compared as bytes. */
const notNewer = "substr(r.value, 2, 8) <= substr(EXCLUDED.value, 2, 8)";

/*
 * Rows are written in the order of their keys, so that two writers wait for each other's rows in one order and neither
 * waits for the other for ever. `unnest` has the place of each value as `place`, counted from 1.
 */
export const statementsFor = ({ rows, views }: Pick<Place, "rows" | "views">): Statements => ({
  create: [
    `CREATE TABLE IF NOT EXISTS ${views} (space bytea PRIMARY KEY, project text NOT NULL, view text NOT NULL, fingerprint text, value bytea)`,
    // A row that is replaced stays on its page where there is room, and the index need not change.
    `CREATE TABLE IF NOT EXISTS ${rows} (space bytea, key bytea, value bytea NOT NULL, PRIMARY KEY (space, key)) WITH (fillfactor = 85)`,
  ],
  read: `
    SELECT -m.place::int4 AS place, v.value FROM unnest($1::bytea[]) WITH ORDINALITY AS m(space, place)
      JOIN ${views} v ON v.space = m.space
    UNION ALL
    SELECT k.place::int4, r.value FROM unnest($2::bytea[], $3::bytea[]) WITH ORDINALITY AS k(space, key, place)
      JOIN ${rows} r ON r.space = k.space AND r.key = k.key`,
  put: `
    WITH new AS (SELECT * FROM unnest($2::bytea[], $3::bytea[]) WITH ORDINALITY AS n(key, value, place)),
    put AS (
      INSERT INTO ${rows} AS r (space, key, value) SELECT $1, key, value FROM new ORDER BY key
      ON CONFLICT (space, key) DO UPDATE SET value = EXCLUDED.value WHERE ${notNewer}
      RETURNING r.key
    )
    SELECT place::int4 FROM new WHERE NOT EXISTS (SELECT FROM put WHERE put.key = new.key)`,
  values: `
    SELECT n.place::int4, r.value FROM unnest($2::bytea[]) WITH ORDINALITY AS n(key, place)
      JOIN ${rows} r ON r.space = $1 AND r.key = n.key`,
  replace: `
    UPDATE ${rows} r SET value = n.value FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) AS n(key, old, value)
      WHERE r.space = $1 AND r.key = n.key AND r.value = n.old
      RETURNING r.key`,
  insert: `
    INSERT INTO ${rows} AS r (space, key, value)
      SELECT $1, key, value FROM unnest($2::bytea[], $3::bytea[]) AS n(key, value) ORDER BY key
      ON CONFLICT (space, key) DO NOTHING
      RETURNING r.key`,
  update: `
    WITH found AS (
      SELECT r.key, n.value FROM ${rows} r
        JOIN unnest($2::bytea[], $3::bytea[], $4::bytea[]) AS n(key, old, value) ON r.key = n.key AND r.value = n.old
        WHERE r.space = $1 ORDER BY r.key FOR UPDATE OF r
    )
    UPDATE ${rows} r SET value = found.value FROM found WHERE r.space = $1 AND r.key = found.key
      RETURNING r.key`,
  remove: `
    WITH found AS (
      SELECT r.key FROM ${rows} r
        JOIN unnest($2::bytea[], $3::bytea[]) AS n(key, old) ON r.key = n.key AND r.value = n.old
        WHERE r.space = $1 ORDER BY r.key FOR UPDATE OF r
    )
    DELETE FROM ${rows} r USING found WHERE r.space = $1 AND r.key = found.key
      RETURNING r.key`,
  rowsFrom: `SELECT key, value FROM ${rows} WHERE space = $1 AND key > $2 ORDER BY key LIMIT $3`,
  register: `
    INSERT INTO ${views} (space, project, view, fingerprint) VALUES ($1, $2, $3, $4) ON CONFLICT (space) DO NOTHING`,
  lock: "SELECT pg_advisory_xact_lock($1)",
  meta: `SELECT value FROM ${views} WHERE space = $1`,
  setMeta: `
    INSERT INTO ${views} (space, project, view, fingerprint, value) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (space) DO UPDATE SET value = EXCLUDED.value`,
  setMark: `
    INSERT INTO ${views} (space, project, view, value) VALUES ($1, $2, $3, $4) ON CONFLICT (space) DO NOTHING`,
  spaces: `SELECT space FROM ${views} WHERE project = $1 AND view = $2`,
  definitions: `
    SELECT fingerprint FROM ${views}
      WHERE project = $1 AND view = $2 AND fingerprint IS NOT NULL AND value IS NOT NULL`,
  // A record's key begins with a zero byte.
  clearRows: `
    WITH gone AS (DELETE FROM ${rows} WHERE space = ANY($1::bytea[]) RETURNING key)
    SELECT count(*)::int4 FROM gone WHERE key >= '\\x01'`,
  clearViews: `DELETE FROM ${views} WHERE space = ANY($1::bytea[])`,
});
