/** The JSON Schema of the YAML of sources, for the check of its shape and for editors. */
import { stream } from "./kafka-schema.js";
import { durationPattern, read } from "./patterns.js";
import { typePattern } from "./type-pattern.js";

const formats = ["timestamp", "date", "iso8601", "unix_s", "unix_ms", "unix_us", "unix_ns"];

/** A type, at each place where one is written. */
const type = { allOf: [{ $ref: "#/definitions/type" }] } as const;

const zone = {
  description:
    "The time zone of dates and times that are stored without one, by its IANA name. Numbers of the `unix_` formats have no zone.",
  type: "string",
  minLength: 1,
  default: "UTC",
  examples: ["Europe/Berlin"],
} as const;

const instant = (description: string, examples: readonly unknown[]) => ({
  description,
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: false,
  required: ["column"],
  examples,
  properties: {
    column: {
      description: "The column that holds the time: a declared one, or one of the data.",
      type: "string",
      minLength: 1,
      examples: ["updated_at"],
    },
    format: {
      description:
        "How the time is stored: as a timestamp, a date, text in ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970. The default is `date` for a column that is declared as a date.",
      enum: formats,
      default: "timestamp",
      examples: ["unix_ms"],
    },
    zone,
  },
});

const perPlace = (description: string, examples: readonly unknown[]) => ({
  description: `${description} Write one text for all, or a map with a text for each target or dialect; a target's own text comes before that of its dialect.`,
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: { type: "string", minLength: 1 },
  examples,
});

const column = {
  ...type,
  type: ["string", "object"],
  additionalProperties: false,
  required: ["type"],
  examples: ["int64", { type: "string?", column: "Zip Code", pii: true }],
  properties: {
    type: {
      description: "The column's type. `?` after it says that a value may be null.",
      type: "string",
      ...type,
      examples: ["string?"],
    },
    column: {
      description: "The column's name in the data, if it has another name there.",
      type: "string",
      minLength: 1,
      examples: ["Zip Code"],
    },
    pii: {
      description:
        "Marks personal data. What is computed from it is personal data too, and a service may serve it only if it says `allow pii`.",
      type: "boolean",
      default: false,
      examples: [true],
    },
  },
} as const;

const source = {
  type: "object",
  additionalProperties: false,
  required: ["kind", "time", "columns"],
  // At most one of the three is a text, which is for all targets. Maps may be given beside it.
  oneOf: [
    { required: ["file"], properties: { file: { type: "string" } } },
    { required: ["table"], properties: { table: { type: "string" } } },
    { required: ["query"], properties: { query: { type: "string" } } },
    {
      properties: { file: { type: "object" }, table: { type: "object" }, query: { type: "object" } },
      anyOf: [{ required: ["file"] }, { required: ["table"] }, { required: ["query"] }],
    },
  ],
  properties: {
    kind: {
      description:
        "What a row means. `state`: it says how things stand from its time on, as in a table of customers. `events`: it says that something happened at its time, as in a log of orders.",
      enum: ["state", "events"],
      examples: ["events"],
    },
    description: {
      description: "What the source is, for its readers.",
      type: "string",
      examples: ["An order, once it is paid."],
    },
    file: perPlace(
      "The data in files. The path is relative to this YAML file. Its end says the format: .parquet, .csv, .tsv, .json, .jsonl or .ndjson. `*` and `**` match many files. Files ending in .gz are unpacked, and so are CSV and JSON ending in .zst. Each file is read by its own columns and types, and a folder named `ds=2024-01-31` gives a column `ds`. CSV is UTF-8 with a header line, and an empty field is null, unless `csv` says otherwise. `${NAME}` is taken from the environment. A source has one of `file`, `table` and `query` for each target.",
      [
        "data/orders.parquet",
        "data/users/ds=*/*.parquet",
        "${DATA_DIR:-data}/orders.csv",
        { dev: "data/orders.parquet" },
      ],
    ),
    csv: {
      description: "How CSV files are written, where it differs from the defaults.",
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      examples: [{ delimiter: ";", nulls: ["NA", ""], decimal: "," }],
      properties: {
        delimiter: {
          description: "The sign between two fields. In files that end in .tsv it is a tab unless this says otherwise.",
          type: "string",
          minLength: 1,
          maxLength: 1,
          default: ",",
          examples: [";", "\t", "|"],
        },
        quote: {
          description:
            "The sign around a field that holds delimiters, quotes or line ends. In the field it is written twice.",
          type: "string",
          minLength: 1,
          maxLength: 1,
          default: '"',
          examples: ["'"],
        },
        nulls: {
          description:
            "The texts that mean null. A text in quotes is never null. What is not in this list is a value, the empty text too.",
          type: "array",
          minItems: 1,
          uniqueItems: true,
          items: { type: "string" },
          default: [""],
          examples: [["NA", ""]],
        },
        decimal: {
          description: "The sign before a number's fraction.",
          enum: [".", ","],
          default: ".",
          examples: [","],
        },
        header: {
          description:
            "Whether the first line has the columns' names. Without it the columns are called `column0`, `column1` and so on.",
          type: "boolean",
          default: true,
          examples: [false],
        },
        compression: {
          description: "How files are packed whose names do not end in .gz or .zst.",
          enum: ["none", "gzip", "zstd"],
          examples: ["gzip"],
        },
      },
    },
    table: perPlace(
      "The data in a table of the warehouse, by its name. Dots separate schema and table; a part that has a dot is in quotes, as in SQL. A source has one of `file`, `table` and `query`.",
      ["raw.clicks", { prod: "raw.clicks", bigquery: "my-project.analytics.clicks" }],
    ),
    query: perPlace("The data as the result of a SELECT. A source has one of `file`, `table` and `query`.", [
      "select * from raw.clicks where not is_test",
    ]),
    stream,
    time: {
      ...instant("The time of a row: a column's name, or a map that also says how the time is stored.", [
        "updated_at",
        { column: "event_time", format: "unix_ms" },
        { column: "ds", format: "date", at: "end" },
      ]),
      properties: {
        ...instant("", []).properties,
        at: {
          description:
            "Which instant of the day a date means; a date needs it. `start`: the rows of a day were known when it began. `end`: they were known when it was over.",
          enum: ["start", "end"],
          examples: ["end"],
        },
      },
    },
    created: instant(
      "When the row was written. Of rows with one time, the one that was written later counts, and a view that says `known` reads only rows that were written before the instant it asks for.",
      ["created_at"],
    ),
    sequence: {
      description:
        "A column that orders the rows of one time. If it is not under `columns`, it is an int64 unless `type` says otherwise.",
      type: ["string", "object"],
      minLength: 1,
      additionalProperties: false,
      required: ["column"],
      examples: ["click_id", { column: "offset", type: "string" }],
      properties: {
        column: {
          description: "The column that holds it.",
          type: "string",
          minLength: 1,
          examples: ["offset"],
        },
        type: {
          description: "Its type, if it is not under `columns`: bool, an int, string, date, timestamp or an enum.",
          type: "string",
          ...type,
          default: "int64?",
          examples: ["string"],
        },
      },
    },
    delay: {
      description:
        "How long after its time a row may arrive. A view reads a row only when its time and this delay are over. A whole number and a unit: us, ms, s, m, h, d or w.",
      type: "string",
      ...read(durationPattern),
      default: "0s",
      examples: ["2h"],
    },
    deleted: {
      description: "For `state` only: a bool column. Where it is true, its key has no state from that row on.",
      type: "string",
      minLength: 1,
      examples: ["is_deleted"],
    },
    until: instant(
      "For `state` only: the row holds until just before this time. Where it is null, the row holds until the next one.",
      ["valid_to"],
    ),
    key: {
      description:
        "The columns whose values together name what a row is about. Rows with the same key are redeliveries, corrections or versions of one thing, and the newest one counts.",
      type: ["string", "array"],
      minLength: 1,
      minItems: 1,
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
      examples: ["click_id", ["shop_id", "order_id"]],
    },
    complete: {
      description:
        "For `state` only: the rows of one time are a full snapshot. A key that is not in the newest snapshot is gone.",
      type: "boolean",
      default: false,
      examples: [true],
    },
    columns: {
      description:
        "The columns that features may read: for each one its type, or a map with its type and what else is known of it. Where two rows are equal in all that orders them, the values of these columns decide, in this order.",
      type: "object",
      minProperties: 1,
      additionalProperties: column,
      examples: [{ customer_id: "int64", amount: "float64?" }],
    },
  },
} as const;

export const sourcesSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Sources of a Feat project",
  description: "The files, tables and queries that a project reads, with their times and columns.",
  type: "object",
  additionalProperties: false,
  required: ["sources"],
  properties: {
    sources: {
      description: "The sources, by the names that `.feat` files use for them.",
      type: ["object", "null"],
      propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
      additionalProperties: source,
      examples: [
        {
          orders: {
            kind: "events",
            file: "data/orders.parquet",
            time: "ordered_at",
            columns: { customer_id: "int64", amount: "float64", ordered_at: "timestamp" },
          },
        },
      ],
    },
  },
  definitions: {
    type: {
      description:
        "bool, int32, int64, float32, float64, decimal(18, 2), string, bytes, timestamp, date, json, the name of an enum that a `.feat` file declares, struct { a: int64, b: string? } or map<string, int64>. After a type, `?` allows null, `[]` makes a list, and `[768]` after a number type makes a vector of fixed length.",
      examples: [
        "int64",
        "string?",
        "decimal(18, 2)",
        "float32[768]",
        "string[]?",
        "map<string, int64>",
        "struct { street: string, zip: string? }",
      ],
      minLength: 1,
      ...read(typePattern),
    },
  },
} as const;
