import type { Call, Read, Service } from "../../../compiler/ir/index.js";
import { evaluate, type Scope } from "./expression.js";
import type { Value } from "./values.js";
import { type Cell, type Cells, evaluateItems, type Moment, presence, viewAt } from "./view.js";
import type { World } from "./world.js";

/** The values of keys and request fields, by name. */
export type Inputs = ReadonlyMap<string, Value>;
export type Answer = ReadonlyMap<string, Cell>;

/** When a view's values were stored, and from which rows. */
export interface Filled {
  readonly world: World;
  readonly stored: bigint;
}

/** A service's features, in its order. `filled`: how each view was filled, where views differ in that. */
export function serviceAt(
  world: World,
  service: Service,
  inputs: Inputs,
  moment: Moment,
  filled: (view: string) => Filled | null = () => null,
): Answer {
  const input = (name: string): Value => inputs.get(name) ?? null;
  const steps = new Map<string, Cells>();
  const cell = (step: string, name: string): Cell => {
    const found = steps.get(step)?.get(name);
    if (found === undefined) throw new Error(`no earlier step has computed ${step}.${name}`);
    return found();
  };

  const read = (step: Read): Cells => {
    const scope: Scope = {
      functions: world.functions,
      now: moment.read,
      key: input,
      request: input,
      input: (from, name) => cell(from, name).value,
    };
    const { world: from, stored } = filled(step.view) ?? { world, stored: moment.stored };
    const view = from.view(step.view);
    const key = view.keys.map(({ name }) => {
      const given = step.keys.find((each) => each.name === name);
      if (given === undefined) throw new Error(`step ${step.id} has no key ${name}`);
      return evaluate(given.value, scope);
    });
    return viewAt(from, view, key, { ...moment, stored });
  };

  const call = (step: Call): Cells => {
    const transform = world.project.transforms.find(({ name }) => name === step.transform);
    if (transform === undefined) throw new Error(`the project has no transform ${step.transform}`);
    const from = (ref: string): string => step.inputs[ref] ?? ref;
    return evaluateItems(
      transform.items.filter(({ name }) => step.items.includes(name)),
      {
        functions: world.functions,
        extern: (name, args) => world.extern(name, args),
        now: moment.read,
        key: (name) => input(step.keys[name] ?? name),
        request: input,
        input: (ref, name) => cell(from(ref), name).value,
      },
      ({ origin }, value) => (origin.kind === "input" ? cell(from(origin.from), origin.name).status : presence(value)),
    );
  };

  for (const step of service.steps) steps.set(step.id, step.node === "read" ? read(step) : call(step));
  return new Map(service.features.map(({ name, step, feature }) => [name, cell(step, feature)]));
}
