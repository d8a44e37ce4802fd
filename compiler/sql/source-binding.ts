import type { Reach, SourceBinding, SourceLocation } from "../../runtime/artifacts.js";
import { visible } from "../../runtime/visible.js";
import type { Location, PhysicalSource, Project } from "../ir/index.js";

/**
 * The names of a project's sources in statements. An engine ignores the case of a name, and a view named like the table
 * that it reads would read itself.
 */
export function relationsOf(project: Project): ReadonlyMap<string, string> {
  const relations = new Map<string, string>();
  const taken = new Set<string>();
  for (const source of project.sources) {
    if (source.node !== "physical") continue;
    const others = [...Object.values(source.elsewhere ?? {}), ...Object.values(source.places ?? {})];
    for (const location of [source.location, ...others])
      if (location.kind === "table") for (const table of Object.values(location.table)) taken.add(table.toLowerCase());
  }
  for (const { name, node } of project.sources) {
    if (node !== "physical") continue;
    let relation = `feat_source_${name}`;
    for (let n = 2; taken.has(relation.toLowerCase()); n++) relation = `feat_source_${name}_${n}`;
    taken.add(relation.toLowerCase());
    relations.set(name, relation);
  }
  return relations;
}

/**
 * The name of a declared column in a source's relation. A statement's lines are indented, so a name may not hold a line
 * end.
 */
export const columnName = visible;

/** `columns`: the declared names of the columns that a statement reads. */
export function sourceBinding(
  source: PhysicalSource,
  relation: string,
  columns: ReadonlySet<string>,
  dialect: string,
): SourceBinding {
  const { name, time, created, until, sequence, deleted, key } = source;
  const location = source.elsewhere?.[dialect] ?? source.location;
  return {
    source: name,
    relation,
    location: locationOf(location, source, dialect),
    at: location.at,
    columns: source.columns
      .filter((column) => columns.has(column.name) || key.includes(column.name))
      .map((column) => ({ name: columnName(column.name), column: column.column, type: column.type })),
    time,
    ...(created === null ? {} : { created }),
    ...(until === null ? {} : { until }),
    ...(sequence === null ? {} : { sequence }),
    ...(deleted === null ? {} : { deleted }),
    key: key.map(columnName),
    reach: reachOf(),
  };
}

/** A source with all its columns, as its data is compared with it. No statement reads its relation. */
export const wholeBinding = (source: PhysicalSource, dialect: string): SourceBinding =>
  sourceBinding(source, `feat_source_${source.name}`, new Set(source.columns.map(({ name }) => name)), dialect);

/** One binding for two parts of a statement that read different columns of a source. */
export function bothBindings(first: SourceBinding, second: SourceBinding): SourceBinding {
  const known = new Set(first.columns.map(({ name }) => name));
  return { ...first, columns: [...first.columns, ...second.columns.filter(({ name }) => !known.has(name))] };
}

/** A row is never visible before its own time, whatever its delay. */
const reachOf = (): Reach => ({ before: null, after: 0 });

function locationOf(location: Location, source: PhysicalSource, dialect: string): SourceLocation {
  const folder = location.at.file.split("/").slice(0, -1).join("/");
  switch (location.kind) {
    case "table":
      return { kind: "table", name: forDialect(location.table, source, dialect) };
    case "query":
      return { kind: "query", sql: forDialect(location.query, source, dialect), folder };
    case "file": {
      // The folder of the YAML file is a plain name. The path below it may be a pattern.
      const below = folder !== "" && location.path.startsWith(`${folder}/`);
      const path = below ? location.path.slice(folder.length + 1) : location.path;
      const { format, csv } = location;
      return { kind: "file", path, folder: below ? folder : "", format, ...(csv === undefined ? {} : { csv }) };
    }
  }
}

function forDialect(byDialect: Readonly<Record<string, string>>, source: PhysicalSource, dialect: string): string {
  const found = byDialect[dialect] ?? byDialect["*"] ?? byDialect.default;
  if (found === undefined) throw new Error(`source ${source.name} has no table or query for ${dialect}`);
  return found;
}
