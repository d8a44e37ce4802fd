import { withNullable } from "../../runtime/types.js";
import { type FunctionTable, functionTable } from "./function-table.js";
import type { Call, Expr, Item, Project, Service, Transform } from "./index.js";
import { serviceInputs } from "./service-inputs.js";
import { inputsIn, isLeaf, itemsIn, type Leaf } from "./substitute.js";
import { anyIn, rewrite } from "./walk.js";

/**
 * A service in two parts, for engines that cannot compute all of it: what SQL computes, and one transform that
 * TypeScript computes from the rows which SQL returned.
 */
export interface SplitService {
  /** The service's features that SQL computes, and after them the values that the transform reads. */
  readonly sql: { readonly project: Project; readonly service: Service };
  /** The transform reads features as request fields that have the names of SQL's columns. */
  readonly rest: { readonly project: Project; readonly transform: string; readonly inputs: readonly RestInput[] };
  /** The items of the transform that are features of the service. */
  readonly computed: readonly { readonly feature: string; readonly item: string }[];
}

/** A value that the transform reads, and the column of SQL that holds it. */
export interface RestInput {
  readonly group: "request" | "keys";
  readonly name: string;
  readonly column: string;
}

/**
 * `lacked`: a call that the engine cannot make, such as that of an `extern fn`. Null if no feature of the service's
 * transforms needs one.
 */
export function splitService(project: Project, service: Service, lacked: (expr: Expr) => boolean): SplitService | null {
  const functions = functionTable(project);
  const steps = new Items(project, service, functions, lacked);
  const external = steps.external();
  const isComputed = ({ step, feature }: StepFeature): boolean => external.has(keyOf(step, feature));
  const own = service.features.filter(isComputed);
  if (own.length === 0) return null;
  const rest = restOf(project, service, steps, own);
  const others = service.features.filter((feature) => !isComputed(feature));
  return {
    sql: sqlPart(project, service, steps, others, rest.read),
    rest: { project: rest.project, transform: rest.transform, inputs: rest.inputs },
    computed: own.map(({ name, step, feature }) => ({ feature: name, item: rest.itemOf.get(keyOf(step, feature))! })),
  };
}

interface StepFeature {
  readonly step: string;
  readonly feature: string;
}
const keyOf = (step: string, feature: string): string => `${step} ${feature}`;

/** The items of a service's calls. */
class Items {
  readonly #transforms: ReadonlyMap<string, Transform>;
  readonly calls: readonly Call[];

  constructor(
    project: Project,
    private readonly service: Service,
    readonly functions: FunctionTable,
    private readonly lacked: (expr: Expr) => boolean,
  ) {
    this.#transforms = new Map(project.transforms.map((each) => [each.name, each]));
    this.calls = service.steps.filter((step) => step.node === "call");
  }

  /** The items that a call evaluates. Each stands after those that it reads. */
  of(call: Call): readonly Item[] {
    const wanted = new Set(call.items);
    return this.#transforms.get(call.transform)!.items.filter(({ name }) => wanted.has(name));
  }

  /** The items that need a call which the engine cannot make, also through other items. */
  external(): ReadonlySet<string> {
    const found = new Set<string>();
    const bodies = new Map<string, boolean>();
    const needs = (value: Expr): boolean =>
      anyIn(value, (part) => this.lacked(part) || (part.node === "fn" && needsIn(part.name)));
    const needsIn = (name: string): boolean => {
      const known = bodies.get(name);
      if (known !== undefined) return known;
      const own = needs(this.functions.there(name).body);
      bodies.set(name, own);
      return own;
    };
    for (const call of this.calls)
      for (const { name, value } of this.of(call)) {
        if (needs(value) || this.#readBy(call, value).some(({ step, feature }) => found.has(keyOf(step, feature))))
          found.add(keyOf(call.id, name));
      }
    return found;
  }

  /** These features with everything that they read in turn. */
  needed(features: readonly StepFeature[]): ReadonlySet<string> {
    const found = new Set(features.map(({ step, feature }) => keyOf(step, feature)));
    for (const step of this.service.steps.toReversed()) {
      if (step.node === "read") continue;
      for (const { name, value } of this.of(step).toReversed())
        if (found.has(keyOf(step.id, name)))
          for (const read of this.#readBy(step, value)) found.add(keyOf(read.step, read.feature));
    }
    return found;
  }

  #readBy(call: Call, value: Expr): readonly StepFeature[] {
    return [
      ...[...itemsIn(value, this.functions)].map((feature) => ({ step: call.id, feature })),
      ...inputsIn(value, this.functions).map(({ from, name }) => ({ step: call.inputs[from] ?? from, feature: name })),
    ];
  }
}

/** A leaf of the transform that is no item, and what it is in the service. */
interface LeafRead {
  readonly column: string;
  readonly expr: Exclude<Leaf, { node: "item" }>;
}

/** The transform that TypeScript computes: the items that these features need, with all items that they read. */
function restOf(project: Project, service: Service, items: Items, features: readonly StepFeature[]) {
  const needed = items.needed(features);
  const itemOf = new Map<string, string>();
  const read = new Map<string, LeafRead>();
  const inputs: RestInput[] = [];
  const given = ({ group, name, column }: RestInput, expr: LeafRead["expr"]): void => {
    if (read.has(column)) return;
    read.set(column, { column, expr });
    inputs.push({ group, name, column });
  };
  const leafIn =
    (call: Call) =>
    (leaf: Leaf): Expr => {
      switch (leaf.node) {
        case "item":
          return { ...leaf, name: itemOf.get(keyOf(call.id, leaf.name))! };
        case "input": {
          const step = call.inputs[leaf.from] ?? leaf.from;
          const item = itemOf.get(keyOf(step, leaf.name));
          if (item !== undefined) return { node: "item", type: leaf.type, name: item };
          const column = `${step}.${leaf.name}`;
          given({ group: "request", name: column, column }, { ...leaf, from: step });
          return { node: "request", type: leaf.type, request: "rows", name: column };
        }
        case "request":
          given({ group: "request", name: leaf.name, column: `@request.${leaf.name}` }, leaf);
          return leaf;
        case "key": {
          const name = call.keys[leaf.name] ?? leaf.name;
          given({ group: "keys", name, column: `@key.${name}` }, { ...leaf, name });
          return { ...leaf, name };
        }
        case "now":
          // A label may have no time. Generated code expects that of keys only.
          given({ group: "keys", name: NOW, column: NOW }, leaf);
          return { node: "key", type: leaf.type, name: NOW };
        case "column":
        case "latest":
        case "aggregate":
        case "param":
          throw new Error(`a ${leaf.node} in an item of transform ${call.transform}`);
      }
    };
  const own: Item[] = [];
  for (const call of items.calls) {
    const leaf = leafIn(call);
    for (const item of items.of(call)) {
      if (!needed.has(keyOf(call.id, item.name))) continue;
      const value = rewrite(item.value, (part) => (isLeaf(part) ? leaf(part) : null));
      // Variables of the generated code, so they must be plain names.
      const name = `value_${own.length}`;
      itemOf.set(keyOf(call.id, item.name), name);
      own.push({ ...item, node: "let", name, value, origin: { kind: "computed" } });
    }
  }
  const returned = new Set(features.map(({ step, feature }) => itemOf.get(keyOf(step, feature))!));
  const transform: Transform = {
    ...declaredBy(service, "rest"),
    views: [],
    transforms: [],
    requests: [],
    keys: [],
    items: own.map((item) => (returned.has(item.name) ? { ...item, node: "feature" } : item)),
  };
  return {
    project: { ...project, views: [], services: [], transforms: [transform], requests: [], tests: [] },
    transform: transform.name,
    inputs,
    itemOf,
    read: [...read.values()],
  };
}

/** No declared name begins with `@`. */
const GIVEN = "@given";
const NOW = "@now";

/** The service with only these features, and then the values that the transform reads. */
function sqlPart(
  project: Project,
  service: Service,
  items: Items,
  features: Service["features"],
  read: readonly LeafRead[],
): SplitService["sql"] {
  const hops = service.steps.flatMap((step) =>
    step.node === "call"
      ? []
      : step.keys.flatMap(({ value }) =>
          inputsIn(value, items.functions).map(({ from, name }) => ({ step: from, feature: name })),
        ),
  );
  const fromSteps = read.flatMap(({ column, expr }): Service["features"] =>
    expr.node === "input"
      ? [{ name: column, type: expr.type, step: expr.from, feature: expr.name, doc: null, at: service.at }]
      : [],
  );
  const needed = items.needed([...features, ...hops, ...fromSteps]);
  const given = read.filter(({ expr }) => expr.node !== "input");
  // A label may have no key and no time.
  const givenItems = given.map(
    ({ column, expr }): Item => ({
      node: "feature",
      name: column,
      type: withNullable(expr.type, true),
      value: { ...expr, type: withNullable(expr.type, true) },
      default: null,
      origin: { kind: "computed" },
      doc: null,
      annotations: [],
      at: service.at,
    }),
  );
  const transform: Transform = {
    ...declaredBy(service, GIVEN),
    views: [],
    transforms: [],
    requests: [],
    keys: [],
    items: givenItems,
  };
  const givenCall: Call = {
    node: "call",
    id: GIVEN,
    transform: GIVEN,
    inputs: {},
    keys: Object.fromEntries(serviceInputs(service).map(({ name }) => [name, name])),
    items: givenItems.map(({ name }) => name),
  };
  const steps = service.steps.flatMap((step): Service["steps"] => {
    if (step.node === "read") return [step];
    const own = step.items.filter((name) => needed.has(keyOf(step.id, name)));
    return own.length === 0 ? [] : [{ ...step, items: own }];
  });
  const fromLabels = givenItems.map(({ name, type }) => ({
    name,
    type,
    step: GIVEN,
    feature: name,
    doc: null,
    at: service.at,
  }));
  return {
    project: { ...project, transforms: [...project.transforms, transform] },
    service: {
      ...service,
      steps: given.length === 0 ? steps : [...steps, givenCall],
      features: [...features, ...fromSteps, ...fromLabels],
    },
  };
}

const declaredBy = ({ at }: Service, name: string) => ({ name, doc: null, annotations: [], at }) as const;
