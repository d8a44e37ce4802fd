import type { FunctionTable } from "../ir/function-table.js";
import type { Item, Project, Source } from "../ir/index.js";
import { lookupsOf } from "../ir/lookups.js";
import { inputsIn, itemsIn } from "../ir/substitute.js";
import type { Affected } from "./change.js";
import { ownerOf } from "./described.js";

/** A thing that others read: `source clicks`, `feature v.f`, or `all v` for a whole view or transform (one namespace). */
export type Node = `${"source" | "all" | "feature" | "transform" | "service"} ${string}`;

/** Who reads what in a project, down to single features. */
export class Dependents {
  readonly #readers = new Map<Node, Set<Node>>();
  readonly #affected = new Map<Node, Affected>();

  constructor(project: Project) {
    const { functions } = lookupsOf(project);
    for (const source of project.sources) this.#source(source);
    for (const view of project.views) {
      this.#read(`source ${view.from}`, `all ${view.name}`);
      this.#affected.set(`all ${view.name}`, {
        kind: "view",
        name: view.name,
        owner: ownerOf(view.annotations),
      });
      for (const { node, name } of view.items) {
        if (node === "feature") this.#read(`all ${view.name}`, `feature ${view.name}.${name}`);
      }
      this.#items(view.name, view.items, new Map(), functions);
    }
    for (const transform of project.transforms) {
      const owners = new Map(transform.views.map(({ ref, view }) => [ref, view]));
      this.#affected.set(`transform ${transform.name}`, {
        kind: "transform",
        name: transform.name,
        owner: ownerOf(transform.annotations),
      });
      this.#items(transform.name, transform.items, owners, functions);
      for (const item of transform.items)
        this.#read(`feature ${transform.name}.${item.name}`, `transform ${transform.name}`);
      for (const item of transform.items) this.#read(`all ${transform.name}`, `feature ${transform.name}.${item.name}`);
      // The keys of a view that is read decide all that is read from it.
      for (const { ref, keys } of transform.views)
        for (const { value } of keys)
          for (const { from, name } of inputsIn(value, functions))
            for (const reader of this.#reading(transform.items, ref, functions))
              this.#read(`feature ${owners.get(from) ?? from}.${name}`, `feature ${transform.name}.${reader}`);
    }
    for (const service of project.services) {
      this.#affected.set(`service ${service.name}`, {
        kind: "service",
        name: service.name,
        owner: ownerOf(service.annotations),
      });
      const owners = new Map(service.steps.map((step) => [step.id, step.node === "read" ? step.view : step.transform]));
      for (const { step, feature } of service.features)
        this.#read(`feature ${owners.get(step)}.${feature}`, `service ${service.name}`);
      for (const step of service.steps) {
        if (step.node === "call") continue;
        for (const { value } of step.keys)
          for (const { from, name } of inputsIn(value, functions))
            this.#read(`feature ${owners.get(from)}.${name}`, `service ${service.name}`);
      }
    }
  }

  /** The views, transforms and services that read any of these, at any distance; not these themselves. */
  of(changed: readonly Node[]): readonly Affected[] {
    const found = new Set<Node>(changed);
    for (const node of found) for (const reader of this.#readers.get(node) ?? []) found.add(reader);
    const own = new Set(changed);
    const affected = [...found].flatMap((node) => {
      const one = own.has(node) ? undefined : this.#affected.get(node);
      return one === undefined ? [] : [one];
    });
    return inOrder(affected);
  }

  #read(what: Node, by: Node): void {
    const readers = this.#readers.get(what) ?? new Set();
    this.#readers.set(what, readers.add(by));
  }

  #source(source: Source): void {
    if (source.node === "physical") return;
    for (const { from, steps } of source.node === "union" ? source.branches : [source]) {
      this.#read(`source ${from}`, `source ${source.name}`);
      for (const step of steps) {
        if (step.step !== "join") continue;
        const { kind, name } = step.target;
        if (kind === "source") this.#read(`source ${name}`, `source ${source.name}`);
        else for (const column of step.columns) this.#read(`feature ${name}.${column.name}`, `source ${source.name}`);
      }
    }
  }

  /** Which features each item reads, directly: its own view's or transform's items, and those of others. */
  #items(owner: string, items: readonly Item[], owners: ReadonlyMap<string, string>, functions: FunctionTable): void {
    for (const { name, value } of items) {
      for (const read of itemsIn(value, functions)) this.#read(`feature ${owner}.${read}`, `feature ${owner}.${name}`);
      for (const { from, name: read } of inputsIn(value, functions))
        this.#read(`feature ${owners.get(from) ?? from}.${read}`, `feature ${owner}.${name}`);
    }
  }

  /** The items that read a feature of a view under this name. */
  #reading(items: readonly Item[], ref: string, functions: FunctionTable): readonly string[] {
    return items
      .filter(({ value }) => inputsIn(value, functions).some(({ from }) => from === ref))
      .map(({ name }) => name);
  }
}

const kinds: readonly Affected["kind"][] = ["view", "transform", "service"];
/** Along the way from the source to the reader, and then by name. */
export const inOrder = (affected: readonly Affected[]): readonly Affected[] =>
  affected.toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
