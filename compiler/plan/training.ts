import { scalar } from "../../runtime/types.js";
import { emptyOf } from "../model/empty.js";
import type { Call, Expr, Item, Project, Read, Service } from "../model/ir.js";
import { columnOf, itemsIn, type Leaf, substitute } from "../model/substitute.js";
import type { Column, Rel } from "./algebra.js";
import { type Catalog, catalog } from "./catalog.js";
import { viewAt } from "./view-at.js";

/**
 * Historical retrieval of a service: from the labels, step by step, to the features.
 *
 * Always: one row per label all the way; a view is evaluated once per different (key, instant) and joined back.
 */
export function planTraining(project: Project, service: Service): Rel {
  const names = catalog(project);
  let rel: Rel = {
    node: "labels",
    inputs: [...service.keys, ...service.requests],
    title: `labels of service ${service.name}`,
    at: service.at,
  };
  for (const step of service.steps)
    rel = step.node === "read" ? readStep(rel, step, names) : callStep(rel, step, names);
  return {
    node: "training",
    input: rel,
    inputs: [...service.keys, ...service.requests].map(({ name }) => name),
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

function readStep(labels: Rel, step: Read, names: Catalog): Rel {
  const view = names.view(step.view);
  const keyColumns = view.keys.map((_, index) => `${step.id}@k${index}`);
  const t = `${step.id}@t`;
  const keyOf = new Map(step.keys.map((key) => [key.name, key.value]));
  const keyed: Rel = {
    node: "project",
    input: labels,
    keep: true,
    columns: [
      {
        name: t,
        value:
          view.every === null
            ? { node: "column", name: "@t" }
            : {
                node: "cadence",
                column: "@t",
                everyMicros: view.every.everyMicros,
                afterMicros: view.every.afterMicros,
              },
      },
      ...(view.keys.length > 0
        ? view.keys.map((key, index): Column => {
            const value = keyOf.get(key.name);
            if (value === undefined) throw new Error(`read ${step.id} has no key ${key.name}`);
            return {
              name: keyColumns[index]!,
              value: { node: "expr", expr: substitute(value, serviceLeaf, names.functions) },
            };
          })
        : [{ name: `${step.id}@k0`, value: { node: "constant", value: true } } satisfies Column]),
    ],
    title: `keys of ${step.id}`,
    at: view.at,
  };
  const keys = view.keys.length > 0 ? keyColumns : [`${step.id}@k0`];
  const instants: Rel = {
    node: "distinct",
    input: { node: "filter", input: keyed, conditions: [{ node: "present", columns: [t, ...keys] }] },
    columns: [{ name: "@t", from: t }, ...keys.map((from, index) => ({ name: `@k${index}`, from }))],
    title: `instants of ${step.id}`,
    at: view.at,
  };
  const values = viewAt(view, instants, names);
  const joined: Rel = {
    node: "join",
    left: keyed,
    right: values,
    on: [{ left: t, right: "@t" }, ...keys.map((left, index) => ({ left, right: `@k${index}` }))],
    columns: [
      ...view.latest.map(({ column }) => ({ name: `${step.id}.l.${column}`, from: `l.${column}` })),
      ...view.aggregates.map(({ id }) => ({ name: `${step.id}.a.${id}`, from: `a.${id}` })),
    ],
    title: `${step.id} at the labels`,
    at: view.at,
  };
  // A label whose key or instant is null met no row: its aggregates are what they are over none.
  const filled: Rel =
    view.aggregates.length === 0
      ? joined
      : {
          node: "project",
          input: joined,
          keep: true,
          columns: view.aggregates.map(({ id, empty, type }): Column => {
            const value = { node: "orEmpty", column: `${step.id}.a.${id}`, empty: emptyOf(empty, type) } as const;
            return { name: `${step.id}.e.${id}`, value };
          }),
        };
  const leaf = (l: Leaf): Expr => {
    switch (l.node) {
      case "latest":
        return columnOf(`${step.id}.l.${l.column}`, l.type);
      case "aggregate":
        return columnOf(`${step.id}.e.${l.id}`, l.type);
      case "item":
        return columnOf(`${step.id}:${l.name}`, l.type);
      case "now":
        return columnOf(t, scalar("timestamp", l.type.nullable));
      case "column":
      case "input":
      case "request":
      case "key":
      case "param":
        throw new Error(`a ${l.node} in an item of view ${view.name}`);
    }
  };
  return withItems(filled, view.items, step.id, view.name, leaf, names);
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
  return withItems(labels, items, step.id, transform.name, leaf, names);
}

/** Adds items, in layers: each layer reads those before it. */
function withItems(
  input: Rel,
  items: readonly Item[],
  step: string,
  owner: string,
  leaf: (leaf: Leaf) => Expr,
  names: Catalog,
): Rel {
  const layerOf = new Map<string, number>();
  const layers: Column[][] = [];
  const at = items[0]?.at;
  for (const item of items) {
    const depth = Math.max(
      0,
      ...[...itemsIn(item.value, names.functions)].map((name) => (layerOf.get(name) ?? -1) + 1),
    );
    layerOf.set(item.name, depth);
    const layer = layers[depth] ?? [];
    layers[depth] = layer;
    layer.push({
      name: `${step}:${item.name}`,
      value: {
        node: "stored",
        expr: substitute(item.value, leaf, names.functions),
        type: item.type,
        default: item.default,
        what: `feature ${owner}.${item.name}`,
        row: "@row",
      },
    });
  }
  return layers.reduce<Rel>(
    (rel, columns) => ({ node: "project", input: rel, keep: true, columns, title: `features of ${step}`, at }),
    input,
  );
}
