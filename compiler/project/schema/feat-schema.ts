/** The JSON Schema of `feat.yaml`, for the check of its shape and for editors. */
import { online } from "./online-schema.js";
import { rules } from "./rules-schema.js";

export const dialectNames = [
  "duckdb",
  "postgres",
  "bigquery",
  "snowflake",
  "redshift",
  "databricks",
  "spark",
  "trino",
  "clickhouse",
] as const;

const target = {
  type: "object",
  additionalProperties: false,
  properties: {
    offline: {
      description: "The warehouse, which computes training sets and what is put into the online store.",
      type: "object",
      additionalProperties: false,
      required: ["kind"],
      examples: [{ kind: "duckdb", path: ".feat/warehouse.duckdb" }],
      properties: {
        kind: {
          description:
            "The kind of warehouse. `duckdb` runs within the process and reads files and the tables of its database. `postgres` is a server of version 15 or newer, and reads its tables. `spark` is Spark 4, in a process of its own or on a cluster. The other kinds come in later versions.",
          enum: dialectNames,
          examples: ["duckdb"],
        },
        path: {
          description:
            "For duckdb: the file of its database, relative to this file. Without it, the database is in memory and only files can be read.",
          type: "string",
          minLength: 1,
          examples: [".feat/warehouse.duckdb"],
        },
        url: {
          description:
            "For postgres, which needs it: `postgres://user:password@host:port/database`. Settings follow a `?`: `statement_timeout=600000` (milliseconds), `sslmode=require` (TLS, any certificate), `sslmode=verify-full` (TLS, a trusted certificate; `sslrootcert=FILE` names whom to trust).",
          type: "string",
          minLength: 1,
          examples: ["${PG_URL}"],
        },
        master: {
          description:
            "For spark: where it runs: `local[4]` (this machine, four cores), `yarn`, `k8s://https://host:port`, `spark://host:port`. The default is `local[*]`.",
          type: "string",
          minLength: 1,
          examples: ["local[4]"],
        },
        python: {
          description:
            "For spark: a Python that has PySpark 4 (`pip install pyspark`). The default is `python3`. Spark needs Java 17 or newer.",
          type: "string",
          minLength: 1,
          examples: [".venv/bin/python"],
        },
        conf: {
          description: "For spark: its settings, by name.",
          type: "object",
          additionalProperties: { type: "string" },
          examples: [{ "spark.driver.memory": "8g" }],
        },
        scratch: {
          description:
            "For spark on a cluster, which needs it: a folder that its executors read and write, for labels and results on their way. It is emptied after each run.",
          type: "string",
          minLength: 1,
          examples: ["hdfs:///tmp/feat"],
        },
      },
    },
    online,
    stream: {
      description:
        "The sources whose rows are pushed into the online store as they happen. Views that read them are computed from these rows when they are read, and so are up to date between two materializations. A view that cannot be computed so is an error.",
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
      examples: [["clicks", "orders"]],
    },
    retention: {
      description:
        "How long the online store keeps a row after the `ttl` of its view is over: until then a read tells `stale` from `missing`. A whole number and a unit, at least `1h`. Redis, DynamoDB and Cassandra remove such rows by themselves, and `feat prune` does in the other stores. Rows of views without a ttl, and rows whose aggregates hold anything, are kept. Without it all rows are.",
      type: "string",
      examples: ["30d"],
    },
    landing: {
      description:
        "A folder in which pushed rows are kept too, as Parquet files by hour: `LANDING/SOURCE/2024-01-31/10/….parquet`. Relative to this file. The `file` of each streamed source must match these files, so that training sets have the rows.",
      type: "string",
      minLength: 1,
      examples: ["data/landing", "${LAKE}"],
    },
  },
} as const;

export const featSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "feat.yaml",
  description:
    "A Feat project: the files that belong to it, the folder of its generated code, and the stores it runs on.",
  type: "object",
  additionalProperties: false,
  required: ["project"],
  properties: {
    project: {
      description:
        "The project's name: letters, digits, `_` and `-`. Generated code goes to `<out>/<project>/`, and the online store keeps the project's rows under this name.",
      type: "string",
      pattern: "^[A-Za-z_][A-Za-z0-9_-]*$",
      examples: ["customer_analytics"],
    },
    features: {
      description:
        "The `.feat` files, as a pattern relative to this file, or a list of patterns: `*` stands for any part of a name, `**` for any folders, `?` for one character. A pattern that matches no file is an error.",
      type: ["string", "array"],
      minLength: 1,
      items: { type: "string", minLength: 1 },
      default: "**/*.feat",
      examples: ["features/**/*.feat", ["features/**/*.feat", "shared/*.feat"]],
    },
    sources: {
      description: "The YAML files that declare the sources: a path relative to this file, or a list of paths.",
      type: ["string", "array"],
      minLength: 1,
      items: { type: "string", minLength: 1 },
      default: "sources.yaml",
      examples: ["features/sources.yaml", ["sources/shop.yaml", "sources/web.yaml"]],
    },
    out: {
      description: "The folder for generated code, relative to this file.",
      type: "string",
      minLength: 1,
      default: "generated",
      examples: ["src/generated"],
    },
    dialects: {
      description:
        "The SQL dialects to generate: `duckdb`, which always is, and `postgres`, `spark`, `bigquery` and `snowflake`, whose statements go to folders of these names. `docs/dialects.md` says what each can do. This version warns about the others. A source that names a table, query or file per dialect or target needs one for each.",
      type: "array",
      uniqueItems: true,
      items: { enum: dialectNames },
      default: ["duckdb"],
      examples: [["duckdb", "postgres"]],
    },
    targets: {
      description:
        "The stores to run on, by a name for each set of them. A command takes the target of `--target NAME`, else that of the variable FEAT_TARGET, else `dev`. `${NAME}` and `${NAME:-default}` are taken from the environment when a command uses the target. Without `targets`, `dev` is duckdb in memory and an embedded store in `.feat/online`.",
      type: "object",
      additionalProperties: target,
      examples: [
        {
          dev: { offline: { kind: "duckdb" }, online: { kind: "embedded", path: ".feat/online" } },
          prod: { offline: { kind: "duckdb", path: "${WAREHOUSE}" }, online: { kind: "redis", url: "${REDIS_URL}" } },
        },
      ],
    },
    registry: {
      description:
        "Where Feat keeps which version of the project is applied at each target: a folder (`path`), or a bucket or database that several machines share (`url`). `${NAME}` is taken from the environment. docs/registry.md tells of it. The default is the folder `.feat/registry`.",
      type: "object",
      additionalProperties: false,
      examples: [{ path: "registry" }, { url: "s3://acme-features/registry" }, { url: "${DATABASE_URL}" }],
      properties: {
        path: {
          description: "A folder, relative to this file.",
          type: "string",
          minLength: 1,
          default: ".feat/registry",
          examples: ["registry"],
        },
        url: {
          description:
            "`s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX` or `postgres://user:password@host:port/database`. Credentials for a bucket are found as the vendor's own tools find them.",
          type: "string",
          minLength: 1,
          examples: ["s3://acme-features/registry", "gs://acme-features/registry", "${DATABASE_URL}"],
        },
        endpoint: {
          description: "For a bucket: another address than the vendor's own, such as that of a MinIO server.",
          type: "string",
          minLength: 1,
          examples: ["https://minio.acme.internal:9000"],
        },
        region: {
          description: "For `s3://`: the region. Without it, that of AWS's own configuration.",
          type: "string",
          minLength: 1,
          examples: ["eu-central-1"],
        },
      },
    },
    consumers: {
      description:
        "Manifests of other projects that read this one's features, relative to this file. A change that takes away what one of them reads is breaking.",
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
      examples: [["../ranking/generated/ranking/manifest.json"]],
    },
    rules,
  },
} as const;
