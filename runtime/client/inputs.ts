import type { NamedType, ServiceArtifact, Values } from "../artifacts.js";
import { recordBuilder } from "../codec/index.js";
import { InputError } from "../errors.js";
import type { Value } from "../values.js";
import { type Edge, Mismatch } from "./edges/edge.js";

export interface Inputs {
  readonly keys: Values;
  readonly request: Values;
}

/** Says which input a message is about: the service, and the row if there are several. */
export type Where = () => string;

/**
 * Checks and converts a caller's input for one row. Every key must be present (null is an unknown key), and so must
 * every request field that is not nullable. No other field is allowed.
 */
export function inputReader(service: ServiceArtifact, edge: Edge<unknown>): (input: unknown, where: Where) => Inputs {
  const known = new Set([...service.keys, ...service.request].map(({ name }) => name));
  const keysOf = recordBuilder<Value>(service.keys.map(({ name }) => name));
  const requestOf = recordBuilder<Value>(service.request.map(({ name }) => name));
  const keyReaders = service.keys.map(({ name, type }) => {
    const convert = converter(edge, { name, type }, "key");
    return (given: Given, where: Where) => {
      const value = own(given, name);
      if (value === undefined) throw new InputError(`${where()}: key \`${name}\` is missing`, { field: name });
      return value === null ? null : convert(value, where);
    };
  });
  const requestReaders = service.request.map(({ name, type }) => {
    const convert = converter(edge, { name, type }, "request field");
    return (given: Given, where: Where) => {
      const value = own(given, name);
      if (value === undefined && !type.nullable)
        throw new InputError(`${where()}: request field \`${name}\` is missing`, { field: name });
      const converted = value === undefined || value === null ? null : convert(value, where);
      if (converted === null && !type.nullable)
        throw new InputError(`${where()}: request field \`${name}\` can't be null`, { field: name });
      return converted;
    };
  });

  return (input, where) => {
    if (typeof input !== "object" || input === null || Array.isArray(input))
      throw new InputError(`${where()}: expected an object with ${listOf(service)}`);
    const given = input as Given;
    for (const name of Object.keys(given)) {
      if (!known.has(name))
        throw new InputError(`${where()}: unknown field \`${name}\`; it takes ${listOf(service)}`, { field: name });
    }
    return {
      keys: keysOf(keyReaders.map((read) => read(given, where))),
      request: requestOf(requestReaders.map((read) => read(given, where))),
    };
  };
}

type Given = Readonly<Record<string, unknown>>;

function converter(edge: Edge<unknown>, { name, type }: NamedType, what: string) {
  const read = edge.reader(type);
  return (value: unknown, where: Where): Value => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      throw new InputError(`${where()}: ${what} \`${name}\`: ${error.message}`, { field: name });
    }
  };
}

const own = (given: Given, name: string): unknown => (Object.hasOwn(given, name) ? given[name] : undefined);

function listOf(service: ServiceArtifact): string {
  const names = (fields: readonly NamedType[]) => fields.map(({ name }) => `\`${name}\``).join(", ");
  const parts = [
    service.keys.length > 0 ? `the keys ${names(service.keys)}` : "no keys",
    service.request.length > 0 ? `the request fields ${names(service.request)}` : "no request fields",
  ];
  return parts.join(" and ");
}
