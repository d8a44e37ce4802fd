import type {
  Call,
  Item,
  Project,
  Service,
  ServiceFeature,
  Test,
  TestCase,
  Transform,
} from "../../compiler/ir/index.js";
import type { Value } from "../../runtime/index.js";
import { type Cells, itemsOf } from "./given-cells.js";
import { neededOf } from "./needed.js";
import { serviceFor } from "./stage.js";

type Target = TestCase["expect"][number]["target"];

/**
 * Questions that share statements and code: for the same features of a target, with features of the same views and
 * transforms given.
 */
export interface Shape {
  readonly id: number;
  readonly target: Target;
  /** Steps that read or call something given use a transform of the service's request fields instead. */
  readonly service: Service;
  readonly given: readonly string[];
}

/**
 * The shapes of the questions that tests ask. Given values are inputs of a shape, not part of it. So tests that differ
 * only in values share statements and code, and rows over the same data are asked for together.
 */
export class Shapes {
  readonly #shapes = new Map<string, Shape>();
  readonly #bases = new Map<string, Service | null>();
  readonly #needs = new Map<string, Service>();
  readonly #given: readonly string[];
  readonly #transforms: readonly Transform[];

  constructor(
    readonly project: Project,
    tests: readonly Test[],
  ) {
    const names = tests.flatMap(({ cases }) => cases.flatMap(({ given }) => given)).map(({ target }) => target);
    this.#given = [...new Set(names.filter(({ kind }) => kind !== "request").map(({ name }) => name))].sort();
    this.#transforms = [...project.transforms, ...this.#given.map((name) => this.#givenTransform(name))];
  }

  /** Null if the target can't be read by itself, because its keys need binding. */
  of(target: Target, given: readonly string[], wanted: (feature: ServiceFeature) => boolean): Shape | null {
    const names = [...new Set(given)].sort();
    const base = this.#base(target, names);
    if (base === null) return null;
    const features = base.features.filter(wanted).map(({ name }) => name);
    const key = JSON.stringify([target.kind, target.name, names, features]);
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const id = this.#shapes.size;
    const service = { ...this.#narrowed(base, features), name: `feat_test_${id}` };
    const shape = { id, target, service, given: names };
    this.#shapes.set(key, shape);
    return shape;
  }

  /** The keys and request fields that one feature needs. */
  needs(target: Target, given: readonly string[], feature: string): Pick<Service, "keys" | "requests"> {
    const names = [...new Set(given)].sort();
    const key = JSON.stringify([target.kind, target.name, names, feature]);
    const base = this.#base(target, names);
    const known = this.#needs.get(key) ?? (base && this.#narrowed(base, [feature]));
    if (known === null) return { keys: [], requests: [] };
    this.#needs.set(key, known);
    return known;
  }

  /** The project with every shape that was asked for so far. */
  get whole(): Project {
    const services = [...this.#shapes.values()].map(({ service }) => service);
    return { ...this.project, transforms: this.#transforms, services };
  }

  /** The inputs through which a shape takes given values. */
  inputsOf({ given }: Shape, cells: Cells): readonly (readonly [field: string, value: Value])[] {
    return given.flatMap((name) =>
      [...(cells.get(name) ?? [])].map(([feature, { value }]) => [this.#field(name, feature), value] as const),
    );
  }

  #narrowed(service: Service, features: readonly string[]): Service {
    const wanted = new Set(features);
    return neededOf({ functions: this.project.functions, transforms: this.#transforms }, service, (name) =>
      wanted.has(name),
    );
  }

  /** The target's service with all of its features. Steps that read or call something given are replaced. */
  #base(target: Target, given: readonly string[]): Service | null {
    const key = JSON.stringify([target.kind, target.name, given]);
    const known = this.#bases.get(key);
    if (known !== undefined) return known;
    const name = serviceFor(target);
    const found = this.project.services.find((service) => service.name === name) ?? null;
    const base = found && this.#replaced(found, given);
    this.#bases.set(key, base);
    return base;
  }

  #replaced(service: Service, given: readonly string[]): Service {
    const steps = service.steps.map((step): Service["steps"][number] => {
      const of = step.node === "read" ? step.view : step.transform;
      if (!given.includes(of)) return step;
      const call: Call = {
        node: "call",
        id: step.id,
        transform: givenName(of),
        inputs: {},
        keys: {},
        items: itemsOf(this.project, of).map(({ name }) => name),
      };
      return call;
    });
    const requests = given.flatMap((of) =>
      itemsOf(this.project, of).map(({ name, type }) => {
        return { request: givenName(of), name: this.#field(of, name), type, doc: null };
      }),
    );
    return { ...service, steps, requests: [...service.requests, ...requests] };
  }

  /** A unique name: the number before the feature's name says which given step it belongs to. */
  #field(of: string, feature: string): string {
    return `${givenName("")}${this.#given.indexOf(of)}_${feature}`;
  }

  #givenTransform(of: string): Transform {
    const at = { file: "", line: 1 };
    const items = itemsOf(this.project, of).map(({ name, type }): Item => {
      const value = { node: "request", type, request: givenName(of), name: this.#field(of, name) } as const;
      const origin = { kind: "computed" } as const;
      return { node: "feature", name, type, value, default: null, origin, doc: null, annotations: [], at };
    });
    const name = givenName(of);
    const requests = items.map((item) => ({ request: name, name: this.#field(of, item.name), type: item.type }));
    return { name, doc: null, annotations: [], at, views: [], transforms: [], requests, keys: [], items };
  }
}

/** The call that replaces a step that reads or calls something given. */
export const givenName = (name: string): string => `feat_given_${name}`;
