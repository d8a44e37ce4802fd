import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DataError } from "../../../errors.js";
import { formatOf } from "../../file-format.js";
import { type LabelColumn, type LabelData, labelTitles } from "../../labels/index.js";
import { textType } from "../../physical.js";
import type { FileFormat } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { parquetColumns } from "../sources/parquet.js";
import { exactPath, identifier } from "../text.js";

/** Labels as DuckDB reads them. */
export interface DuckDBLabels extends LabelData {
  /**
   * The same rows, with a column `file_row_number` from 0, so that several threads can read. Null if the reader has
   * none.
   */
  readonly numbered: string | null;
  /** All columns are texts, as in a CSV file. */
  readonly texts: boolean;
}

export async function inspectFile(engine: Engine, path: string, format: FileFormat | undefined): Promise<DuckDBLabels> {
  const absolute = resolve(path);
  const title = labelTitles.file(path);
  const found = await stat(absolute).catch(() => null);
  if (found === null) throw new DataError(`${title} does not exist`);
  if (found.isDirectory()) throw new DataError(`${title} is a folder`);
  const kind = format ?? formatOf(path, "label file");
  const about = { title, timesOf: timesInPandas };
  if (kind === "parquet") {
    const described = await parquetColumns(engine, absolute);
    // A folder named `ds=2024-01-01` must not add a column.
    const read = (options: string): string => `read_parquet(${exactPath(absolute)}, ${options})`;
    return {
      ...about,
      columns: described.map(({ name, own, type }) => ({ name, sql: identifier(own), physical: type })),
      from: read("hive_partitioning = false"),
      numbered: read("hive_partitioning = false, file_row_number = true"),
      texts: false,
    };
  }
  const header = await readHeader(absolute);
  if (header === null) throw new DataError(`${title} is empty: a CSV file begins with its columns' names`);
  // Nothing is sniffed: a sniffer's result depends on the rows that it happens to see.
  const options = [
    "auto_detect = false",
    "header = true",
    "delim = ','",
    `quote = '"'`,
    `escape = '"'`,
    "nullstr = ''",
    "allow_quoted_nulls = false",
    "hive_partitioning = false",
    `columns = {${header.map((_, index) => `c${index}: 'VARCHAR'`).join(", ")}}`,
  ];
  const from = `read_csv(${exactPath(absolute)}, ${options.join(", ")})`;
  return { ...about, columns: csvColumns(header), from, numbered: null, texts: true };
}

const timesInPandas = (column: string, unit: string): string =>
  `in the label file (in pandas: \`pd.to_datetime(df["${column}"], unit="${unit}", utc=True)\`)`;

/** The names in a CSV file's first line; null for a file without one. */
async function readHeader(path: string): Promise<readonly string[] | null> {
  const file = await open(path);
  try {
    let text = "";
    for await (const chunk of file.createReadStream({ encoding: "utf8", autoClose: false })) {
      text += chunk as string;
      const names = parseHeader(text, false);
      if (names !== null) return names;
    }
    return parseHeader(text, true);
  } finally {
    await file.close();
  }
}

/** Null if the line is not complete yet, or there is none. */
export function parseHeader(text: string, whole: boolean): readonly string[] | null {
  const names: string[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  if (whole && at >= text.length) return null;
  for (;;) {
    const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
    field.lastIndex = at;
    const parts = field.exec(text);
    if (parts === null)
      return whole
        ? text
            .split(/\r?\n/, 1)[0]!
            .replace(/^\uFEFF/, "")
            .split(",")
        : null;
    const ended = parts[3] === "" || parts[3] === "\r";
    // The field may continue after the text that was read so far.
    if (ended && !whole && field.lastIndex >= text.length) return null;
    names.push(parts[1] !== undefined ? parts[1].replaceAll('""', '"') : (parts[2] ?? ""));
    if (parts[3] !== ",") return names;
    at = field.lastIndex;
  }
}

/**
 * A column without a name, as pandas writes its index, has none in a CSV output either. In Parquet it needs a name, and
 * gets the one that pandas gives it: `Unnamed: 0`.
 */
export function csvColumns(header: readonly string[]): LabelColumn[] {
  return header.map((name, index) => ({
    ...(name === "" ? { name: `Unnamed: ${index}`, unnamed: true } : { name }),
    sql: identifier(`c${index}`),
    physical: textType,
  }));
}
