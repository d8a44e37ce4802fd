import type { Field, Service } from "./ir.js";

/** What a service asks for: its keys, then the request fields that are no key as well (a key and a field of one name are one input). */
export const serviceInputs = ({ keys, requests }: Service): readonly (Field | Service["requests"][number])[] => [
  ...keys,
  ...fieldsAlone({ keys, requests }),
];

/** The request fields that are no key as well. */
export const fieldsAlone = ({ keys, requests }: Pick<Service, "keys" | "requests">): Service["requests"] =>
  requests.filter(({ name }) => !keys.some((key) => key.name === name));
