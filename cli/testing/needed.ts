import type { Expr, Service, Transform } from "../../compiler/model/ir.js";
import { walk } from "../../compiler/model/walk.js";

/**
 * The service without the steps that nothing in it needs any more, and without the keys and request fields that only they
 * needed.
 */
export function neededOf(service: Service, transforms: readonly Transform[]): Service {
  const needed = new Set(service.features.map((feature) => feature.step));
  const keys = new Set<string>();
  const requests = new Set<string>();
  const look = (expr: Expr): void =>
    walk(expr, (node) => {
      if (node.node === "key") keys.add(node.name);
      if (node.node === "request") requests.add(node.name);
    });

  // Each step stands after what it needs.
  for (const step of [...service.steps].reverse()) {
    if (!needed.has(step.id)) continue;
    if (step.node === "read") {
      for (const key of step.keys) {
        look(key.value);
        walk(key.value, (node) => {
          if (node.node === "input") needed.add(node.from);
        });
      }
      continue;
    }
    for (const input of Object.values(step.inputs)) needed.add(input);
    for (const key of Object.values(step.keys)) keys.add(key);
    const items = transforms.find(({ name }) => name === step.transform)?.items ?? [];
    for (const item of items) if (step.items.includes(item.name)) look(item.value);
  }
  return {
    ...service,
    steps: service.steps.filter((step) => needed.has(step.id)),
    keys: service.keys.filter(({ name }) => keys.has(name)),
    requests: service.requests.filter(({ name }) => requests.has(name)),
  };
}
