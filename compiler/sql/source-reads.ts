import type { SourceRead } from "../../runtime/artifacts.js";
import type { PhysicalSource, Project, View } from "../ir/index.js";
import { inputsOf, type Rel } from "../plan/index.js";
import type { Dialect } from "./dialects/dialect.js";
import { relationsOf, sourceBinding } from "./source-binding.js";

/**
 * The sources that a plan reads, each once, so that the runtime can look at their data before the statement runs.
 * `views` are those whose rows may count without regard to when they were written.
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
      const known = found.get(rel.source.name) ?? { source: rel.source, columns: new Set() };
      found.set(rel.source.name, known);
      for (const column of rel.columns) known.columns.add(column);
    }
    for (const input of inputsOf(rel)) visit(input);
  };
  visit(root);
  const relations = relationsOf(project);
  return [...found.values()].map(({ source, columns }) => ({
    name: source.name,
    binding: sourceBinding(source, relations.get(source.name)!, columns, dialect.name),
    late: source.created === null ? null : delayOf(source, views, project),
  }));
}

/**
 * The least delay with which one of the views reads a source's rows without regard to when they were written; null if
 * none does.
 */
function delayOf(source: PhysicalSource, views: readonly View[], project: Project): bigint | null {
  const readers = views.filter((view) => !view.known && basesOf(view.from, project).has(source.name));
  const delays = readers.map((view) => BigInt(view.delayMicros ?? source.delayMicros));
  if (delays.length === 0) return null;
  return delays.sort((a, b) => (a < b ? -1 : 1))[0]!;
}

/** The YAML sources that a source's rows come from. */
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
