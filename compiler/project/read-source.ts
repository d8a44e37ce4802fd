import { keyKinds, scalar, type Type, typeText } from "../../runtime/types.js";
import { badDuration, columnType, nullCharacter, stateOnly, undeclaredKey } from "../diagnostics/catalog/project.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { PhysicalSource } from "../ir/index.js";
import type { DeclaredSource } from "./config.js";
import { type ColumnYaml, declaredColumns, typeAt } from "./declared-columns.js";
import { durationMicros } from "./duration-text.js";
import { type LocationYaml, locationsOf } from "./locations.js";
import { folderOf } from "./paths.js";
import type { Engines } from "./place-keys.js";
import { type StreamYaml, topicsOf } from "./read-topics.js";
import { physicalName, readersOf, type SourceContext, type TimeYaml, timeColumn } from "./time-column.js";
import type { Enums } from "./type-text.js";
import type { Path, YamlFile } from "./yaml-file.js";

/** A source of a file whose shape was checked. */
export interface SourceYaml extends LocationYaml {
  readonly kind: "state" | "events";
  readonly description?: string;
  readonly time: TimeYaml;
  readonly created?: TimeYaml;
  readonly sequence?: string | { readonly column: string; readonly type?: string };
  readonly delay?: string;
  readonly deleted?: string;
  readonly until?: TimeYaml;
  readonly key?: string | readonly string[];
  readonly complete?: boolean;
  readonly stream?: StreamYaml;
  readonly columns: Readonly<Record<string, ColumnYaml>>;
}

/** The names of a source's columns, both its own and those in the data, each with the place that says it. */
function namedColumns(
  source: Omit<PhysicalSource, "location" | "elsewhere" | "places">,
): readonly (readonly [Path, string])[] {
  const roles = ["time", "created", "sequence", "until"] as const;
  return [
    ...roles.flatMap((role) => (source[role] === null ? [] : [[[role], source[role].column] as const])),
    ...(source.deleted === null ? [] : [[["deleted"], source.deleted] as const]),
    ...source.columns.map(({ name, column }) => [["columns", name], name + column] as const),
  ];
}

const keyText = "of a type that can be a key: bool, an int, string, date, timestamp or an enum";

/** A source of the YAML, as a part of the IR; null if it has no location. */
export function readSource(
  file: YamlFile,
  path: Path,
  yaml: SourceYaml,
  engines: Engines,
  enums: Enums,
  line: number,
  report: (diagnostic: Diagnostic) => void,
): DeclaredSource | null {
  const name = String(path.at(-1));
  const declared = declaredColumns(file, [...path, "columns"], yaml.columns, enums, report);
  const context: SourceContext = { file, path, declared, enums, report };
  const locations = locationsOf(yaml, folderOf(file.path), engines, context);
  const source: Omit<PhysicalSource, "location" | "elsewhere" | "places"> = {
    node: "physical",
    name,
    doc: yaml.description ?? null,
    annotations: [],
    at: { file: file.path, line },
    kind: yaml.kind,
    columns: declared.columns,
    time: timeColumn("time", yaml.time, context),
    created: yaml.created === undefined ? null : timeColumn("created", yaml.created, context),
    sequence: sequenceOf(yaml.sequence, context),
    delayMicros: delayOf(yaml.delay, context),
    deleted: deletedOf(yaml.deleted, context),
    until: yaml.until === undefined ? null : timeColumn("until", yaml.until, context),
    key: keyOf(yaml, context),
    complete: yaml.complete === true,
  };
  for (const [at, column] of namedColumns(source)) {
    if (column.includes("\0")) report(nullCharacter.at(file.key([...path, ...at]), { role: `\`${at.at(-1)}\`` }));
  }
  if (yaml.kind === "events") {
    for (const key of ["deleted", "until", "complete"] as const) {
      if (yaml[key] !== undefined && yaml[key] !== false) report(stateOnly.at(file.key([...path, key]), { key }));
    }
  }
  const deletes = source.deleted !== null && source.key.length > 0;
  const topics = topicsOf(yaml.stream, folderOf(file.path), deletes, context);
  return locations === null
    ? null
    : { source: { ...source, ...locations }, place: file.key(path), columns: declared.places, topics };
}

function sequenceOf(yaml: SourceYaml["sequence"], context: SourceContext): PhysicalSource["sequence"] {
  if (yaml === undefined) return null;
  const { file, declared, report } = context;
  const path = [...context.path, "sequence"];
  const settings = typeof yaml === "string" ? { column: yaml } : yaml;
  const column = physicalName(declared, settings.column);
  const written =
    settings.type === undefined ? null : typeAt(file, [...path, "type"], settings.type, context.enums, report);
  const type = readersOf(declared, column)[0]?.type ?? written ?? scalar("int64", true);
  if (!isKeyType(type)) {
    report(
      columnType.at(file.value(path), {
        role: "sequence",
        column: settings.column,
        type: typeText(type),
        expected: keyText,
      }),
    );
  }
  return { column, type };
}

function delayOf(yaml: string | undefined, { file, path, report }: SourceContext): string {
  if (yaml === undefined) return "0";
  const micros = durationMicros(yaml);
  if (micros === null) report(badDuration.at(file.value([...path, "delay"]), { text: yaml }));
  return micros ?? "0";
}

function deletedOf(yaml: string | undefined, { file, path, declared, report }: SourceContext): string | null {
  if (yaml === undefined) return null;
  const column = physicalName(declared, yaml);
  for (const { name, type } of readersOf(declared, column)) {
    if (type.kind === "bool") continue;
    const related = [{ place: declared.typePlaces.get(name)!, message: `\`${name}\` is declared here` }];
    const args = { role: "deleted", column: name, type: typeText(type), expected: "a bool" };
    report(columnType.at(file.value([...path, "deleted"]), args, { related }));
  }
  return column;
}

function keyOf(yaml: SourceYaml, { file, path, declared, report }: SourceContext): readonly string[] {
  const key = yaml.key;
  if (key === undefined) return [];
  const names = typeof key === "string" ? [key] : key;
  names.forEach((name, index) => {
    const place = () => file.value(typeof key === "string" ? [...path, "key"] : [...path, "key", index]);
    if (!Object.hasOwn(yaml.columns, name)) {
      report(undeclaredKey.at(place(), { name, columns: Object.keys(yaml.columns) }));
      return;
    }
    const type = declared.columns.find((column) => column.name === name)?.type;
    if (type === undefined || isKeyType(type)) return;
    report(columnType.at(place(), { role: "key", column: name, type: typeText(type), expected: keyText }));
  });
  return names;
}

const isKeyType = (type: Type): boolean => keyKinds.has(type.kind);
