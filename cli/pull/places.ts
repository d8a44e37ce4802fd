import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { SourceLocation } from "../../runtime/artifacts.js";
import { nearest } from "../../runtime/nearest.js";
import { tableParts, tableText } from "../../runtime/warehouse/sources/table-parts.js";
import { usage } from "../exit.js";
import type { LocationText } from "./proposal.js";

/** Data to look at: where it is, as YAML says it and as a warehouse opens it. */
export interface DataPlace {
  /** The name that its file or table suggests. */
  readonly base: string;
  readonly text: LocationText;
  readonly location: SourceLocation;
}

const endings: Readonly<Record<string, "parquet" | "csv" | "json">> = {
  parquet: "parquet",
  pq: "parquet",
  csv: "csv",
  tsv: "csv",
  json: "json",
  jsonl: "json",
  ndjson: "json",
};

/** The format by the end of a name, which may also be compressed. */
function formatOf(path: string): "parquet" | "csv" | "json" | null {
  const end = /\.([A-Za-z]+)(?:\.(?:gz|zst))?$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(endings, end) ? endings[end]! : null;
}

/** The file, pattern or folder of files of an argument. Null if it names none. */
export function filePlaces(said: string, cwd: string, yamlFolder: string): readonly DataPlace[] | null {
  const path = resolve(cwd, said);
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return folderPlaces(said, path, yamlFolder);
    const format = formatOf(path);
    if (format === null)
      throw usage(
        `${said}: its name does not say its format`,
        `it must end in one of ${Object.keys(endings)
          .map((end) => `.${end}`)
          .join(", ")}`,
      );
    return [filePlace(pathPattern(path), path, yamlFolder, format)];
  }
  const format = formatOf(said);
  if (format === null) return null;
  if (!/[*?[]/.test(said)) throw usage(`there is no file ${said}`, `a table of such a name is \`table:${said}\``);
  return [filePlace(path, baseOf(path), yamlFolder, format)];
}

/** The path that a pattern's name is taken from: what comes before its first sign, or else the folder. */
function baseOf(pattern: string): string {
  const plain = pattern.slice(0, pattern.search(/[*?[]/)).replace(/\/[^/]*=$/, "/");
  return plain.replace(/[-_./]+$/, "");
}

/** The files of data in a folder, and the folders below it whose folders are named like values (`ds=2024-01-31`). */
function folderPlaces(said: string, folder: string, yamlFolder: string): readonly DataPlace[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = entries.flatMap((entry): readonly DataPlace[] => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) {
      const pattern = partitioned(path);
      const format = pattern === null ? null : formatOf(pattern);
      return pattern === null || format === null ? [] : [filePlace(pattern, path, yamlFolder, format)];
    }
    const format = formatOf(path);
    return format === null ? [] : [filePlace(pathPattern(path), path, yamlFolder, format)];
  });
  if (found.length > 0) return found;
  throw usage(
    `${said} has no files of data`,
    `their names end in ${Object.keys(endings)
      .map((end) => `.${end}`)
      .join(", ")}`,
  );
}

/** The pattern of a folder's files, if its folders are named like values. */
function partitioned(folder: string): string | null {
  const [first] = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith("."));
  const [, name] = first?.isDirectory() === true ? (/^([^=]+)=/.exec(first.name) ?? []) : [];
  if (first === undefined || name === undefined) return null;
  const inner = join(folder, first.name);
  const below = partitioned(inner);
  const start = `${pathPattern(folder)}/${pathPattern(name)}=*`;
  if (below !== null) return `${start}${below.slice(pathPattern(inner).length)}`;
  const file = readdirSync(inner).find((each) => formatOf(each) !== null);
  const ending = /(\.[A-Za-z]+(?:\.(?:gz|zst))?)$/.exec(file ?? "")?.[1];
  return ending === undefined ? null : `${start}/*${ending}`;
}

/** A path as a pattern that matches only itself. */
const pathPattern = (path: string): string => path.replace(/[*?[]/g, "[$&]");

function filePlace(pattern: string, path: string, yamlFolder: string, format: "parquet" | "csv" | "json"): DataPlace {
  const plainFolder = pathPattern(yamlFolder);
  const below = relative(plainFolder, pattern).split(sep).join("/");
  const text = below === "" || isAbsolute(below) ? pattern : below;
  if (text.includes("${")) throw usage(`${text}: a path with \`\${\` cannot be written, because it names a variable`);
  const base = basename(path).replace(/(\.[A-Za-z]+){1,2}$/, "");
  return {
    base: base === "" ? "data" : base,
    text: { key: "file", text, csv: null },
    location: { kind: "file", path: text, folder: yamlFolder, format },
  };
}

/** A table by its name, with quotes only where a part needs them. */
export function tablePlace(said: string): DataPlace {
  const parts = tableParts(said);
  const name = tableText(parts);
  if (name.includes("${"))
    throw usage(`table ${name}: a name with \`\${\` cannot be written, because it names a variable`);
  return {
    base: parts.at(-1) ?? name,
    text: { key: "table", text: name, csv: null },
    location: { kind: "table", name },
  };
}

/** The table that an argument names, of those that the warehouse has. */
export function findTable(said: string, tables: readonly string[]): DataPlace {
  const exact =
    tables.find((name) => name === said) ?? tables.find((name) => name.toLowerCase() === said.toLowerCase());
  const inSchema = exact ?? tables.find((name) => said.split(".").slice(-1)[0] === name && said.includes("."));
  if (inSchema !== undefined) return tablePlace(said);
  const near = nearest(said, tables);
  const has =
    tables.length === 0
      ? "the target's warehouse has no tables; name a file, or say another target with --target"
      : `its tables: ${tables.slice(0, 12).join(", ")}${tables.length > 12 ? ` and ${tables.length - 12} more` : ""}`;
  throw usage(
    `there is no file, source or table \`${said}\``,
    near === null ? has : `did you mean \`${near}\`? ${has}`,
  );
}
