import { typeText } from "../../runtime/types.js";
import { atWithoutDate, badZone, columnType, dateNeedsAt, zoneWithoutUse } from "../diagnostics/catalog/project.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { PhysicalColumn, TimeColumn } from "../ir/index.js";
import type { DeclaredColumns } from "./declared-columns.js";
import type { Enums } from "./type-text.js";
import type { Path, YamlFile } from "./yaml-file.js";

export type TimeYaml =
  | string
  | {
      readonly column: string;
      readonly format?: TimeColumn["format"];
      readonly zone?: string;
      readonly at?: "start" | "end";
    };

export interface SourceContext {
  readonly file: YamlFile;
  /** The path of the source in its file. */
  readonly path: Path;
  readonly declared: DeclaredColumns;
  readonly enums: Enums;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** The column of the data that a name in `time:`, `created:` and so on means. A declared column comes first. */
export function physicalName(declared: DeclaredColumns, name: string): string {
  return declared.columns.find((column) => column.name === name)?.column ?? name;
}

/** Declared columns that read this column of the data. */
export const readersOf = (declared: DeclaredColumns, physical: string): readonly PhysicalColumn[] =>
  declared.columns.filter((column) => column.column === physical);

/** `time`, `created` or `until` of a source. Only `time` has an `at`; the dates of the others mean their midnight. */
export function timeColumn(role: "time" | "created" | "until", yaml: TimeYaml, context: SourceContext): TimeColumn {
  const { file, declared, report } = context;
  const path = [...context.path, role];
  const settings = typeof yaml === "string" ? { column: yaml } : yaml;
  const column = physicalName(declared, settings.column);
  const readers = readersOf(declared, column);
  const isDate = readers.some(({ type }) => type.kind === "date");
  const format = settings.format ?? (isDate ? "date" : "timestamp");
  const expected = format === "date" ? "date" : "timestamp";
  for (const { name, type } of readers) {
    if (type.kind === expected) continue;
    const related = [{ place: declared.typePlaces.get(name)!, message: `\`${name}\` is declared here` }];
    const wanted =
      settings.format === undefined ? "a timestamp or a date" : `declared ${expected} where its format is ${format}`;
    const place = typeof yaml === "string" ? file.value(path) : file.value([...path, "column"]);
    report(columnType.at(place, { role, column: name, type: typeText(type), expected: wanted }, { related }));
  }
  if (settings.zone !== undefined) checkZone(settings.zone, format, [...path, "zone"], context);
  if (settings.at !== undefined && format !== "date") report(atWithoutDate.at(file.key([...path, "at"]), { format }));
  if (role === "time" && format === "date" && settings.at === undefined) {
    report(dateNeedsAt.at(file.value(path), { name: settings.column }));
  }
  return { column, format, zone: settings.zone ?? null, day: settings.at ?? "start" };
}

function checkZone(zone: string, format: TimeColumn["format"], path: Path, { file, report }: SourceContext): void {
  if (format.startsWith("unix_")) {
    report(zoneWithoutUse.at(file.value(path), { format }));
  } else if (!isZone(zone)) {
    report(badZone.at(file.value(path), { text: zone, known: Intl.supportedValuesOf("timeZone") }));
  }
}

function isZone(zone: string): boolean {
  // Engines take different offsets and abbreviations, but all of them take names of places.
  if (!/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
