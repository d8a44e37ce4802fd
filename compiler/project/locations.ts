import type { CsvFormat } from "../../runtime/artifacts.js";
import { csvWithoutCsv, fileFormat, missingDialect } from "../diagnostics/catalog/project.js";
import type { Location } from "../ir/index.js";
import { underFolder } from "./paths.js";
import type { SourceContext } from "./time-column.js";

type PerDialect = string | Readonly<Record<string, string>>;
export interface LocationYaml {
  readonly file?: PerDialect;
  readonly table?: PerDialect;
  readonly query?: PerDialect;
  readonly csv?: CsvFormat;
}

/** The dialect whose place in the YAML messages name, and whose files are read. */
const dialect = "duckdb";

/**
 * Where the data is. `folder` is the folder of the YAML file, relative to the project's. A text without a dialect is
 * used for each of `dialects`.
 */
export function locationOf(
  yaml: LocationYaml,
  folder: string,
  dialects: readonly string[],
  context: SourceContext,
): Location | null {
  const key = (["file", "table", "query"] as const).find((name) => yaml[name] !== undefined);
  if (key === undefined) return null;
  const written = yaml[key]!;
  const path = [...context.path, key];
  const lacking = typeof written === "string" ? [] : dialects.filter((name) => !Object.hasOwn(written, name));
  for (const name of lacking) context.report(missingDialect.at(context.file.key(path), { key, dialect: name }));
  if (lacking.length > 0) return null;
  const place = context.file.key(typeof written === "string" ? path : [...path, dialect]);
  const at = { file: context.file.path, line: context.file.line(place) };
  const all = typeof written === "string" ? Object.fromEntries(dialects.map((name) => [name, written])) : written;
  const noCsv = (what: string): void => {
    if (yaml.csv !== undefined) context.report(csvWithoutCsv.at(context.file.key([...context.path, "csv"]), { what }));
  };
  if (key !== "file") noCsv(`a ${key}`);
  switch (key) {
    case "table":
      return { kind: "table", table: all, at };
    case "query":
      return { kind: "query", query: all, at };
    case "file": {
      const text = typeof written === "string" ? written : written[dialect]!;
      const format = formatOf(text);
      if (format === null) {
        const value = context.file.value(typeof written === "string" ? path : [...path, dialect]);
        context.report(fileFormat.at(value, { path: text }));
        return null;
      }
      if (format !== "csv") noCsv(format === "json" ? "JSON files" : "Parquet files");
      return {
        kind: "file",
        path: underFolder(folder, text),
        format,
        ...(yaml.csv === undefined ? {} : { csv: yaml.csv }),
        at,
      };
    }
  }
}

type Format = "parquet" | "csv" | "json";
const formats: Readonly<Record<string, Format>> = {
  parquet: "parquet",
  pq: "parquet",
  csv: "csv",
  tsv: "csv",
  json: "json",
  jsonl: "json",
  ndjson: "json",
};

/** The format by the end of the name, which may also be compressed. If the end is a variable, its default decides. */
function formatOf(path: string): Format | null {
  const shown = path.replace(/\$\{[^}:]*:-([^}]*)\}$/, "$1");
  // A variable without a default may hold any path; Parquet is the most likely.
  if (/\$\{[^}]*\}$/.test(shown)) return "parquet";
  const end = /\.([A-Za-z]+)(?:\.(?:gz|zst))?$/.exec(shown)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(formats, end) ? formats[end]! : null;
}
