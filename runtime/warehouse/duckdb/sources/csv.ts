import type { CsvFormat } from "../../../artifacts.js";
import { type Physical, textType } from "../../physical.js";
import { fileColumn, noFirst, noneKnown, type Part, type RawColumn } from "../../sources/part.js";
import type { Engine } from "../engine.js";
import { exactPath, literal } from "../text.js";
import { listOf } from "./parquet.js";

/** CSV files, in groups of one header each. All values are texts: a sniffer's types depend on the rows that it sees. */
export async function csvParts(engine: Engine, files: readonly string[], csv: CsvFormat): Promise<readonly Part[]> {
  const groups = new Map<string, { readonly header: readonly string[]; readonly files: string[] }>();
  for (const file of files) {
    const header = await headerOf(engine, file, csv);
    // A file without a header has no rows either.
    if (header === null) continue;
    const key = JSON.stringify(header);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { header, files: [file] });
    else known.files.push(file);
  }
  return [...groups.values()].map(({ header, files: own }) => partOf(header, own, csv));
}

function partOf(header: readonly string[], files: readonly string[], csv: CsvFormat): Part {
  const physical: Physical = csv.decimal === "," ? { ...textType, comma: true } : textType;
  const columns = header.map((name, index): RawColumn => ({ name, sql: `data.c${index}`, physical }));
  const nulls = csv.nulls ?? [""];
  const options = [
    ...dialectOf(csv),
    "auto_detect = false",
    `header = ${csv.header !== false}`,
    `nullstr = [${nulls.map(literal).join(", ")}]`,
    // An empty field without quotes is null, with quotes it is the empty text.
    "allow_quoted_nulls = false",
    `columns = {${header.map((_, index) => `c${index}: 'VARCHAR'`).join(", ")}}`,
  ];
  return {
    files,
    columns,
    from: (_, file) =>
      `read_csv(${[listOf(files), ...options, ...(file ? [`filename = ${literal(fileColumn)}`] : [])].join(", ")})`,
    only: (own) => partOf(header, own, csv),
    first: noFirst,
    withoutNull: noneKnown,
  };
}

function dialectOf(csv: CsvFormat): readonly string[] {
  const { delimiter = ",", quote = '"', compression } = csv;
  return [
    `delim = ${literal(delimiter)}`,
    `quote = ${literal(quote)}`,
    `escape = ${literal(quote)}`,
    "comment = ''",
    "skip = 0",
    "hive_partitioning = false",
    ...(compression === undefined ? [] : [`compression = ${literal(compression)}`]),
  ];
}

/** The names in a file's first line. Null if the file is empty. */
async function headerOf(engine: Engine, file: string, csv: CsvFormat): Promise<readonly string[] | null> {
  const options = [...dialectOf(csv), "header = false", "all_varchar = true", "nullstr = ''"];
  const [first] = await engine.rows(`SELECT * FROM read_csv(${[exactPath(file), ...options].join(", ")}) LIMIT 1`);
  if (first === undefined) return null;
  return first.map((name, index) => (csv.header === false ? `column${index}` : String(name ?? "")));
}
