import type { Call, Item, Project, Transform } from "../ir/index.js";
import type { Names } from "./names.js";

/** A transform as one call evaluates it: with all of its items, or with those that a service needs. */
export interface Variant {
  readonly function: string;
  readonly items: readonly Item[];
}

export interface Variants {
  /** The complete one first; each becomes one function. */
  readonly of: (transform: Transform) => readonly Variant[];
  readonly ofCall: (call: Call, transform: Transform) => Variant;
}

export function variantsOf(project: Project, names: Names): Variants {
  const calls = new Map<string, Call[]>();
  for (const { steps } of project.services)
    for (const step of steps) {
      if (step.node !== "call") continue;
      const known = calls.get(step.transform);
      if (known === undefined) calls.set(step.transform, [step]);
      else known.push(step);
    }
  const made = new Map<string, ReadonlyMap<string, Variant>>();
  const variants = (transform: Transform): ReadonlyMap<string, Variant> => {
    const known = made.get(transform.name);
    if (known !== undefined) return known;
    const own = names.function("transform", transform.name);
    const whole = { function: own, items: transform.items };
    const found = new Map<string, Variant>([[keyOf(whole.items), whole]]);
    for (const call of calls.get(transform.name) ?? []) {
      const items = itemsOf(call, transform);
      const key = keyOf(items);
      if (!found.has(key)) found.set(key, { function: `${own}$${found.size}`, items });
    }
    made.set(transform.name, found);
    return found;
  };
  return {
    of: (transform) => [...variants(transform).values()],
    ofCall: (call, transform) => variants(transform).get(keyOf(itemsOf(call, transform)))!,
  };
}

function itemsOf(call: Call, transform: Transform): readonly Item[] {
  const wanted = new Set(call.items);
  return transform.items.filter(({ name }) => wanted.has(name));
}

/** The names of a transform's items are identifiers, so they contain no space. */
const keyOf = (items: readonly Item[]): string => items.map(({ name }) => name).join(" ");
