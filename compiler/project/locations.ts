import type { CsvFormat } from "../../runtime/artifacts.js";
import {
  csvWithoutCsv,
  fileFormat,
  missingPlace,
  twiceForPlace,
  unreadablePlace,
} from "../diagnostics/catalog/places.js";
import type { Location } from "../ir/index.js";
import { underFolder } from "./paths.js";
import { type Engines, isDialect, keyProblem, readsFiles } from "./place-keys.js";
import type { SourceContext } from "./time-column.js";

type PerPlace = string | Readonly<Record<string, string>>;
export interface LocationYaml {
  readonly file?: PerPlace;
  readonly table?: PerPlace;
  readonly query?: PerPlace;
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

/** Where a source's data is. */
export interface Locations {
  readonly location: Location;
  /** For dialects whose data is of another kind. */
  readonly elsewhere?: Readonly<Record<string, Location>>;
  /** For targets that have a place of their own. */
  readonly places?: Readonly<Record<string, Location>>;
}

/**
 * The locations of the data for each dialect and each target. `folder` is the folder of the YAML file, relative to the
 * project's. A target's own text comes before its dialect's, and a text without a key is for all others.
 */
export function locationsOf(
  yaml: LocationYaml,
  folder: string,
  engines: Engines,
  context: SourceContext,
): Locations | null {
  const present = kinds.filter((kind) => yaml[kind] !== undefined);
  if (present.length === 0 || !checkKeys(yaml, present, engines, context)) return null;
  const found = new Map<string, Written>();
  for (const dialect of engines.dialects) {
    const written = writtenFor(dialect, yaml, present, engines, context);
    if (written === null) return null;
    found.set(dialect, written);
  }
  const targets = targetsOf(yaml, present, engines, context);
  if (targets === null) return null;
  const own = found.get(first)!;
  if (![...found.values(), ...targets.values()].some(isCsv)) noCsv(yaml, own, context);
  const located = (written: Written, by: string): Location | null =>
    locationOf(written, by, found, folder, yaml, context);
  const location = located(own, first);
  if (location === null) return null;
  const elsewhere = eachLocated(
    [...found].filter(([, { kind }]) => kind !== own.kind),
    located,
  );
  const places = eachLocated([...targets], (written, target) =>
    locationOf(written, engines.targets.get(target)!, new Map(), folder, yaml, context),
  );
  if (elsewhere === null || places === null) return null;
  return { location, ...(isEmpty(elsewhere) ? {} : { elsewhere }), ...(isEmpty(places) ? {} : { places }) };
}

const isEmpty = (of: object): boolean => Object.keys(of).length === 0;
const isCsv = ({ kind, text }: Written): boolean => kind === "file" && formatOf(text) === "csv";

function eachLocated(
  all: readonly (readonly [string, Written])[],
  located: (written: Written, name: string) => Location | null,
): Readonly<Record<string, Location>> | null {
  const entries: [string, Location][] = [];
  for (const [name, written] of all) {
    const location = located(written, name);
    if (location === null) return null;
    entries.push([name, location]);
  }
  return Object.fromEntries(entries);
}

/** Every key of a map must name a target or a dialect, and only one of them. */
function checkKeys(yaml: LocationYaml, present: readonly Kind[], engines: Engines, context: SourceContext): boolean {
  let right = true;
  for (const kind of present) {
    const all = yaml[kind]!;
    for (const key of typeof all === "string" ? [] : Object.keys(all)) {
      const problem = keyProblem(key, engines);
      const place = context.file.key([...context.path, kind, key]);
      const dialect = engines.targets.get(key) ?? key;
      if (problem !== null) context.report(problem.at(place));
      else if (kind === "file" && !readsFiles(dialect)) context.report(unreadablePlace.at(place, { key, dialect }));
      else continue;
      right = false;
    }
  }
  return right;
}

/** The texts that have exactly this key. */
const keyed = (key: string, yaml: LocationYaml, present: readonly Kind[], context: SourceContext): readonly Written[] =>
  present.flatMap((kind): readonly Written[] => {
    const all = yaml[kind]!;
    if (typeof all === "string" || !Object.hasOwn(all, key)) return [];
    return [{ kind, text: all[key]!, path: [...context.path, kind, key] }];
  });

/** True if there is more than one text for a key. This is reported. */
function isTwice(key: string, named: readonly Written[], context: SourceContext): boolean {
  if (named.length < 2) return false;
  const place = context.file.key(named[1]!.path);
  context.report(twiceForPlace.at(place, { key, kinds: named.map(({ kind }) => kind) }));
  return true;
}

function writtenFor(
  dialect: string,
  yaml: LocationYaml,
  present: readonly Kind[],
  { targets }: Engines,
  context: SourceContext,
): Written | null {
  const named = keyed(dialect, yaml, present, context);
  if (isTwice(dialect, named, context)) return null;
  if (named[0] !== undefined) return named[0];
  const forAll = present.find((kind) => typeof yaml[kind] === "string");
  if (forAll !== undefined) return { kind: forAll, text: yaml[forAll] as string, path: [...context.path, forAll] };
  // Its generated statements name the place of the first target that runs it. Without such a target they are for none.
  const runs = [...targets].filter(([, own]) => own === dialect);
  const [of] = (runs.length > 0 ? runs : [...targets]).flatMap(([target]) => keyed(target, yaml, present, context));
  if (of !== undefined) return of;
  const key = present[0]!;
  context.report(
    missingPlace.at(context.file.key([...context.path, key]), { key, what: "dialect", name: dialect, dialect }),
  );
  return null;
}

/** The texts of targets that have their own. Null if a target has no place at all. */
function targetsOf(
  yaml: LocationYaml,
  present: readonly Kind[],
  { targets, dialects }: Engines,
  context: SourceContext,
): ReadonlyMap<string, Written> | null {
  const found = new Map<string, Written>();
  for (const [target, dialect] of targets) {
    if (target === dialect) continue;
    const own = keyed(target, yaml, present, context);
    if (isTwice(target, own, context)) return null;
    if (own[0] !== undefined) found.set(target, own[0]);
    const hasPlace = present.some((kind) => {
      const all = yaml[kind]!;
      return typeof all === "string" || Object.hasOwn(all, dialect) || Object.hasOwn(all, target);
    });
    if (hasPlace || !dialects.includes(dialect)) continue;
    const key = present[0]!;
    context.report(
      missingPlace.at(context.file.key([...context.path, key]), { key, what: "target", name: target, dialect }),
    );
    return null;
  }
  return found;
}

function noCsv(yaml: LocationYaml, { kind, text }: Written, context: SourceContext): void {
  const format = kind === "file" ? formatOf(text) : null;
  if (yaml.csv === undefined || (kind === "file" && format === null)) return;
  const what = kind === "file" ? (format === "json" ? "JSON files" : "Parquet files") : `a ${kind}`;
  context.report(csvWithoutCsv.at(context.file.key([...context.path, "csv"]), { what }));
}

/** The location of a kind: the texts of all dialects that have it. */
function locationOf(
  { kind, text, path }: Written,
  by: string,
  found: ReadonlyMap<string, Written>,
  folder: string,
  yaml: LocationYaml,
  context: SourceContext,
): Location | null {
  const at = { file: context.file.path, line: context.file.line(context.file.key(path)) };
  const texts = {
    ...laterTexts(yaml[kind]!, found),
    ...Object.fromEntries(
      [...found].flatMap(([dialect, written]) => (written.kind === kind ? [[dialect, written.text]] : [])),
    ),
    [by]: text,
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
        ...(yaml.csv === undefined || format !== "csv" ? {} : { csv: yaml.csv }),
        at,
      };
    }
  }
}

/** Texts of dialects that this version does not generate. They are kept for other readers of the manifest. */
function laterTexts(all: PerPlace, found: ReadonlyMap<string, Written>): Readonly<Record<string, string>> {
  if (typeof all === "string" || found.size === 0) return {};
  return Object.fromEntries(Object.entries(all).filter(([key]) => isDialect(key)));
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
