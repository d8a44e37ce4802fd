import type { DerivedSource, Expr, Fn, PhysicalSource, Project, Source, Transform, View } from "../model/ir.js";
import type { Rel } from "./algebra.js";

/** The project by name, for planning. */
export interface Catalog {
  readonly source: (name: string) => Source;
  readonly view: (name: string) => View;
  readonly transform: (name: string) => Transform;
  readonly functions: ReadonlyMap<string, Fn>;
  /** Features of a view at the rows of a relation, which is what joins are made of. */
  readonly featuresAt: (input: Rel, read: FeaturesAt, catalog: Catalog) => Rel;
  /** A source and what it is derived from: outermost first, the physical one last. */
  readonly chain: (name: string) => { readonly derived: readonly DerivedSource[]; readonly base: PhysicalSource };
}

/** A read of a view at rows: at the instant in column `t`, for keys over the rows' columns. Its features become columns `id:feature`. */
export interface FeaturesAt {
  readonly id: string;
  readonly view: View;
  readonly t: string;
  /** By the view's key names. */
  readonly keys: ReadonlyMap<string, Expr>;
  /** The column that numbers the rows, for errors. */
  readonly row: string | null;
}

export function catalog(project: Project, featuresAt: Catalog["featuresAt"]): Catalog {
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
    featuresAt,
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
