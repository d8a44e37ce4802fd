import { type FunctionTable, functionTable } from "./function-table.js";
import type { Project, Service, View } from "./index.js";
import { inputsIn, itemsIn } from "./substitute.js";
import { walk } from "./walk.js";

/**
 * For each step, the features that are read by the service's own features, by the keys of its hops and by its
 * transforms.
 */
export function neededFeatures(project: Project, service: Service): ReadonlyMap<string, ReadonlySet<string>> {
  const functions = functionTable(project);
  const needed = new Map<string, Set<string>>(service.steps.map(({ id }) => [id, new Set()]));
  for (const { step, feature } of service.features) needed.get(step)?.add(feature);
  for (const step of service.steps) {
    if (step.node === "read") {
      for (const key of step.keys)
        for (const { from, name } of inputsIn(key.value, functions)) needed.get(from)?.add(name);
      continue;
    }
    const transform = project.transforms.find(({ name }) => name === step.transform);
    for (const item of transform?.items ?? []) {
      if (!step.items.includes(item.name)) continue;
      for (const { from, name } of inputsIn(item.value, functions)) needed.get(step.inputs[from] ?? from)?.add(name);
    }
  }
  return needed;
}

/**
 * The view reduced to these features and the items that they need. Items that are not read are not computed, so they
 * cannot fail.
 */
export function narrowed(view: View, features: ReadonlySet<string>, functions: FunctionTable): View {
  const needed = new Set(features);
  // Each item stands after those that it reads.
  for (const item of [...view.items].reverse())
    if (needed.has(item.name)) for (const name of itemsIn(item.value, functions)) needed.add(name);
  const items = view.items.filter(({ name }) => needed.has(name));
  const latest = new Set<string>();
  const aggregates = new Set<string>();
  for (const item of items)
    walk(item.value, (expr) => {
      if (expr.node === "latest") latest.add(expr.column);
      if (expr.node === "aggregate") aggregates.add(expr.id);
    });
  return {
    ...view,
    items,
    latest: view.latest.filter(({ column }) => latest.has(column)),
    aggregates: view.aggregates.filter(({ id }) => aggregates.has(id)),
  };
}
