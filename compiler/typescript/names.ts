import type { Project } from "../model/ir.js";
import { clientMember } from "../symbols/client-member.js";
import { variable } from "./writer.js";

/** The names of generated functions and types. */
export interface Names {
  /** The function of a view, transform or `fn`. */
  readonly function: (kind: "view" | "transform" | "fn", name: string) => string;
  /** A constant or parameter within a function: it must not hide the module's own names. */
  readonly local: (name: string) => string;
  /** `CustomerStats` for `customer_stats`. */
  readonly type: (name: string) => string;
}

export const pascal = (name: string): string => {
  const camel = clientMember(name);
  const joined = camel.charAt(0).toUpperCase() + camel.slice(1);
  return /^[A-Za-z_]/.test(joined) ? joined : `_${joined}`;
};

/** camelCase where that tells all apart, else with a number, in the order of the declarations. */
export function namesOf(project: Project): Names {
  const functions = new Map<string, string>();
  const types = new Map<string, string>();
  const taken = new Set<string>();
  const fresh = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
    taken.add(name);
    return name;
  };
  for (const [kind, declarations] of [
    ["view", project.views],
    ["transform", project.transforms],
    ["fn", project.functions],
  ] as const)
    for (const { name } of declarations) {
      functions.set(`${kind} ${name}`, fresh(variable(clientMember(name))));
      if (kind !== "fn") types.set(name, fresh(pascal(name)));
    }
  return {
    function: (kind, name) => functions.get(`${kind} ${name}`)!,
    local: (name) => (taken.has(name) ? `${name}$` : variable(name)),
    type: (name) => types.get(name)!,
  };
}
