import { type FunctionTable, functionTable } from "../ir/function-table.js";
import type {
  DerivedSource,
  Expr,
  PhysicalSource,
  Project,
  Source,
  Transform,
  UnionSource,
  View,
} from "../ir/index.js";
import type { Needs, Rel, Stage } from "./algebra.js";
import { inlined } from "./inline.js";
import type { Part } from "./part.js";
import type { Costs } from "./strategies/costs.js";

/** The facts about an engine that a plan depends on. */
export interface EngineFacts {
  /** True if the engine has what an alternative of a stage needs. */
  readonly can: (needs: Needs) => boolean;
  /** The time that the engine needs for the steps of each strategy. */
  readonly costs: Costs;
}

/** The project by name, for planning. */
export interface Catalog extends EngineFacts {
  readonly source: (name: string) => Source;
  readonly view: (name: string) => View;
  readonly transform: (name: string) => Transform;
  readonly functions: FunctionTable;
  /** Columns of features that can fail, with their expressions over columns that can't. Filled while a plan is made. */
  readonly failing: Map<string, Expr>;
  /** A stage for some of the values that a step reads. */
  readonly stage: (step: string, part: Part) => Stage;
  /** A view's features at the rows of a relation. Joins are made of this. */
  readonly featuresAt: (input: Rel, read: FeaturesAt, catalog: Catalog) => Rel;
  /**
   * A source and the sources that it is derived from, outermost first. The last one is declared in YAML, or a union.
   */
  readonly chain: (name: string) => { readonly derived: readonly DerivedSource[]; readonly base: Base };
}

/** What YAML says of the rows at the bottom of a chain. For a union, what any of its branches says. */
export interface Base {
  readonly source: PhysicalSource | UnionSource;
  readonly kind: PhysicalSource["kind"];
  /** Empty for a union, whose rows already know when they are superseded. */
  readonly key: readonly string[];
  /** True if its rows have versions. */
  readonly keyed: boolean;
  readonly created: boolean;
  readonly sequence: boolean;
  readonly deleted: boolean;
  readonly until: boolean;
  readonly complete: boolean;
  readonly delayMicros: string | null;
}

/**
 * A read of a view at rows: at the instant in column `t`, for keys that are expressions over the rows' columns. Its
 * features become columns `id:feature`.
 */
export interface FeaturesAt {
  readonly id: string;
  readonly view: View;
  readonly t: string;
  /** By the names of the view's keys. */
  readonly keys: ReadonlyMap<string, Expr>;
  /** The column that numbers the rows, for errors. */
  readonly row: string | null;
}

export function catalog(project: Project, featuresAt: Catalog["featuresAt"], { can, costs }: EngineFacts): Catalog {
  // A plan reads little of a project. So only that part is searched for, and only there are calls of declared functions
  // inlined.
  const find = <T extends { readonly name: string }>(
    what: string,
    rows: readonly T[],
    written: (row: T) => T = (row) => row,
  ) => {
    const known = new Map<string, T>();
    return (name: string): T => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const row = rows.find((each) => each.name === name);
      if (row === undefined) throw new Error(`no ${what} ${name} in the project`);
      const own = written(row);
      known.set(name, own);
      return own;
    };
  };
  const functions = functionTable(project);
  const stages = new Set<string>();
  const source = find("source", project.sources, (row) => inlined(row, functions));
  return {
    source,
    view: find("view", project.views, (row) => inlined(row, functions)),
    transform: find("transform", project.transforms),
    featuresAt,
    failing: new Map(),
    can,
    functions,
    costs,
    stage: (step, { name, alternatives, measure, title, at }) => ({
      node: "stage",
      name: unique(`${step}_${name}`, stages),
      alternatives,
      measure,
      title,
      at,
    }),
    chain,
  };

  function chain(name: string): ReturnType<Catalog["chain"]> {
    const derived: DerivedSource[] = [];
    let next = source(name);
    while (next.node === "derived") {
      derived.push(next);
      next = source(next.from);
    }
    return { derived, base: baseOf(next) };
  }
  function baseOf(source: PhysicalSource | UnionSource): Base {
    if (source.node === "physical") {
      const { kind, key, complete, delayMicros } = source;
      const has = (value: unknown): boolean => value !== null;
      return {
        source,
        kind,
        key,
        keyed: key.length > 0,
        created: has(source.created),
        sequence: has(source.sequence),
        deleted: has(source.deleted),
        until: has(source.until),
        complete,
        delayMicros,
      };
    }
    const bases = source.branches.map((branch) => chain(branch.from).base);
    const some = (of: (base: Base) => boolean): boolean => bases.some(of);
    return {
      source,
      kind: bases[0]!.kind,
      key: [],
      keyed: some((base) => base.keyed),
      created: some((base) => base.created),
      sequence: some((base) => base.sequence),
      deleted: some((base) => base.deleted),
      until: some((base) => base.until),
      complete: some((base) => base.complete),
      delayMicros: null,
    };
  }
}

function unique(stem: string, taken: Set<string>): string {
  let name = stem;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}
