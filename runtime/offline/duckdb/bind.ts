/**
 * Bindings: how a source's data becomes the relation that a statement reads.
 *
 * In: the location of a source's data, as the project states it. Out: a view over the data, under the name that
 * statements read.
 * Always: values of environment variables and paths are SQL values. A path is relative to the file that states it. If a
 * source cannot be read, the error names the source and the line that states its location.
 */
import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { SourceBinding, SourceLocation } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import type { Engine } from "./engine.js";
import { type Environment, withEnvironment } from "./environment.js";
import { dataError, lineOf, sourcePlace } from "./errors.js";
import { identifier, literal, pattern, withShortPaths } from "./text.js";
import { userQuery } from "./user-query.js";

export interface Place {
  /** The project's folder. */
  readonly folder: string;
  readonly environment: Environment;
}

/** The views that exist: by name, in lower case because DuckDB ignores case, the statements that made it. */
export type Bound = Map<string, string>;

/** Makes the views of sources, except those that exist already. */
export async function bind(
  engine: Engine,
  sources: readonly SourceBinding[],
  place: Place,
  bound: Bound,
): Promise<void> {
  for (const source of sources) {
    const name = source.relation.toLowerCase();
    try {
      const location = located(source.location, place);
      const statements = bindingSql({ ...source, location }, await jsonColumns(engine, location));
      const text = statements.join(";\n");
      // Files may have changed since: there may be other files and other columns.
      if (location.kind !== "file" && bound.get(name) === text) continue;
      bound.delete(name);
      for (const sql of statements) await engine.runAlone(sql);
      bound.set(name, text);
    } catch (error) {
      throw await bindingError(error, source, place);
    }
  }
}

/** The statements that make a source's view. The last line of one may be a comment. */
export function bindingSql({ relation, location, renamed = [] }: SourceBinding, json?: Columns): readonly string[] {
  const view = (name: string, sql: string): string => `CREATE OR REPLACE TEMP VIEW ${identifier(name)} AS\n${sql}`;
  if (renamed.length === 0) return [view(relation, relationSql(location, json))];
  const data = `${relation} data`;
  return [
    view(data, relationSql(location, json)),
    view(relation, `SELECT ${renaming(renamed)} FROM ${identifier(data)}`),
  ];
}

const renaming = (renamed: NonNullable<SourceBinding["renamed"]>): string =>
  `* RENAME (${renamed.map(({ from, to }) => `${identifier(from)} AS ${identifier(to)}`).join(", ")})`;

/** The column of `rowsOfFiles` that holds the path of each row's file. */
export const fileColumn = "@file";

/** SQL for a source's rows together with their files. Null if the source reads no files. */
export async function rowsOfFiles(
  engine: Engine,
  { location: said, renamed = [] }: SourceBinding,
  place: Place,
): Promise<string | null> {
  if (said.kind !== "file") return null;
  const location = located(said, place);
  const rows = relationSql(location, await jsonColumns(engine, location), `*, filename AS ${identifier(fileColumn)}`);
  return renamed.length === 0 ? `(${rows})` : `(SELECT ${renaming(renamed)} FROM (${rows}))`;
}

/** The file or files of a source, as the project states them. Null for a table or query. */
export function pathOf({ location }: SourceBinding): string | null {
  if (location.kind !== "file") return null;
  return location.folder === "" ? location.path : `${location.folder}/${location.path}`;
}

function relationSql(location: SourceLocation, json?: Columns, columns = "*"): string {
  switch (location.kind) {
    case "table":
      return `SELECT * FROM ${location.name.split(".").map(identifier).join(".")}`;
    case "query":
      return location.sql;
    case "file": {
      const { folder, path } = location;
      const file = literal(folder === "" ? path : `${pattern(folder)}/${path}`);
      switch (location.format) {
        case "parquet":
          return `SELECT ${columns} FROM read_parquet(${file})`;
        case "csv":
          // An empty field without quotes is null, with quotes it is the empty string.
          // A sniffer's result depends on the rows that it happens to see. So it only finds the columns' names.
          return `SELECT ${columns} FROM read_csv(${file}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0, nullstr = '', allow_quoted_nulls = false)`;
        case "json":
          return jsonSql(file, location.optional ?? [], json, columns);
      }
    }
  }
}

/** A location with the values of environment variables, and an absolute path. */
function located(location: SourceLocation, { folder, environment }: Place): SourceLocation {
  const own = location.kind === "table" ? "" : location.folder;
  const absolute = (path: string): string =>
    isAbsolute(path) || isUrl(path) ? path : resolve(pattern(resolve(folder, own)), path);
  switch (location.kind) {
    case "table":
      return { ...location, name: withEnvironment(location.name, environment) };
    case "query":
      return { ...location, sql: userQuery(location.sql, environment, absolute) };
    case "file":
      return { ...location, folder: "", path: absolute(withEnvironment(location.path, environment)) };
  }
}

const isUrl = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path);

/** `sources.yaml:4 source orders: …`; for a query also the line of the query. */
async function bindingError(error: unknown, source: SourceBinding, place: Place): Promise<Error> {
  const { location } = source;
  const doing = sourcePlace(source);
  if (error instanceof DataError) return new DataError(`${doing}${error.message}`, { cause: error });
  const found = dataError(error, doing);
  if (!(found instanceof DataError)) return found;
  const line = location.kind === "query" ? lineOf(error) : null;
  const where = line === null ? "" : ` (line ${line - 1} of the query)`;
  const message = withShortPaths(found.message, place.folder);
  return new DataError(`${message}${where}${await namedLikePattern(location, place)}`, { cause: error });
}

/** The error of a statement, given as the error of the source's query that fails by itself. Null if none does. */
export async function queryError(
  engine: Engine,
  sources: readonly SourceBinding[],
  error: unknown,
): Promise<Error | null> {
  for (const source of sources) {
    if (source.location.kind !== "query") continue;
    try {
      await engine.run(`SELECT bit_xor(hash(data)) FROM ${identifier(source.relation)} AS data`);
    } catch (own) {
      if (own instanceof DataError && own.message === dataError(error, "").message)
        return new DataError(`${sourcePlace(source)}${own.message}`, { cause: error });
    }
  }
  return null;
}

/** Why no file was found although it exists: its name reads as a pattern. */
async function namedLikePattern(location: SourceLocation, { folder, environment }: Place): Promise<string> {
  if (location.kind !== "file") return "";
  const path = withEnvironment(location.path, environment);
  if (!/[*?[]/.test(path) || isUrl(path)) return "";
  const there = await stat(resolve(folder, location.folder, path)).catch(() => null);
  return there === null
    ? ""
    : "; a file has this very name, but `*`, `?` and `[` make a pattern: write `[*]`, `[?]`, `[[]`";
}

type Columns = readonly { readonly name: string; readonly type: string }[];

/** The columns of a JSON file, looked up once. Undefined: the reader finds them. */
async function jsonColumns(engine: Engine, location: SourceLocation): Promise<Columns | undefined> {
  if (location.kind !== "file" || location.format !== "json") return undefined;
  const described = await engine.rows(`DESCRIBE ${jsonSql(literal(location.path), [], undefined)}`);
  const columns = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  // DuckDB renames the second of two keys that differ only in case. A file without objects has one column.
  const renamed = columns.some(({ name }) => names.has(name.toLowerCase().replace(/_\d+$/, "")) && /_\d+$/.test(name));
  return renamed || (columns.length === 1 && names.has("json")) ? undefined : columns;
}

/**
 * Reads every column as JSON, because a sniffer's types depend on the keys that it happens to see. It looks at every
 * line of every file, and takes none of the objects for a map. A key that no line has is null in all rows (MEANING 85).
 */
function jsonSql(path: string, optional: readonly string[], columns: Columns | undefined, selected = "*"): string {
  const how =
    columns === undefined
      ? "maximum_depth = 1, sample_size = -1, maximum_sample_files = -1, map_inference_threshold = -1"
      : `columns = {${columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(", ")}}`;
  const rows = `SELECT ${selected} FROM read_json(${path}, ${how})`;
  if (optional.length === 0) return rows;
  const nulls = optional.map((name) => `NULL::JSON AS ${identifier(name)}`).join(", ");
  return `${rows}\nUNION ALL BY NAME SELECT ${nulls} WHERE false`;
}
