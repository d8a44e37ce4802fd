/**
 * A project in which many tests can be answered at once.
 *
 * In: the project over the rows that tests give. Out: the same with the test's number as one more key of every view.
 * Always: a view says of a key and an instant what the project's own view says where the sources have the rows of that test alone.
 * That is so as nothing in a view goes beyond its key, but for one thing, and what has it is not partitioned: where each time of a
 * source is a full snapshot, the newest one ends the keys that it does not have.
 */
import type { DerivedSource, Project, Service, Source } from "../../compiler/model/ir.js";
import { columnOf } from "../../compiler/model/substitute.js";
import { testColumn } from "../../compiler/sql/index.js";
import { scalar } from "../../runtime/types.js";

const name = testColumn;
const type = scalar("int64");
/** The test's number as it stands in a row of any source. */
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

/** Can a service be answered in this way? */
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
