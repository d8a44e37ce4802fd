/** The statements of a store, for the tables of a keyspace. */
export type Statements = ReturnType<typeof statementsFor>;

/*
 * A row of a key and T is a row of the table, so the greatest T of a key comes first, whoever wrote when; a later write
 * of an equal T replaces it. Marks, floors and metas are changed by `IF` alone, and so are records, since Cassandra gives
 * no order to a change with it and one without.
 */
export const statementsFor = (keyspace: string) => {
  const [rows, records, views] = ["feat_rows", "feat_records", "feat_views"].map((name) => `${keyspace}.${name}`);
  return {
    create: [
      `CREATE TABLE IF NOT EXISTS ${rows} (space text, part int, key blob, t bigint, value blob, PRIMARY KEY ((space, part), key, t)) WITH CLUSTERING ORDER BY (key ASC, t DESC) AND compaction = { 'class': 'LeveledCompactionStrategy' }`,
      `CREATE TABLE IF NOT EXISTS ${records} (space text, part int, key blob, value blob, writer text, PRIMARY KEY ((space, part), key)) WITH compaction = { 'class': 'LeveledCompactionStrategy' }`,
      `CREATE TABLE IF NOT EXISTS ${views} (name text, fingerprint text, mark text STATIC, clearing text STATIC, floor bigint STATIC, meta blob, version text, PRIMARY KEY (name, fingerprint))`,
    ],
    row: `SELECT value FROM ${rows} WHERE space = ? AND part = ? AND key = ? LIMIT 1`,
    rowToWrite: `SELECT t, value, writetime(value) AS written FROM ${rows} WHERE space = ? AND part = ? AND key = ? LIMIT 1`,
    put: `INSERT INTO ${rows} (space, part, key, t, value) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?`,
    removeOlder: `DELETE FROM ${rows} USING TIMESTAMP ? WHERE space = ? AND part = ? AND key = ? AND t < ?`,
    removeDamaged: `DELETE FROM ${rows} USING TIMESTAMP ? WHERE space = ? AND part = ? AND key = ? AND t = ?`,
    rowsOfParts: `SELECT part, key, writetime(value) AS written FROM ${rows} WHERE space = ? AND part IN ?`,
    removePart: `DELETE FROM ${rows} USING TIMESTAMP ? WHERE space = ? AND part = ?`,

    record: `SELECT value, writer FROM ${records} WHERE space = ? AND part = ? AND key = ?`,
    makeRecord: `INSERT INTO ${records} (space, part, key, value, writer) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS`,
    changeRecord: `UPDATE ${records} SET value = ?, writer = ? WHERE space = ? AND part = ? AND key = ? IF value = ?`,
    removeRecord: `DELETE FROM ${records} WHERE space = ? AND part = ? AND key = ? IF value = ?`,
    recordsOfParts: `SELECT part, key FROM ${records} WHERE space = ? AND part IN ?`,
    forgetRecord: `DELETE FROM ${records} WHERE space = ? AND part = ? AND key = ? IF EXISTS`,

    view: `SELECT mark, clearing, floor FROM ${views} WHERE name = ? LIMIT 1`,
    spaces: `SELECT fingerprint FROM ${views} WHERE name = ?`,
    definitions: `SELECT fingerprint, meta FROM ${views} WHERE name = ?`,
    meta: `SELECT meta, version FROM ${views} WHERE name = ? AND fingerprint = ?`,
    register: `INSERT INTO ${views} (name, fingerprint) VALUES (?, ?) IF NOT EXISTS`,
    mark: `UPDATE ${views} SET mark = ? WHERE name = ? IF mark = null AND clearing = null`,
    moveOfRun: `UPDATE ${views} SET meta = ?, version = ? WHERE name = ? AND fingerprint = ? IF version = ? AND mark = ?`,
    move: `UPDATE ${views} SET meta = ?, version = ? WHERE name = ? AND fingerprint = ? IF version = ? AND clearing = null`,
    beginClear: `UPDATE ${views} SET mark = null, clearing = ? WHERE name = ? IF clearing != ''`,
    forgetMeta: `UPDATE ${views} SET meta = null, version = null WHERE name = ? AND fingerprint = ? IF version != ''`,
    raiseFloor: `UPDATE ${views} SET floor = ? WHERE name = ? IF floor = ?`,
    endClear: `UPDATE ${views} SET clearing = null WHERE name = ? IF clearing = ?`,
  };
};
