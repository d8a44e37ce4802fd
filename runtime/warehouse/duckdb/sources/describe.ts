import { stat } from "node:fs/promises";
import type { CsvFormat } from "../../../artifacts.js";
import { type Physical, textType } from "../../physical.js";
import { noFirst, noneKnown, type Part, type RawColumn } from "../../sources/part.js";
import { tableParts } from "../../sources/table-parts.js";
import type { Engine } from "../engine.js";
import { identifier, literal } from "../text.js";
import { csvParts } from "./csv.js";
import { withFolders } from "./folders.js";
import { jsonParts } from "./json.js";
import { isUrl, type Located, NoFile } from "./location.js";
import { parquetParts } from "./parquet.js";

/**
 * A source's data as the engine describes them: their parts, and a stamp that changes when the data change.
 */
export interface Data {
  readonly parts: readonly Part[];
  /** Changes if the data's columns or files do. Null if that cannot be seen. */
  readonly stamp: string | null;
}

/** `view`: the name of a view over the rows of a query, which was made before. */
export async function describe(
  engine: Engine,
  location: Located,
  view: string,
  known: Data | undefined,
): Promise<Data> {
  switch (location.kind) {
    case "table":
      return relationData(engine, tableParts(location.name).map(identifier).join("."), known);
    case "query":
      return relationData(engine, identifier(view), known, location.sql);
    case "file": {
      const found = await filesOf(engine, location.path);
      const { only } = location;
      const files = only === undefined ? found : found.filter((file) => only.includes(file));
      if (files.length === 0) throw new NoFile(`no file of ${location.path} is there any more`);
      const stamp = await stampOf(files);
      if (stamp !== null && stamp === known?.stamp) return known;
      return { parts: await withFolders(files, location.root, (own) => fileParts(engine, own, location)), stamp };
    }
  }
}

async function fileParts(
  engine: Engine,
  files: readonly string[],
  { format, csv, path }: Extract<Located, { readonly kind: "file" }>,
): Promise<readonly Part[]> {
  switch (format) {
    case "parquet":
      return parquetParts(engine, files);
    case "csv":
      return csvParts(engine, files, { ...separator(path), ...csv });
    case "json":
      return jsonParts(engine, files);
  }
}

const separator = (path: string): Pick<CsvFormat, "delimiter"> =>
  /\.tsv(\.[a-z]+)?$/i.test(path) ? { delimiter: "\t" } : {};

export async function filesOf(engine: Engine, path: string): Promise<readonly string[]> {
  if (isUrl(path) && !/[*?[]/.test(path)) return [path];
  const found = await engine.rows(`SELECT file FROM glob(${literal(path)}) ORDER BY file`);
  if (found.length === 0) throw new NoFile(`no file matches ${path}`);
  return found.map(([file]) => String(file));
}

/**
 * Sizes and times of local files. Null if one of them cannot be read: then the files are described anew, which reports
 * what is wrong.
 */
async function stampOf(files: readonly string[]): Promise<string | null> {
  if (files.some(isUrl)) return null;
  const facts = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeNs } = await stat(file, { bigint: true });
      return `${file}\n${size}\n${mtimeNs}`;
    }),
  ).catch(() => null);
  return facts?.join("\n") ?? null;
}

/** `query`: the statement whose rows the relation has. */
async function relationData(
  engine: Engine,
  relation: string,
  known: Data | undefined,
  query: string | null = null,
): Promise<Data> {
  const described = await engine.columns(relation);
  // A view renames the second of two names that differ only in case. Their positions stay the same.
  const names = query === null ? [] : (await engine.rows(`DESCRIBE ${query}`)).map(([name]) => String(name));
  const stamp = JSON.stringify([relation, names, described]);
  if (stamp === known?.stamp) return known;
  const columns = described.map(({ name: own, type }, index): RawColumn => {
    const name = names[index] ?? own;
    const value = `data.${identifier(own)}`;
    // Text is compared by code points, whatever collation the table gives it (MEANING 136).
    return { name, sql: isText(type) ? `(${value} COLLATE "binary")` : value, physical: type };
  });
  const part: Part = {
    files: null,
    columns,
    from: () => relation,
    only: () => part,
    first: noFirst,
    withoutNull: noneKnown,
  };
  return { parts: [part], stamp };
}

const isText = ({ name }: Physical): boolean => name === textType.name;
