/**
 * A project that can answer many tests at once.
 *
 * In: the project over the rows that tests give. Out: the same project, with the test's number as one more key of every
 * view.
 * Always: for a key and an instant, a view has the values that the project's own view has when the sources contain the
 * rows of that test alone. This holds because a view reads nothing beyond its key, with one exception: in a source of
 * full snapshots (`complete`), the newest snapshot ends the keys that it lacks. Services that read such a source are
 * not partitioned.
 */
import type { DerivedSource, Project, Service, Source } from "../../compiler/ir/index.js";
import { columnOf } from "../../compiler/ir/substitute.js";
import { testColumn } from "../../compiler/sql/index.js";
import { scalar } from "../../runtime/types.js";

const name = testColumn;
const type = scalar("int64");
/** The column of the test's number in each source. */
const ofRow = columnOf(name, { ...type, nullable: true });

export const partitioned = (project: Project): Project => ({
  ...project,
  sources: project.sources.map(withTest),
  views: project.views.map((view) => ({ ...view, keys: [{ name, type, value: ofRow }, ...view.keys] })),
  services: project.services.map(withTestKey),
});

export function withTestKey(service: Service): Service {
  const steps = service.steps.map((step) =>
    step.node === "read"
      ? { ...step, keys: [{ name, value: { node: "key", type, name } as const }, ...step.keys] }
      : step,
  );
  return { ...service, keys: [{ name, type, doc: null }, ...service.keys], steps };
}

function withTest(source: Source): Source {
  switch (source.node) {
    case "physical":
      return {
        ...source,
        columns: [...source.columns, { name, column: name, type }],
        key: source.key.length === 0 ? [] : [...source.key, name],
      };
    case "derived":
      return derived(source);
    case "union":
      return { ...source, branches: source.branches.map(derived), columns: [...source.columns, { name, type }] };
  }
}

const derived = (source: DerivedSource): DerivedSource => ({
  ...source,
  steps: source.steps.map((step) =>
    step.step === "join" ? { ...step, on: [...step.on, { name, type, value: ofRow }] } : step,
  ),
  columns: [...source.columns, { name, type: ofRow.type, value: ofRow, at: source.at }],
});

/** Tells which services can be answered for many tests at once. */
export class Partitionable {
  readonly #views = new Map<string, boolean>();
  readonly #sources = new Map<string, boolean>();

  constructor(private readonly project: Project) {}

  service({ steps }: Service): boolean {
    return steps.every((step) => step.node === "call" || this.#view(step.view));
  }

  #view(of: string): boolean {
    const view = this.project.views.find((candidate) => candidate.name === of);
    return remembered(this.#views, of, () => view !== undefined && this.#source(view.from));
  }

  #source(of: string): boolean {
    const source = this.project.sources.find((candidate) => candidate.name === of);
    return remembered(this.#sources, of, () => source !== undefined && this.#rows(source));
  }

  #rows(source: Source): boolean {
    switch (source.node) {
      case "physical":
        return !source.complete;
      case "derived":
        return (
          this.#source(source.from) &&
          source.steps.every((step) => step.step !== "join" || this.#joined(step.target.kind, step.target.name))
        );
      case "union":
        return source.branches.every((branch) => this.#rows(branch));
    }
  }

  #joined(kind: "source" | "view", of: string): boolean {
    return kind === "view" ? this.#view(of) : this.#source(of);
  }
}

function remembered(known: Map<string, boolean>, name: string, work: () => boolean): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = work();
  known.set(name, found);
  return found;
}
