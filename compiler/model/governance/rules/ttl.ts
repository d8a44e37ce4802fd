import { ruleTtl } from "../../../diagnostics/catalog/governance.js";
import type { PhysicalSource, Project } from "../../../ir/index.js";
import type { Rule } from "./rule.js";

/** The latest row of a `state` counts for ever, unless a ttl says how old it may be. */
export const ttl: Rule<"ttl"> = ({ project, symbols }) =>
  project.views.flatMap((view) => {
    const named = symbols.names.get(view.name);
    if (view.ttlMicros !== null || view.latest.length === 0 || named?.kind !== "view") return [];
    if (kindOf(view.from, project) !== "state") return [];
    const columns = view.latest.map(({ column }) => column);
    return [ruleTtl.at(named.file.place(named.decl.name), { view: view.name, source: view.from, columns })];
  });

function kindOf(name: string, project: Project): PhysicalSource["kind"] | null {
  const source = project.sources.find((candidate) => candidate.name === name);
  switch (source?.node) {
    case undefined:
      return null;
    case "physical":
      return source.kind;
    case "derived":
      return kindOf(source.from, project);
    case "union":
      return source.branches[0] === undefined ? null : kindOf(source.branches[0].from, project);
  }
}
