/**
 * The steps of a service.
 *
 * In: what its picks need, feature by feature. Out: reads and calls, each after those that it depends on.
 * Always: the service asks only for what its picked features need, so a service's keys, requests and hops are those of
 * its features. Equal reads and equal calls are one step. A hop's key holds no items: their definitions are inlined.
 */
import type { Type } from "../../../runtime/types.js";
import type { Call, Expr, Item, Read, Transform, View, ViewInput } from "../../ir/index.js";
import { rewrite, walk } from "../../ir/walk.js";

type Binding = ReadonlyMap<string, string>;

/** A transform under one binding of its keys, and the items of it that are needed. */
interface Instance {
  readonly transform: Transform;
  readonly binding: Binding;
  readonly items: Set<string>;
  readonly alias: string | null;
  id: string | null;
}

export interface NeededKey {
  readonly name: string;
  readonly type: Type;
}

export class ServiceGraph {
  readonly steps: (Read | Call)[] = [];
  /** In order of first need; one name may occur with two types. */
  readonly keys: NeededKey[] = [];
  readonly requests = new Map<string, { readonly request: string; readonly name: string; readonly type: Type }>();
  readonly #instances = new Map<string, Instance>();
  readonly #reads = new Map<string, Read>();
  readonly #hops = new Map<string, number>();
  readonly #ids = new Set<string>();

  constructor(private readonly transforms: (name: string) => Transform | null) {}

  /** All keys that a transform may need, also through the transforms that it reads. */
  keysOf(transform: Transform): ReadonlySet<string> {
    const keys = new Set(transform.keys.map((key) => key.name));
    for (const name of transform.transforms) {
      const inner = this.transforms(name);
      if (inner !== null) for (const key of this.keysOf(inner)) keys.add(key);
    }
    return keys;
  }

  /** First pass: marks what a feature of a transform needs. */
  need(transform: Transform, binding: Binding, item: string, alias: string | null): void {
    const instance = this.#instance(transform, binding, alias);
    if (instance.items.has(item)) return;
    const found = itemOf(transform, item);
    if (found === null) return;
    instance.items.add(item);
    this.#needIn(found.value, instance, (name) => this.need(transform, binding, name, alias));
  }

  #needIn(expr: Expr, instance: Instance, item: (name: string) => void): void {
    const { transform, binding } = instance;
    walk(expr, (part) => {
      if (part.node === "item") item(part.name);
      if (part.node !== "input") return;
      const inner = transform.transforms.includes(part.from) ? this.transforms(part.from) : null;
      if (inner !== null) this.need(inner, binding, part.name, null);
      const input = transform.views.find((view) => view.ref === part.from);
      for (const key of inner === null ? (input?.keys ?? []) : []) {
        // A hop's key has its items inlined, so they are not needed as items.
        const inline = (name: string): void => {
          const found = itemOf(transform, name);
          if (found !== null) this.#needIn(found.value, instance, inline);
        };
        this.#needIn(key.value, instance, inline);
      }
    });
  }

  /** Second pass: the step that reads a view under a binding. */
  read(view: View, binding: Binding, id: string): string {
    const keys = view.keys.map(({ name, type }) => ({
      name,
      value: this.#key(binding.get(name) ?? name, type),
    }));
    return this.#addRead(view.name, keys, id, 0);
  }

  /** Second pass: the step that calls a transform under a binding. */
  call(transform: Transform, binding: Binding, alias: string | null): string {
    return this.#emit(this.#instance(transform, binding, alias));
  }

  #instance(transform: Transform, binding: Binding, alias: string | null): Instance {
    const own = this.keysOf(transform);
    const relevant = [...binding]
      .filter(([from, to]) => from !== to && own.has(from))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([transform.name, relevant]);
    const before = this.#instances.get(key);
    if (before !== undefined) return before;
    const instance: Instance = { transform, binding: new Map(relevant), items: new Set(), alias, id: null };
    this.#instances.set(key, instance);
    return instance;
  }

  #emit(instance: Instance): string {
    if (instance.id !== null) return instance.id;
    const { transform, binding } = instance;
    const items = transform.items.filter((item) => instance.items.has(item.name));
    const inputs = new Map<string, string>();
    const keys = new Map<string, string>();
    for (const item of items) {
      walk(item.value, (part) => {
        if (part.node === "input" && !inputs.has(part.from)) inputs.set(part.from, this.#input(instance, part.from));
        if (part.node === "key") {
          const name = binding.get(part.name) ?? part.name;
          keys.set(part.name, name);
          this.#key(name, part.type);
        }
        if (part.node === "request") this.#request(part);
      });
    }
    instance.id = this.#unique(instance.alias ?? transform.name);
    this.#hops.set(instance.id, Math.max(0, ...[...inputs.values()].map((id) => this.#hops.get(id) ?? 0)));
    this.steps.push({
      node: "call",
      id: instance.id,
      transform: transform.name,
      inputs: Object.fromEntries(inputs),
      keys: Object.fromEntries(keys),
      items: items.map((item) => item.name),
    });
    return instance.id;
  }

  /** The step behind a ref of a transform. */
  #input(instance: Instance, ref: string): string {
    const { transform, binding } = instance;
    if (transform.transforms.includes(ref)) {
      const inner = this.transforms(ref);
      return inner === null ? ref : this.#emit(this.#instance(inner, binding, null));
    }
    const input: ViewInput = transform.views.find((view) => view.ref === ref)!;
    let hop = 0;
    const resolve = (expr: Expr): Expr =>
      rewrite(expr, (part) => {
        switch (part.node) {
          case "key":
            return this.#key(binding.get(part.name) ?? part.name, part.type);
          case "request":
            this.#request(part);
            return part;
          case "item":
            return resolve(inlined(itemOf(transform, part.name)!));
          case "input": {
            const step = this.#input(instance, part.from);
            hop = Math.max(hop, (this.#hops.get(step) ?? 0) + 1);
            return { ...part, from: step };
          }
          default:
            return null;
        }
      });
    const keys = input.keys.map(({ name, value }) => ({ name, value: resolve(value) }));
    const plain = ref === input.view && hop === 0;
    return this.#addRead(input.view, keys, plain ? input.view : `${transform.name}_${ref}`, hop);
  }

  #addRead(view: string, keys: Read["keys"], id: string, hop: number): string {
    const key = JSON.stringify([view, keys]);
    const before = this.#reads.get(key);
    if (before !== undefined) return before.id;
    const read: Read = { node: "read", id: this.#unique(id), view, keys, hop };
    this.#reads.set(key, read);
    this.#hops.set(read.id, hop);
    this.steps.push(read);
    return read.id;
  }

  #key(name: string, type: Type): Expr {
    if (!this.keys.some((key) => key.name === name && key.type.kind === type.kind)) this.keys.push({ name, type });
    return { node: "key", type, name };
  }

  #request({ request, name, type }: Expr & { readonly node: "request" }): void {
    const key = `${request}.${name}`;
    if (!this.requests.has(key)) this.requests.set(key, { request, name, type });
  }

  /** Names of steps become names of tables, so they must differ by more than case. */
  #unique(wanted: string): string {
    let id = wanted;
    for (let n = 2; this.#ids.has(id.toLowerCase()); n++) id = `${wanted}_${n}`;
    this.#ids.add(id.toLowerCase());
    return id;
  }
}

const itemOf = (transform: Transform, name: string): Item | null =>
  transform.items.find((item) => item.name === name) ?? null;

/** The value that a reader of the item gets. */
const inlined = (item: Item): Expr =>
  item.default === null ? item.value : { node: "coalesce", type: item.type, values: [item.value, item.default] };
