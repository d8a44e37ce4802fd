import { functionTable, walkUsed } from "../../compiler/ir/function-table.js";
import type { Item, Project, Service } from "../../compiler/ir/index.js";
import { itemsIn } from "../../compiler/ir/substitute.js";

/** The service reduced to these features and to the steps, items, keys and request fields that they need. */
export function neededOf(
  { functions, transforms }: Pick<Project, "functions" | "transforms">,
  service: Service,
  wanted: (feature: string) => boolean,
): Service {
  const fns = functionTable({ functions });
  const features = service.features.filter(({ name }) => wanted(name));
  const needed = new Map<string, Set<string>>(service.steps.map(({ id }) => [id, new Set()]));
  for (const { step, feature } of features) needed.get(step)?.add(feature);
  const keys = new Set<string>();
  const requests = new Set<string>();
  const steps: Service["steps"][number][] = [];

  // Each step comes after those that it needs.
  for (const step of [...service.steps].reverse()) {
    const own = needed.get(step.id);
    if (own === undefined || own.size === 0) continue;
    const look = (value: Item["value"], inputs: (from: string) => string, key: (name: string) => string): void => {
      walkUsed(value, fns, (part) => {
        if (part.node === "key") keys.add(key(part.name));
        if (part.node === "request") requests.add(part.name);
        if (part.node === "input") needed.get(inputs(part.from))?.add(part.name);
      });
    };
    if (step.node === "read") {
      const same = (name: string) => name;
      for (const { value } of step.keys) look(value, same, same);
      steps.unshift(step);
      continue;
    }
    const items = transforms.find(({ name }) => name === step.transform)?.items ?? [];
    // Each item does too.
    for (const item of [...items].reverse()) {
      if (!own.has(item.name)) continue;
      for (const name of itemsIn(item.value, fns)) own.add(name);
      look(
        item.value,
        (from) => step.inputs[from] ?? from,
        (name) => step.keys[name] ?? name,
      );
    }
    steps.unshift({ ...step, items: items.filter(({ name }) => own.has(name)).map(({ name }) => name) });
  }
  return {
    ...service,
    features,
    steps,
    keys: service.keys.filter(({ name }) => keys.has(name)),
    requests: service.requests.filter(({ name }) => requests.has(name)),
  };
}
