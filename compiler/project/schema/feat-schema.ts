/** The JSON Schema of `feat.yaml`: what is checked here and what editors show. */
import { rules } from "./rules-schema.js";

const target = {
  type: "object",
  additionalProperties: false,
  properties: {
    offline: {
      description: "The warehouse: where training sets and materialization are computed.",
      type: "object",
      additionalProperties: false,
      required: ["kind"],
      properties: {
        kind: {
          description: "What it is. `duckdb` runs in process, over files and over the tables of its database.",
          enum: [
            "duckdb",
            "postgres",
            "bigquery",
            "snowflake",
            "redshift",
            "databricks",
            "spark",
            "trino",
            "clickhouse",
          ],
        },
        path: {
          description: "duckdb: its database file, relative to this file; without it, a database in memory.",
          type: "string",
          minLength: 1,
        },
        url: { description: "Servers: where it listens. Secrets come by `${NAME}`.", type: "string", minLength: 1 },
      },
    },
    online: {
      description: "The online store: what services read.",
      type: "object",
      additionalProperties: false,
      required: ["kind"],
      properties: {
        kind: {
          description: "What it is. `embedded` (LMDB) needs no server; `redis` is read over the network.",
          enum: ["embedded", "redis", "postgres", "dynamodb", "cassandra", "bigtable"],
        },
        path: { description: "embedded: its folder, relative to this file.", type: "string", minLength: 1 },
        url: {
          description: "redis: `redis://user:password@host:port`. Secrets come by `${NAME}`.",
          type: "string",
          minLength: 1,
        },
      },
    },
  },
} as const;

export const featSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "feat.yaml",
  description: "A Feat project: what belongs to it, where its artifacts go, and the stores it runs on.",
  type: "object",
  additionalProperties: false,
  required: ["project"],
  properties: {
    project: {
      description: "The project's name: artifacts go to `<out>/<project>/`, and online rows are kept under it.",
      type: "string",
      pattern: "^[A-Za-z_][A-Za-z0-9_-]*$",
    },
    features: {
      description: "The `.feat` files, as a pattern (`**`, `*`, `?`) relative to this file, or a list of them.",
      type: ["string", "array"],
      minLength: 1,
      items: { type: "string", minLength: 1 },
      default: "**/*.feat",
    },
    sources: {
      description: "The YAML of the physical sources, relative to this file: one path or a list.",
      type: ["string", "array"],
      minLength: 1,
      items: { type: "string", minLength: 1 },
      default: "sources.yaml",
    },
    out: {
      description: "The folder of generated artifacts, relative to this file.",
      type: "string",
      minLength: 1,
      default: "generated",
    },
    dialects: {
      description: "The dialects that SQL is generated for.",
      type: "array",
      uniqueItems: true,
      items: {
        enum: ["duckdb", "postgres", "bigquery", "snowflake", "redshift", "databricks", "spark", "trino", "clickhouse"],
      },
      default: ["duckdb"],
    },
    targets: {
      description:
        "Stores by name: `--target NAME` or FEAT_TARGET chooses one, else it is `dev`. `${NAME}` and `${NAME:-default}` are taken from the environment when a target is used.",
      type: "object",
      additionalProperties: target,
    },
    rules,
  },
} as const;
