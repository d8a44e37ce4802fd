import type { SourceRead, TimeRead } from "../../runtime/artifacts.js";
import type { Type } from "../../runtime/types.js";
import type { PhysicalSource, Project, TimeColumn, View } from "../model/ir.js";
import { inputsOf, type Rel } from "../plan/index.js";
import type { Dialect } from "./dialects/dialect.js";
import { columnName, relationsOf, sourceBinding } from "./source-binding.js";

/**
 * The sources that a plan reads, each once, so that the runtime can look at their data before the statement runs. `views` are
 * those by which rows count that may have been written later.
 */
export function sourceReads(
  root: Rel,
  views: readonly View[],
  project: Project,
  dialect: Dialect,
): readonly SourceRead[] {
  const found = new Map<string, { readonly source: PhysicalSource; readonly columns: Set<string> }>();
  const seen = new Set<Rel>();
  const visit = (rel: Rel): void => {
    if (seen.has(rel)) return;
    seen.add(rel);
    if (rel.node === "scan") {
      const known = found.get(rel.source.name) ?? { source: rel.source, columns: new Set(rel.source.key) };
      found.set(rel.source.name, known);
      for (const column of rel.columns) known.columns.add(column);
    }
    for (const input of inputsOf(rel)) visit(input);
  };
  visit(root);
  const relations = relationsOf(project);
  return [...found.values()].map(({ source, columns }) =>
    readOf(source, columns, delayOf(source, views, project), relations.get(source.name)!, dialect),
  );
}

function readOf(
  source: PhysicalSource,
  columns: ReadonlySet<string>,
  delay: string | null,
  relation: string,
  dialect: Dialect,
): SourceRead {
  // The view of a source calls its columns what statements call them.
  const read = (column: string, type: Type | null = null) => ({
    column: columnName(column),
    sql: dialect.column(columnName(column), type, source),
  });
  const time = (role: TimeRead["role"], { column, format }: TimeColumn): TimeRead => ({
    role,
    name: source.columns.find((declared) => declared.column === column)?.name ?? column,
    ...read(column),
    format,
  });
  const declared = source.columns.map(({ name, column, type }) => ({ name, type, ...read(column, type) }));
  const timeColumn = columnName(source.time.column);
  const { created, until, sequence, deleted } = source;
  const plain = (column: string) => ({ name: column, ...read(column) });
  const micros = (of: TimeColumn): string => dialect.micros(read(of.column).sql, of);
  return {
    name: source.name,
    binding: sourceBinding(source, relation, dialect.name),
    time: time("time", source.time),
    otherTimes: [
      ...(created === null ? [] : [time("created", created)]),
      ...(until === null ? [] : [time("until", until)]),
    ],
    key: declared.filter(({ name }) => source.key.includes(name)).map(({ type: _, ...column }) => column),
    // As a value a time column is what its format makes of it.
    columns: [
      ...declared.filter(({ name, column }) => columns.has(name) && column !== timeColumn),
      ...(sequence === null ? [] : [{ ...plain(sequence.column), type: sequence.type }]),
    ],
    others: deleted === null ? [] : [plain(deleted)],
    late:
      created === null || delay === null
        ? null
        : `${micros(created)} > ${micros(source.time)} + CAST(${delay} AS BIGINT)`,
  };
}

/** The least delay with which one of the views reads a source's rows without asking when they were written; null where none does. */
function delayOf(source: PhysicalSource, views: readonly View[], project: Project): string | null {
  const readers = views.filter((view) => !view.known && basesOf(view.from, project).has(source.name));
  const delays = readers.map((view) => BigInt(view.delayMicros ?? source.delayMicros));
  if (delays.length === 0) return null;
  return String(delays.sort((a, b) => (a < b ? -1 : 1))[0]);
}

/** The sources of YAML whose rows a source's rows are. */
function basesOf(name: string, project: Project): ReadonlySet<string> {
  const source = project.sources.find((candidate) => candidate.name === name);
  switch (source?.node) {
    case "derived":
      return basesOf(source.from, project);
    case "union":
      return new Set(source.branches.flatMap((branch) => [...basesOf(branch.from, project)]));
    default:
      return new Set([name]);
  }
}
