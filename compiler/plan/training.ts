import type { Call, Expr, Project, Read, Service } from "../ir/index.js";
import { narrowed, neededFeatures } from "../ir/needed.js";
import { serviceInputs } from "../ir/service-inputs.js";
import { columnOf, type Leaf, substitute } from "../ir/substitute.js";
import type { Rel } from "./algebra.js";
import type { Catalog } from "./catalog.js";
import { featuresAt, planCatalog, withItems } from "./features-at.js";

export interface TrainingOptions {
  /** Labels carry their own columns, as one struct. Else they are joined at the end, for engines without such structs. */
  readonly whole?: boolean;
}

/**
 * Historical retrieval of a service: from the labels, step by step, to the features.
 *
 * Always: one row per label all the way; a view is evaluated once per different (key, instant) and joined back.
 */
export function planTraining(project: Project, service: Service, { whole = true }: TrainingOptions = {}): Rel {
  const names = planCatalog(project);
  let rel: Rel = {
    node: "labels",
    whole,
    inputs: serviceInputs(service),
    title: `labels of service ${service.name}`,
    at: service.at,
  };
  const needed = neededFeatures(project, service);
  for (const step of service.steps)
    rel = step.node === "read" ? readStep(rel, step, needed.get(step.id)!, names) : callStep(rel, step, names);
  return {
    node: "training",
    whole,
    input: rel,
    inputs: serviceInputs(service).map(({ name }) => name),
    features: service.features.map(({ name, step, feature, type }) => ({ name, from: `${step}:${feature}`, type })),
    title: `service ${service.name}`,
    at: service.at,
  };
}

const inputColumn = (name: string): string => `in.${name}`;

/** What a leaf of a service's own expressions (the keys of its reads) is at a label. */
function serviceLeaf(leaf: Leaf): Expr {
  switch (leaf.node) {
    case "key":
    case "request":
      return columnOf(inputColumn(leaf.name), leaf.type);
    case "input":
      return columnOf(`${leaf.from}:${leaf.name}`, leaf.type);
    case "now":
      return columnOf("@t", leaf.type);
    case "column":
    case "latest":
    case "aggregate":
    case "item":
    case "param":
      throw new Error(`a ${leaf.node} among the keys of a service's read`);
  }
}

function readStep(labels: Rel, step: Read, features: ReadonlySet<string>, names: Catalog): Rel {
  const view = narrowed(names.view(step.view), features, names.functions);
  const keys = new Map(step.keys.map((key) => [key.name, substitute(key.value, serviceLeaf, names.functions)]));
  return featuresAt(labels, { id: step.id, view, t: "@t", keys, row: "@row" }, names);
}

function callStep(labels: Rel, step: Call, names: Catalog): Rel {
  const transform = names.transform(step.transform);
  const used = new Set(step.items);
  const leaf = (l: Leaf): Expr => {
    switch (l.node) {
      case "input": {
        const from = step.inputs[l.from];
        if (from === undefined) throw new Error(`call ${step.id} has no input ${l.from}`);
        return columnOf(`${from}:${l.name}`, l.type);
      }
      case "item":
        return columnOf(`${step.id}:${l.name}`, l.type);
      case "key":
        return columnOf(inputColumn(step.keys[l.name] ?? l.name), l.type);
      case "request":
        return columnOf(inputColumn(l.name), l.type);
      case "now":
        return columnOf("@t", l.type);
      case "column":
      case "latest":
      case "aggregate":
      case "param":
        throw new Error(`a ${l.node} in an item of transform ${transform.name}`);
    }
  };
  const items = transform.items.filter((item) => used.has(item.name));
  return withItems(labels, items, { step: step.id, owner: transform.name, row: "@row", alone: true }, leaf, names);
}
