import { suggestion } from "../compiler/diagnostics/index.js";
import type { Service } from "../compiler/ir/index.js";
import { Mismatch } from "../runtime/client/edges/edge.js";
import { JsonText, jsonEdge } from "../runtime/client/edges/json.js";
import type { Type } from "../runtime/types.js";
import { usage } from "./exit.js";
import type { Pair } from "./pair-option.js";

export type Input = Readonly<Record<string, unknown>>;

/**
 * The keys and request fields of the command line in one object. They are texts that are read as their declared types;
 * a field of type json is read as JSON.
 */
export function serviceInput(service: Service, keys: readonly Pair[], request: readonly Pair[]): Input {
  const keyNames = service.keys.map((key) => key.name);
  const fieldNames = service.requests.map((field) => field.name);
  for (const [name] of keys) checkName(service, name, "key", keyNames, fieldNames, "--request");
  for (const [name] of request) checkName(service, name, "request field", fieldNames, keyNames, "--key");
  const json = new Set(service.requests.flatMap(({ name, type }) => (type.kind === "json" ? [name] : [])));
  const read = ([name, text]: Pair) => [name, json.has(name) ? jsonOf(name, text) : text] as const;
  return Object.fromEntries([...keys, ...request].map(read));
}

function jsonOf(name: string, text: string): JsonText | null {
  try {
    return JSON.parse(text) === null ? null : new JsonText(text);
  } catch {
    throw usage(
      `request field \`${name}\`: expected JSON, found ${JSON.stringify(text)}`,
      "a string of JSON has quotes of its own",
    );
  }
}

function checkName(
  service: Service,
  name: string,
  what: string,
  known: readonly string[],
  others: readonly string[],
  option: string,
): void {
  if (known.includes(name)) return;
  const help = others.includes(name) ? `say ${option} ${name}=…` : suggestion(name, known, `${what}s`);
  throw usage(`service \`${service.name}\` has no ${what} \`${name}\``, help ?? `it has no ${what}s`);
}

export interface Problem {
  readonly message: string;
  readonly help: string | null;
}

/** The first thing that is wrong with a row of keys and request fields; null if it can be read. */
export function inputProblem(service: Service, input: Input): Problem | null {
  const fields = [
    ...service.keys.map((key) => ({ ...key, what: "key", option: "--key", nullable: true, optional: false })),
    ...service.requests.map((field) => {
      const { nullable } = field.type;
      return { ...field, what: "request field", option: "--request", nullable, optional: nullable };
    }),
  ];
  const names = fields.map((field) => field.name);
  const unknown = Object.keys(input).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const message = `service \`${service.name}\` has no key or request field \`${unknown}\``;
    return { message, help: suggestion(unknown, names, "it has") };
  }
  for (const { name, type, what, option, nullable, optional } of fields) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined) {
      if (optional) continue;
      return { message: `${what} \`${name}\` is missing`, help: `say ${option} ${name}=…` };
    }
    const problem = value === null ? (nullable ? null : "can't be null") : valueProblem(type, value);
    if (problem !== null) return { message: `${what} \`${name}\`: ${problem}`, help: null };
  }
  return null;
}

function valueProblem(type: Type, value: unknown): string | null {
  try {
    jsonEdge.reader(type)(value);
    return null;
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  }
}
