import type { DerivedSource, Fn, PhysicalSource, Project, Source, Transform, View } from "../model/ir.js";

/** The project by name, for planning. */
export interface Catalog {
  readonly source: (name: string) => Source;
  readonly view: (name: string) => View;
  readonly transform: (name: string) => Transform;
  readonly functions: ReadonlyMap<string, Fn>;
  /** A source and what it is derived from: outermost first, the physical one last. */
  readonly chain: (name: string) => { readonly derived: readonly DerivedSource[]; readonly base: PhysicalSource };
}

export function catalog(project: Project): Catalog {
  const find = <T extends { readonly name: string }>(what: string, rows: readonly T[]) => {
    const byName = new Map(rows.map((row) => [row.name, row]));
    return (name: string): T => {
      const row = byName.get(name);
      if (row === undefined) throw new Error(`no ${what} ${name} in the project`);
      return row;
    };
  };
  const source = find("source", project.sources);
  return {
    source,
    view: find("view", project.views),
    transform: find("transform", project.transforms),
    functions: new Map(project.functions.map((fn) => [fn.name, fn])),
    chain: (name) => {
      const derived: DerivedSource[] = [];
      let next = source(name);
      while (next.node === "derived") {
        derived.push(next);
        next = source(next.from);
      }
      return { derived, base: next };
    },
  };
}
