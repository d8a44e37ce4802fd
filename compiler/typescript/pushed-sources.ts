import type { StreamDataColumn, StreamSource, StreamTime } from "../../runtime/stream-artifacts.js";
import { scalar, type Type, withNullable } from "../../runtime/types.js";
import type { PhysicalSource, TimeColumn } from "../ir/index.js";
import { streamedViews } from "../ir/streams.js";
import type { Printing } from "./printing.js";
import { codeSpan, data, docComment, property, string, typeProperty } from "./text.js";
import { clientType } from "./writer.js";

/** The `streams` and `sources` of a `ProjectArtifact`; empty if no target streams a source. */
export function printStreams(printing: Printing): string {
  const { project, lookups } = printing;
  const targets = Object.keys(project.streams ?? {});
  if (targets.length === 0) return "";
  const streams = targets.map((target) => {
    const landing = project.landings?.includes(target) === true ? { landing: true } : {};
    const own = {
      sources: project.streams?.[target] ?? [],
      views: streamedViews(project, target, lookups),
      ...landing,
    };
    return `${property(target)}: ${data(own)},`;
  });
  const landed = new Set((project.landings ?? []).flatMap((target) => project.streams?.[target] ?? []));
  const sources = pushedSources(printing).map(
    (source) => `${property(source.name)}: ${sourceText(source, landed.has(source.name))},`,
  );
  return `streams: {\n${streams.join("\n")}\n},\nsources: {\n${sources.join("\n")}\n},\n`;
}

/** Microseconds of what the format cannot express. */
const units: Readonly<Partial<Record<TimeColumn["format"], number>>> = { unix_s: 1_000_000, unix_ms: 1000 };

/** The sources that some target streams, sorted. */
export const pushedSources = ({ project, lookups }: Printing): readonly PhysicalSource[] =>
  [...new Set(Object.values(project.streams ?? {}).flat())]
    .sort()
    .map((name) => lookups.sources.get(name) as PhysicalSource);

/** The type of a row of a source, as a caller pushes it. */
export function pushRowType(source: PhysicalSource, { names }: Printing): string {
  const { inputs, time } = inputsOf(source);
  const required = new Set([time.input, ...source.key]);
  const fields = inputs.map(({ name, type }) => {
    // A row that deletes its key's state needs no other column.
    const optional = !required.has(name) && (type.nullable || source.deleted !== null);
    const own = clientType({ ...type, nullable: optional }, "input");
    return `readonly ${typeProperty(name)}${optional ? "?" : ""}: ${own}${optional ? " | undefined" : ""};`;
  });
  const doc = docComment([
    `A row of source ${codeSpan(source.name)} (${codeSpan(`${source.at.file}:${source.at.line}`)}).`,
  ]);
  return `${doc}export type ${names.pushed(source.name)} = {\n${fields.join("\n")}\n};\n`;
}

/** How a caller gives rows of a physical source: by its declared columns, and by columns of roles that are not declared. */
function inputsOf(source: PhysicalSource): Omit<StreamSource, "name" | "kind" | "columns" | "key"> {
  const declared = new Map(source.columns.map(({ name, column }) => [column, name]));
  const extra = new Map<string, Type>();
  const inputOf = (column: string, type: Type): string => {
    const own = declared.get(column);
    if (own !== undefined) return own;
    extra.set(column, type);
    return column;
  };
  const time = (of: TimeColumn, nullable: boolean): StreamTime => ({
    input: inputOf(of.column, scalar(of.format === "date" ? "date" : "timestamp", nullable)),
    unit: units[of.format] ?? 1,
    zone: of.zone,
    day: of.day,
  });
  const roles = {
    time: time(source.time, false),
    created: source.created === null ? null : time(source.created, true),
    until: source.until === null ? null : time(source.until, true),
    sequence:
      source.sequence === null
        ? null
        : {
            input: inputOf(source.sequence.column, withNullable(source.sequence.type, true)),
            type: source.sequence.type,
          },
    deleted: source.deleted === null ? null : inputOf(source.deleted, scalar("bool", true)),
  };
  const columns = source.columns.map(({ name, type }) => ({ name, type }));
  return { ...roles, inputs: [...columns, ...[...extra].map(([name, type]) => ({ name, type }))] };
}

function sourceText(source: PhysicalSource, landed: boolean): string {
  const { inputs, ...roles } = inputsOf(source);
  const columns = source.columns.map(({ name, type }) => ({ name, type }));
  const more = landed ? { data: dataColumns(source, inputs) } : {};
  const texts = Object.entries({ ...roles, key: source.key, ...more }).map(
    ([name, value]) => `${name}: ${data(value)},`,
  );
  return `{\nname: ${string(source.name)},\nkind: ${string(source.kind)},\ncolumns: ${data(columns)},\ninputs: ${data(inputs)},\n${texts.join("\n")}\n}`;
}

/** Each column of the data once. A column that two declared ones read has the first one's values. */
function dataColumns(source: PhysicalSource, inputs: StreamSource["inputs"]): readonly StreamDataColumn[] {
  const roles = [source.time, source.created, source.until].filter((role) => role !== null);
  const found = new Map<string, StreamDataColumn>();
  for (const { name, type } of inputs) {
    const column = source.columns.find((declared) => declared.name === name)?.column ?? name;
    const format = roles.find((role) => role.column === column)?.format ?? null;
    if (!found.has(column)) found.set(column, { column, input: name, type, format });
  }
  return [...found.values()];
}
