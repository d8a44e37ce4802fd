import type { Call, Expr, Project, Read, Service } from "../ir/index.js";
import { narrowed, neededFeatures } from "../ir/needed.js";
import { serviceInputs } from "../ir/service-inputs.js";
import { columnOf, type Leaf, substitute } from "../ir/substitute.js";
import { walk } from "../ir/walk.js";
import type { Rel } from "./algebra.js";
import type { Catalog, EngineFacts } from "./catalog.js";
import { featureColumn, inputColumn } from "./columns.js";
import { featuresAt, planCatalog, withItems } from "./features-at.js";
import { chosen, joined, type Made } from "./layers.js";

export interface TrainingOptions extends Partial<EngineFacts> {
  /**
   * True if labels carry their own columns, as one struct. Else they are joined at the end, for engines without such
   * structs.
   */
  readonly whole?: boolean;
}

/**
 * Historical retrieval of a service: from the labels, step by step, to the features.
 *
 * Always: one row per label at every step. A view is evaluated once per different (key, instant) and joined back.
 */
export function planTraining(
  project: Project,
  service: Service,
  { whole = true, ...engine }: TrainingOptions = {},
): Rel {
  const names = planCatalog(project, engine);
  const labels: Rel = {
    node: "labels",
    whole,
    inputs: serviceInputs(service),
    title: `labels of service ${service.name}`,
    at: service.at,
  };
  const needed = neededFeatures(project, service);
  const withSteps = (below: Rel, steps: Service["steps"]): Rel =>
    steps.reduce(
      (rel, step) =>
        step.node === "read" ? readStep(rel, step, needed.get(step.id)!, names) : callStep(rel, step, names),
      below,
    );
  const { steps } = service;
  return {
    node: "training",
    whole,
    input: steps.length <= 2 * FEW ? withSteps(labels, steps) : inParts(labels, service, withSteps, names),
    inputs: serviceInputs(service).map(({ name }) => name),
    features: service.features.map(({ name, step, feature, type }) => ({
      name,
      from: featureColumn(step, feature),
      type,
    })),
    title: `service ${service.name}`,
    at: service.at,
  };
}

/** The most steps that follow one after the other. */
const FEW = 8;

/**
 * Cuts many steps into parts, each of which starts at the labels. Else the features of all earlier steps would be
 * columns of every relation of every step, and an engine's work would grow with the square of their number.
 */
function inParts(
  labels: Rel,
  service: Service,
  withSteps: (below: Rel, steps: Service["steps"]) => Rel,
  names: Catalog,
): Rel {
  const { steps } = service;
  const own = { title: `labels of service ${service.name}`, at: service.at };
  // The features that are read outside their step, by their step.
  const wanted = new Map<string, Set<string>>();
  const want = (step: string, feature: string): void => {
    const known = wanted.get(step) ?? new Set();
    wanted.set(step, known.add(featureColumn(step, feature)));
  };
  for (const { step, feature } of service.features) want(step, feature);
  for (const step of steps) for (const { from, name } of inputsOf(step, names)) want(from, name);
  const parts: Made[] = [];
  for (let from = 0; from < steps.length; from += FEW) {
    const some = steps.slice(from, from + FEW);
    const reads = new Set(
      some.flatMap((step) => inputsOf(step, names).map(({ from: id, name }) => featureColumn(id, name))),
    );
    const below = parts.reduce(
      (rel, part) => joined(rel, { ...part, made: part.made.filter((name) => reads.has(name)) }, "@row", own),
      labels,
    );
    const made = some.flatMap(({ id }) => [...(wanted.get(id) ?? [])]);
    parts.push({ rel: chosen(withSteps(below, some), ["@row", ...made], own), made });
  }
  return parts.reduce((rel, part) => joined(rel, part, "@row", own), labels);
}

/** The features of other steps that a step reads. */
function inputsOf(
  step: Service["steps"][number],
  names: Catalog,
): readonly { readonly from: string; readonly name: string }[] {
  const found: { readonly from: string; readonly name: string }[] = [];
  const visit = (expr: Expr, from: (name: string) => string): void =>
    walk(expr, (part) => {
      if (part.node === "input") found.push({ from: from(part.from), name: part.name });
    });
  if (step.node === "read") for (const { value } of step.keys) visit(value, (name) => name);
  else
    for (const { name, value } of names.transform(step.transform).items)
      if (step.items.includes(name)) visit(value, (of) => step.inputs[of] ?? of);
  return found;
}

/** The expression at a label for a leaf of a service's own expressions (the keys of its reads). */
function serviceLeaf(leaf: Leaf): Expr {
  switch (leaf.node) {
    case "key":
    case "request":
      return columnOf(inputColumn(leaf.name), leaf.type);
    case "input":
      return columnOf(featureColumn(leaf.from, leaf.name), leaf.type);
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
        return columnOf(featureColumn(from, l.name), l.type);
      }
      case "item":
        return columnOf(featureColumn(step.id, l.name), l.type);
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
