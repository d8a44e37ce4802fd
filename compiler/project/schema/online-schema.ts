/** `online` of a target in `feat.yaml`. */
import { storeSchemas } from "../../../runtime/online/schemas.js";

const kinds = Object.keys(storeSchemas);
/** Kinds that a later version has. A project may name them already. */
const later = ["postgres", "dynamodb", "cassandra", "bigtable"].filter((kind) => !kinds.includes(kind));

const kind = {
  description: [
    "The kind of store.",
    ...Object.values(storeSchemas).map(({ description }) => description),
    "The other kinds come in later versions.",
  ].join(" "),
  enum: [...kinds, ...later],
  examples: ["embedded"],
};

/** The settings of all kinds. */
const settings: Readonly<Record<string, object>> = Object.fromEntries(
  Object.values(storeSchemas).flatMap(({ properties }) => Object.entries(properties)),
);

export const online = {
  description: "The online store, which services read.",
  type: "object",
  required: ["kind"],
  examples: [{ kind: "redis", url: "${REDIS_URL}" }],
  properties: { kind },
  allOf: [
    // Without a kind, a misspelt `kind` and settings of no kind are still found.
    {
      if: { not: { required: ["kind"] } },
      then: {
        additionalProperties: false,
        properties: { kind, ...settings },
      },
    },
    ...Object.entries(storeSchemas).map(([name, { required, properties }]) => ({
      if: { required: ["kind"], properties: { kind: { const: name } } },
      then: { required, additionalProperties: false, properties: { kind, ...properties } },
    })),
  ],
} as const;
