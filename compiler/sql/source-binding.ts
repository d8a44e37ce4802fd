import type { SourceBinding, SourceLocation } from "../../runtime/artifacts.js";
import { visible } from "../../runtime/visible.js";
import type { PhysicalSource, Project } from "../model/ir.js";

/**
 * What statements call the sources of a project, whose data a view of that name gives. An engine does not heed the case of a name, and a
 * view that is named like the very table that it reads would read itself.
 */
export function relationsOf(project: Project): ReadonlyMap<string, string> {
  const relations = new Map<string, string>();
  const taken = new Set<string>();
  for (const source of project.sources) {
    if (source.node !== "physical") continue;
    if (source.location.kind === "table")
      for (const table of Object.values(source.location.table)) taken.add(table.toLowerCase());
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

/** What a statement calls a column of the data: a line of a statement is indented, and no name may be with it. */
export const columnName = visible;

export function sourceBinding(source: PhysicalSource, relation: string, dialect: string): SourceBinding {
  const { location, name } = source;
  const renamed = columnsOf(source).flatMap((from) =>
    columnName(from) === from ? [] : [{ from, to: columnName(from) }],
  );
  return {
    source: name,
    relation,
    location: locationOf(source, dialect),
    at: location.at,
    ...(renamed.length === 0 ? {} : { renamed }),
  };
}

function locationOf(source: PhysicalSource, dialect: string): SourceLocation {
  const { location } = source;
  const folder = location.at.file.split("/").slice(0, -1).join("/");
  switch (location.kind) {
    case "table":
      return { kind: "table", name: forDialect(location.table, source, dialect) };
    case "query":
      return { kind: "query", sql: forDialect(location.query, source, dialect), folder };
    case "file": {
      // The folder of the YAML file is a name, what that says may be a pattern.
      const below = folder !== "" && location.path.startsWith(`${folder}/`);
      const path = below ? location.path.slice(folder.length + 1) : location.path;
      const optional = location.format === "json" ? optionalColumns(source) : [];
      const { format } = location;
      return {
        kind: "file",
        path,
        folder: below ? folder : "",
        format,
        ...(optional.length === 0 ? {} : { optional }),
      };
    }
  }
}

/** All but those by which rows are ordered and told apart. */
function optionalColumns(source: PhysicalSource): readonly string[] {
  const { time, created, sequence, key, columns } = source;
  const keys = columns.flatMap(({ name, column }) => (key.includes(name) ? [column] : []));
  const told = new Set([time.column, created?.column, sequence?.column, ...keys]);
  return columnsOf(source).filter((column) => !told.has(column));
}

/** The names of columns in the data, each once. */
function columnsOf({ columns, time, created, sequence, until, deleted }: PhysicalSource): readonly string[] {
  const roles = [time.column, created?.column, sequence?.column, until?.column, deleted];
  return [...new Set([...columns.map(({ column }) => column), ...roles])].filter((column) => column != null);
}

function forDialect(byDialect: Readonly<Record<string, string>>, source: PhysicalSource, dialect: string): string {
  const found = byDialect[dialect] ?? byDialect["*"] ?? byDialect.default;
  if (found === undefined) throw new Error(`source ${source.name} has no table or query for ${dialect}`);
  return found;
}
