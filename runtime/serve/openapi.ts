import type { NamedType, ProjectArtifact, ServiceArtifact } from "../artifacts.js";
import type { StreamSource } from "../stream-artifacts.js";
import { streamsOfTarget } from "../streams/of-target.js";
import { type JsonSchema, schemaOf } from "./json-schema.js";
import { problemType } from "./problem.js";

export interface ApiFacts {
  readonly project: ProjectArtifact;
  readonly version: string;
  /** True if the server asks for a bearer token. */
  readonly secured: boolean;
  readonly maxRows: number;
}

/** The project's services as an OpenAPI 3.1 document. */
export function openApi({ project, version, secured, maxRows }: ApiFacts): JsonSchema {
  const services = Object.values(project.services);
  const sources = streamsOfTarget(project).sources.map((name) => project.sources![name]!);
  return {
    openapi: "3.1.0",
    info: { title: `Features of ${project.name}`, version },
    paths: Object.fromEntries([
      ...services.map((service) => [`/v1/services/${service.name}`, { post: operation(service, secured) }] as const),
      ...sources.map(
        (source) => [`/v1/sources/${source.name}`, { post: pushOperation(source, secured, maxRows) }] as const,
      ),
    ]),
    components: {
      schemas: {
        Problem: problem,
        Status: { type: "string", enum: ["present", "null", "missing", "stale"] },
        ...Object.fromEntries(services.flatMap((service) => schemasOf(service, maxRows))),
      },
      ...(secured ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
  };
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonSchema, type = "application/json"): JsonSchema => ({ content: { [type]: { schema } } });

/** `customer_churn_v1` gives `CustomerChurnV1`. */
const schemaName = ({ member }: ServiceArtifact): string => member.charAt(0).toUpperCase() + member.slice(1);

function operation(service: ServiceArtifact, secured: boolean): JsonSchema {
  const name = schemaName(service);
  const failure = (description: string): JsonSchema => ({ description, ...json(ref("Problem"), problemType) });
  return {
    operationId: service.member,
    summary: `Read the features of ${service.name}`,
    requestBody: { required: true, ...json({ oneOf: [ref(`${name}Input`), ref(`${name}Batch`)] }) },
    responses: {
      200: {
        description: "The features of the row, or of each row in order.",
        ...json({ oneOf: [ref(`${name}Row`), ref(`${name}Answers`)] }),
      },
      400: failure("The input is not what the service takes; `field` and `row` say where."),
      ...(secured ? { 401: failure("A token is missing or wrong.") } : {}),
      413: failure("The body or the number of rows is over a limit."),
      422: failure("A feature of the only row cannot be computed."),
      503: failure("The online store cannot be used, or was never filled."),
      504: failure("The answer took too long."),
    },
    ...(secured ? { security: [{ token: [] }] } : {}),
  };
}

function pushOperation(source: StreamSource, secured: boolean, maxRows: number): JsonSchema {
  const failure = (description: string): JsonSchema => ({ description, ...json(ref("Problem"), problemType) });
  // A row that deletes its key's state needs no other column.
  const required = source.inputs.filter(
    ({ name, type }) =>
      name === source.time.input || source.key.includes(name) || (!type.nullable && source.deleted === null),
  );
  const rows = {
    type: "array",
    maxItems: maxRows,
    items: {
      type: "object",
      properties: properties(source.inputs),
      required: required.map(({ name }) => name),
      additionalProperties: false,
    },
  };
  const id = { type: "string", description: "Names the push: the same rows under the same name change nothing." };
  const named = { type: "object", properties: { rows, id }, required: ["rows"], additionalProperties: false };
  const views = { type: "array", items: { type: "string" } };
  const report = { type: "object", properties: { source: { const: source.name }, rows: { type: "integer" }, views } };
  return {
    operationId: `push_${source.name}`,
    summary: `Push rows of ${source.name}`,
    requestBody: { required: true, ...json({ oneOf: [rows, named] }) },
    responses: {
      200: { description: "All rows are in the store.", ...json(report) },
      400: failure("A row is not what the source takes; `field` and `row` say where. Nothing was written."),
      ...(secured ? { 401: failure("A token is missing or wrong.") } : {}),
      413: failure("The body or the number of rows is over a limit."),
      503: failure("The online store cannot be used."),
      504: failure("The answer took too long. The rows may still be written: push them again."),
    },
    ...(secured ? { security: [{ token: [] }] } : {}),
  };
}

function schemasOf(service: ServiceArtifact, maxRows: number): readonly (readonly [string, JsonSchema])[] {
  const name = schemaName(service);
  // A null key is an unknown key.
  const keys = service.keys.map(({ name: key, type }): NamedType => ({ name: key, type: { ...type, nullable: true } }));
  const needed = [...service.keys, ...service.request.filter(({ type }) => !type.nullable)];
  const input = {
    type: "object",
    properties: properties([...keys, ...service.request]),
    required: needed.map((field) => field.name),
    additionalProperties: false,
  };
  const { required: _, ...part } = input;
  const failed = { type: "string", description: "Why this row has no features." };
  return [
    [`${name}Input`, input],
    [
      `${name}Batch`,
      {
        type: "object",
        properties: {
          rows: { type: "array", items: part, maxItems: maxRows },
          shared: { ...part, description: "Fields of all rows. A row's own value wins." },
          at: { type: "string", format: "date-time", description: "The instant of the read. The default is now." },
        },
        required: ["rows"],
        additionalProperties: false,
      },
    ],
    [`${name}Features`, { type: "object", properties: properties(service.features) }],
    [
      `${name}Row`,
      {
        type: "object",
        properties: {
          service: { const: service.name },
          keys: { type: "object", properties: properties(keys) },
          at: { type: "string", format: "date-time" },
          asOf: { type: "object", additionalProperties: { type: ["string", "null"], format: "date-time" } },
          features: ref(`${name}Features`),
          statuses: { type: "object", additionalProperties: ref("Status") },
          error: failed,
        },
        required: ["service", "keys", "at", "asOf", "features", "statuses"],
      },
    ],
    [
      `${name}Answers`,
      { type: "object", properties: { answers: { type: "array", items: ref(`${name}Row`) } }, required: ["answers"] },
    ],
  ];
}

const properties = (fields: readonly NamedType[]): JsonSchema =>
  Object.fromEntries(fields.map(({ name, type }) => [name, schemaOf(type)]));

const problem: JsonSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    field: { type: "string" },
    row: { type: "integer" },
    views: { type: "array", items: { type: "string" } },
  },
  required: ["type", "title", "status", "detail"],
};
