import { camelCase } from "../ir/client-member.js";
import type { Project } from "../ir/index.js";

/** The names of generated functions and types. */
export interface Names {
  /** The function of a view, transform or `fn`. */
  readonly function: (kind: "view" | "transform" | "fn", name: string) => string;
  /** A constant or parameter within a function, which must not shadow the module's own names. */
  readonly local: (name: string) => string;
  /** `CustomerStats` for `customer_stats`. */
  readonly type: (name: string) => string;
  /** The type of what the online store holds for a view: `CustomerStatsStored`. */
  readonly stored: (view: string) => string;
  /** The types of a service, which code that reads the service imports. */
  readonly service: (name: string) => { readonly input: string; readonly features: string; readonly row: string };
  /** The type of a row of a streamed source, as a caller pushes it. */
  readonly pushed: (source: string) => string;
}

/** Words that cannot name a variable or function in a module of any kind. */
const words =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally " +
  "for function if implements import in instanceof interface let new null package private protected public return static super " +
  "switch this throw true try typeof undefined var void while with yield NaN Infinity globalThis " +
  "exports module require __dirname __filename";
/** The names of generated code's own values, and of the globals that it uses. */
const ownValues =
  "a f callExtern externs stored _stored input request keys now _now scope project createClient createClientRuntime Map Symbol Object Promise";
/** The types that generated code declares, imports, or takes from TypeScript. */
const ownTypes =
  "Int ExternSignature Client ClientOptions PushSource ProjectArtifact ViewArtifact ServiceArtifact Row ServiceClient AsyncDisposable Array Date Map Object Pick Promise Readonly " +
  "ReadonlyArray ReadonlyMap Record Symbol Uint8Array";
const reservedValues: ReadonlySet<string> = new Set([words, ownValues].join(" ").split(" "));

/**
 * The variable for a declared name: the name itself if it is allowed. No declared name contains a `$`, so one that is
 * added cannot collide.
 */
const variable = (name: string): string => (reservedValues.has(name) ? `${name}$` : name);

const pascal = (name: string): string => {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
};

/** The names are in camelCase; a number is appended, in the order of the declarations, where two would be equal. */
export function namesOf(project: Project): Names {
  const functions = new Map<string, string>();
  const types = new Map<string, string>();
  const services = new Map(
    project.services.map(({ name }) => {
      const own = pascal(name);
      return [name, { input: `${own}Input`, features: `${own}Features`, row: `${own}Row` }];
    }),
  );
  const taken = new Set([...ownTypes.split(" "), ...[...services.values()].flatMap((own) => Object.values(own))]);
  /** The first variant of a name that is free with every suffix. */
  const fresh = (wanted: string, suffixes: readonly string[] = [""]): string => {
    let name = wanted;
    for (let n = 2; suffixes.some((suffix) => taken.has(name + suffix)); n++) name = `${wanted}_${n}`;
    for (const suffix of suffixes) taken.add(name + suffix);
    return name;
  };
  for (const [kind, declarations] of [
    ["view", project.views],
    ["transform", project.transforms],
    ["fn", project.functions],
  ] as const)
    for (const { name } of declarations) {
      functions.set(`${kind} ${name}`, fresh(variable(camelCase(name))));
      if (kind !== "fn") types.set(name, fresh(pascal(name), kind === "view" ? ["", "Stored"] : [""]));
    }
  const streamed = new Set(Object.values(project.streams ?? {}).flat());
  const pushed = new Map([...streamed].sort().map((name) => [name, fresh(`${pascal(name)}PushRow`)]));
  const own = new Set([...functions.values(), ...types.values(), ...pushed.values()]);
  return {
    function: (kind, name) => functions.get(`${kind} ${name}`)!,
    local: (name) => (own.has(name) ? `${name}$` : variable(name)),
    type: (name) => types.get(name)!,
    stored: (view) => `${types.get(view)!}Stored`,
    service: (name) => services.get(name)!,
    pushed: (source) => pushed.get(source)!,
  };
}

/** The inputs of a transform's function other than the views and transforms that it reads. */
const groups: ReadonlySet<string> = new Set(["request", "keys", "now"]);
/** The property of a transform's input for the view or transform of this name. */
export const inputProperty = (ref: string): string => (groups.has(ref) ? `${ref}$` : ref);
