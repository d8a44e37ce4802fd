import type { Field, Service } from "./index.js";

/**
 * The inputs of a service: its keys, then the request fields that are not also keys (a key and a field of the same name
 * are one input).
 */
export const serviceInputs = ({ keys, requests }: Service): readonly (Field | Service["requests"][number])[] => [
  ...keys,
  ...fieldsAlone({ keys, requests }),
];

/** The request fields that are not also keys. */
export const fieldsAlone = ({ keys, requests }: Pick<Service, "keys" | "requests">): Service["requests"] =>
  requests.filter(({ name }) => !keys.some((key) => key.name === name));
