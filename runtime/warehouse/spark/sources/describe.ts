import { isAbsolute, resolve } from "node:path";
import type { SourceLocation } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { sparkIdentifier } from "../../../spark-types.js";
import { type Environment, withEnvironment } from "../../environment.js";
import { noFirst, noneKnown, type Part, type RawColumn } from "../../sources/part.js";
import { tableNameParts } from "../../table-name.js";
import { userQuery } from "../../user-query.js";
import { physicalOf, type SparkType } from "../physical.js";
import type { Session } from "../session.js";

export interface Place {
  readonly folder: string;
  readonly environment: Environment;
}

/** Data as Spark has it, under a name. */
export interface Described {
  readonly part: Part;
  /** Changes if the data's files or columns do. */
  readonly stamp: string;
  /** The statement that gives the rows, for people. */
  readonly sql: string;
}

export const tableSql = (text: string): string =>
  tableNameParts(text)
    .map(({ name }) => sparkIdentifier(name))
    .join(".");
/** A query may end in a semicolon. */
export const withoutEnd = (sql: string): string => sql.replace(/;\s*$/, "");

/** Describes the data of a place. `name`: of a view for files, which have no name of their own in SQL. */
export async function describe(
  session: Session,
  location: SourceLocation,
  { folder, environment }: Place,
  name: string,
): Promise<Described> {
  switch (location.kind) {
    case "table": {
      const sql = tableSql(withEnvironment(location.name, environment));
      return relation(session, sql, sql);
    }
    case "query": {
      const sql = withoutEnd(userQuery(location.sql, environment, (path) => path));
      return relation(session, `(\n${sql}\n)`, sql);
    }
    case "file":
      return filesAt(session, location, { folder, environment }, name);
  }
}

async function relation(session: Session, from: string, stamp: string): Promise<Described> {
  const columns = await session.columns(`SELECT * FROM ${from} AS data`);
  return {
    part: partOf(from, columns, new Set()),
    stamp: JSON.stringify([stamp, columns]),
    sql: `SELECT * FROM ${from} AS data`,
  };
}

export function partOf(
  from: string,
  columns: readonly { readonly name: string; readonly type: unknown }[],
  folders: ReadonlySet<string>,
  files: readonly string[] | null = null,
): Part {
  const part: Part = {
    files,
    columns: columns.map(({ name, type }): RawColumn => {
      const physical = physicalOf(type as SparkType);
      const sql = `data.${sparkIdentifier(name)}`;
      return folders.has(name)
        ? { name, sql, physical: { ...physical, folder: true }, folder: true }
        : { name, sql, physical };
    }),
    from: () => from,
    only: () => part,
    first: noFirst,
    withoutNull: noneKnown,
  };
  return part;
}

const isUrl = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\//i.test(path);
type File = SourceLocation & { readonly kind: "file" };

async function filesAt(
  session: Session,
  location: File,
  { folder, environment }: Place,
  name: string,
): Promise<Described> {
  const path = withEnvironment(location.path, environment);
  const root = resolve(folder, location.folder);
  const own = isUrl(path) || isAbsolute(path) ? path : `${root}/${path}`;
  if (own.includes("**"))
    throw new DataError(`Spark reads no pattern with \`**\` (${path}): write a \`*\` for each folder`);
  const format = formatOf(path);
  const found = (await session.list(own)).filter(({ path: each }) => !/\/[._][^/]*$/.test(each));
  if (found.length === 0) throw new DataError(`no file matches ${path}`);
  const below = own.slice(own === path && !path.startsWith(root) ? 0 : root.length);
  const folders = [...below.matchAll(/\/([^/=*?]+)=/g)].map(([, column]) => column!);
  const base = folders.length === 0 ? {} : { basePath: own.slice(0, own.indexOf(`/${folders[0]}=`)) };
  const options = format === "csv" ? csvOptions(location) : { mergeSchema: "true" };
  const paths = found.map((file) => file.path);
  await session.files(name, paths, format, { ...base, ...options });
  const view = sparkIdentifier(name);
  const columns = await session.columns(`SELECT * FROM ${view}`);
  const nulls = format === "csv" ? (location.csv?.nulls ?? []).filter((word) => word !== "") : [];
  const from = nulls.length === 0 ? view : await withNulls(session, name, columns, nulls);
  return {
    part: partOf(from, columns, new Set(folders), paths),
    stamp: JSON.stringify([options, found, columns]),
    sql: `-- ${view}: ${format} files: ${path}`,
  };
}

const formatOf = (path: string): "parquet" | "csv" => {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  if (/\.(csv|tsv)(\.gz)?$/i.test(path)) return "csv";
  throw new DataError(
    `Spark reads Parquet and CSV files here, and ${path} is neither: name the files with their ending, or load them into a table`,
  );
};

function csvOptions({ csv, path }: File): Readonly<Record<string, string>> {
  if (csv?.compression === "zstd" || (csv?.compression === "gzip" && !/\.gz$/.test(path)))
    throw new DataError(
      "Spark knows how a CSV file is compressed by its ending alone, and reads .gz: rename the files",
    );
  if (csv?.header === false)
    throw new DataError("Spark names the columns of a CSV file otherwise if it has no header: give the file one");
  if (csv?.decimal === ",") throw new DataError("Spark reads no decimal commas: load the file into a table");
  return {
    header: "true",
    sep: csv?.delimiter ?? (/\.tsv/i.test(path) ? "\t" : ","),
    quote: csv?.quote ?? '"',
    escape: csv?.quote ?? '"',
    multiLine: "true",
    inferSchema: "false",
    enforceSchema: "false",
    nullValue: "",
    emptyValue: "",
    encoding: "UTF-8",
  };
}

/** Replaces words that mean null. */
async function withNulls(
  session: Session,
  name: string,
  columns: readonly { readonly name: string }[],
  nulls: readonly string[],
): Promise<string> {
  const words = nulls.map((word) => `'${word.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`).join(", ");
  const selected = columns.map(({ name: own }) => {
    const column = sparkIdentifier(own);
    return `CASE WHEN ${column} NOT IN (${words}) THEN ${column} END AS ${column}`;
  });
  const view = `${name} with nulls`;
  await session.view(view, `SELECT ${selected.join(", ")} FROM ${sparkIdentifier(name)}`);
  return sparkIdentifier(view);
}
