import type { Call, Item, Project, Service } from "../../compiler/ir/index.js";

/** A service with only some of its features. Its transforms evaluate only the items that these need. */
export function narrowed(project: Project, service: Service, wanted: ReadonlySet<string>): Service {
  const features = service.features.filter(({ name }) => wanted.has(name));
  const asked = new Map<string, Set<string>>();
  const ask = (step: string, name: string): void => void asked.set(step, (asked.get(step) ?? new Set()).add(name));
  for (const { step, feature } of features) ask(step, feature);
  // A step comes after the steps that it reads, so they are visited in reverse.
  const steps = [...service.steps].reverse().map((step) => {
    if (step.node === "read") {
      for (const { value } of step.keys)
        for (const node of nodes(value)) if (node.node === "input") ask(node.from, node.name);
      return step;
    }
    const items = needed(itemsOf(project, step), asked.get(step.id) ?? new Set());
    for (const { value } of items)
      for (const node of nodes(value)) if (node.node === "input") ask(step.inputs[node.from] ?? node.from, node.name);
    return { ...step, items: items.map(({ name }) => name) };
  });
  const kept = steps.reverse().filter((step) => step.node === "read" || step.items.length > 0);
  return { ...service, features, steps: kept };
}

const itemsOf = (project: Project, step: Call): readonly Item[] => {
  const transform = project.transforms.find(({ name }) => name === step.transform);
  return transform?.items.filter(({ name }) => step.items.includes(name)) ?? [];
};

function needed(items: readonly Item[], wanted: ReadonlySet<string>): readonly Item[] {
  const all = new Set(wanted);
  const reversed = [...items].reverse().filter(({ name, value }) => {
    if (!all.has(name)) return false;
    for (const node of nodes(value)) if (node.node === "item") all.add(node.name);
    return true;
  });
  return reversed.reverse();
}

interface AnyNode {
  readonly node: string;
  readonly name: string;
  readonly from: string;
  readonly function: string;
}
/** Every node of an expression. */
export function nodes(root: object): readonly AnyNode[] {
  const found: AnyNode[] = [];
  const stack: object[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if ("node" in next) found.push(next as AnyNode);
    for (const value of Object.values(next)) if (typeof value === "object" && value !== null) stack.push(value);
  }
  return found;
}
