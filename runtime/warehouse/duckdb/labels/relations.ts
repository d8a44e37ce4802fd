import { isAbsolute, resolve } from "node:path";
import { DataError } from "../../../errors.js";
import { labelTitles } from "../../labels/index.js";
import { userQuery } from "../../user-query.js";
import type { Labels } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { isUrl } from "../sources/location.js";
import { tableNamed } from "../tables.js";
import { identifier } from "../text.js";
import type { DuckDBLabels } from "./inspect.js";

const timesOf = (column: string, unit: string): string =>
  unit === "ns"
    ? `in a query: \`make_timestamp_ns("${column}")\``
    : `in a query: \`make_timestamp${unit === "us" ? "" : "_ms"}("${column}"${unit === "s" ? " * 1000" : ""})\``;

/** `table`: the table's name, as SQL writes it. */
export async function inspectTable(engine: Engine, table: string): Promise<DuckDBLabels> {
  const found = await tableNamed(engine, table);
  if (found.kind === null) throw new DataError(`label table ${table} does not exist in the warehouse`);
  const columns = await engine.columns(found.sql);
  return {
    title: labelTitles.table(table),
    columns: columns.map(({ name, type }) => ({ name, sql: identifier(name), physical: type })),
    from: found.sql,
    numbered: null,
    texts: false,
    timesOf,
  };
}

/** The query with the values of environment variables, and with absolute paths. */
export function labelQuery(engine: Engine, { sql, folder }: Labels & { readonly kind: "query" }): string {
  const root = folder ?? engine.folder;
  return userQuery(sql, engine.environment, (path) => (isAbsolute(path) || isUrl(path) ? path : resolve(root, path)));
}

const queryView = "feat_labels query";
const queryRows = "feat_labels rows";

/** The query runs once. Its rows are kept, so that those that are checked are those that are used. */
export async function inspectQuery(engine: Engine, labels: Labels & { readonly kind: "query" }): Promise<DuckDBLabels> {
  const query = labelQuery(engine, labels);
  const [view, rows] = [identifier(queryView), identifier(queryRows)];
  // A view takes one SELECT, and nothing that writes.
  await engine.runAlone(`CREATE OR REPLACE TEMP VIEW ${view} AS\n${query}`);
  // The view renames the second of two names that differ only in case. Their positions stay the same.
  const names = (await engine.rows(`DESCRIBE ${query}`)).map(([name]) => String(name));
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${rows} AS FROM ${view}`);
  const columns = await engine.columns(rows);
  return {
    title: labelTitles.query(),
    columns: columns.map(({ name, type }, index) => ({
      name: names[index] ?? name,
      sql: identifier(name),
      physical: type,
    })),
    from: rows,
    numbered: null,
    texts: false,
    timesOf,
  };
}
