import type { CsvFormat } from "../../runtime/artifacts.js";
import { csvWithoutCsv, fileFormat, missingDialect, twiceForDialect } from "../diagnostics/catalog/project.js";
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

/** The dialect that decides a source's main location. Locations of other kinds are listed beside it. */
const first = "duckdb";
const kinds = ["file", "table", "query"] as const;
type Kind = (typeof kinds)[number];

/** A text of the YAML, and where it stands. */
interface Written {
  readonly kind: Kind;
  readonly text: string;
  readonly path: SourceContext["path"];
}

/** The location of a source's data, and the locations for dialects whose data is of another kind. */
export interface Locations {
  readonly location: Location;
  readonly elsewhere?: Readonly<Record<string, Location>>;
}

/**
 * The locations of the data for each of `dialects`. `folder` is the folder of the YAML file, relative to the project's.
 * A text without a dialect applies to each dialect that has none of its own.
 */
export function locationsOf(
  yaml: LocationYaml,
  folder: string,
  dialects: readonly string[],
  context: SourceContext,
): Locations | null {
  const present = kinds.filter((kind) => yaml[kind] !== undefined);
  if (present.length === 0) return null;
  const found = new Map<string, Written>();
  for (const dialect of dialects) {
    const written = writtenFor(dialect, yaml, present, context);
    if (written === null) return null;
    found.set(dialect, written);
  }
  const own = found.get(first)!;
  noCsv(yaml, own, context);
  const location = locationOf(own, found, folder, yaml, context);
  if (location === null) return null;
  const others: [string, Location][] = [];
  for (const [dialect, written] of found) {
    if (written.kind === own.kind) continue;
    const other = locationOf(written, found, folder, yaml, context);
    if (other === null) return null;
    others.push([dialect, other]);
  }
  return others.length === 0 ? { location } : { location, elsewhere: Object.fromEntries(others) };
}

function writtenFor(
  dialect: string,
  yaml: LocationYaml,
  present: readonly Kind[],
  context: SourceContext,
): Written | null {
  const named = present.flatMap((kind): readonly Written[] => {
    const all = yaml[kind]!;
    if (typeof all === "string" || !Object.hasOwn(all, dialect)) return [];
    return [{ kind, text: all[dialect]!, path: [...context.path, kind, dialect] }];
  });
  if (named.length > 1) {
    context.report(
      twiceForDialect.at(context.file.key(named[1]!.path), { dialect, kinds: named.map(({ kind }) => kind) }),
    );
    return null;
  }
  if (named[0] !== undefined) return named[0];
  const forAll = present.find((kind) => typeof yaml[kind] === "string");
  if (forAll !== undefined) return { kind: forAll, text: yaml[forAll] as string, path: [...context.path, forAll] };
  const key = present[0]!;
  context.report(missingDialect.at(context.file.key([...context.path, key]), { key, dialect }));
  return null;
}

function noCsv(yaml: LocationYaml, { kind, text }: Written, context: SourceContext): void {
  const format = kind === "file" ? formatOf(text) : null;
  if (yaml.csv === undefined || format === "csv" || (kind === "file" && format === null)) return;
  const what = kind === "file" ? (format === "json" ? "JSON files" : "Parquet files") : `a ${kind}`;
  context.report(csvWithoutCsv.at(context.file.key([...context.path, "csv"]), { what }));
}

/** The location of a kind: the texts of all dialects that have it. */
function locationOf(
  { kind, text, path }: Written,
  found: ReadonlyMap<string, Written>,
  folder: string,
  yaml: LocationYaml,
  context: SourceContext,
): Location | null {
  const at = { file: context.file.path, line: context.file.line(context.file.key(path)) };
  const all = yaml[kind];
  const texts = {
    ...(typeof all === "string" ? {} : all),
    ...Object.fromEntries(
      [...found].flatMap(([dialect, written]) => (written.kind === kind ? [[dialect, written.text]] : [])),
    ),
  };
  switch (kind) {
    case "table":
      return { kind: "table", table: texts, at };
    case "query":
      return { kind: "query", query: texts, at };
    case "file": {
      const format = formatOf(text);
      if (format === null) {
        context.report(fileFormat.at(context.file.value(path), { path: text }));
        return null;
      }
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
