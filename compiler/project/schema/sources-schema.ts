/** The JSON Schema of the YAML of sources: what is checked here and what editors show. */

const formats = ["timestamp", "date", "iso8601", "unix_s", "unix_ms", "unix_us", "unix_ns"];

const zone = {
  description: "IANA name of the zone that dates and times without one are meant in; UTC by default.",
  type: "string",
  minLength: 1,
} as const;

const instant = (description: string) => ({
  description,
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: false,
  required: ["column"],
  properties: {
    column: { description: "The column that holds it.", type: "string", minLength: 1 },
    format: { description: "How it is stored.", enum: formats, default: "timestamp" },
    zone,
  },
});

const perDialect = (description: string) => ({
  description: `${description} One text for every dialect, or a text per dialect.`,
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: { type: "string", minLength: 1 },
});

const column = {
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: false,
  required: ["type"],
  properties: {
    type: {
      description:
        "bool, int32, int64, float32, float64, string, bytes, timestamp, date or json; `T?` can be null, `T[]` is a list, `float32[768]` a fixed vector.",
      type: "string",
      minLength: 1,
    },
    column: { description: "The column's name in the data, where it is another.", type: "string", minLength: 1 },
    pii: {
      description: "Personal data: what is made of it is too, and no service serves it unless it says `allow pii`.",
      type: "boolean",
    },
  },
} as const;

const source = {
  type: "object",
  additionalProperties: false,
  required: ["kind", "time", "columns"],
  oneOf: [{ required: ["file"] }, { required: ["table"] }, { required: ["query"] }],
  properties: {
    kind: {
      description:
        "`state`: a row says how things stand from its time on. `events`: a row says that something happened at its time.",
      enum: ["state", "events"],
    },
    description: { description: "What the source is, for documentation.", type: "string" },
    file: perDialect(
      "Files, relative to this file: .parquet, .csv, .json, .jsonl or .ndjson; `*` and `**` match many.",
    ),
    table: perDialect("A table by its name in the warehouse."),
    query: perDialect("A SELECT that is used like a table."),
    time: {
      description: "The time of a row: a column, or a column and how it is stored.",
      type: ["string", "object"],
      minLength: 1,
      additionalProperties: false,
      required: ["column"],
      properties: {
        ...instant("").properties,
        at: {
          description:
            "For a date, and to be said for one: does it mean the day's first instant, or (rows known when the day is over) the next day's?",
          enum: ["start", "end"],
        },
      },
    },
    created: instant(
      "When the row was written: of equal times the later written counts, and views may ask for what was `known`.",
    ),
    sequence: {
      description:
        "Makes the order of rows of one time total. A column that is not declared under `columns` is an int64, unless a type is given.",
      type: ["string", "object"],
      minLength: 1,
      additionalProperties: false,
      required: ["column"],
      properties: {
        column: { description: "The column that holds it.", type: "string", minLength: 1 },
        type: { description: "Its type, where it is not declared under `columns`.", type: "string", minLength: 1 },
      },
    },
    delay: {
      description: "How long after its time a row may land: a whole number and us, ms, s, m, h, d or w.",
      type: "string",
      default: "0s",
    },
    deleted: {
      description: "State only. A bool column: where it is true the key has no state from that row on.",
      type: "string",
      minLength: 1,
    },
    until: instant("State only. The row holds before this instant only; null is open-ended."),
    key: {
      description: "The columns that say which rows speak of the same thing: redeliveries, corrections, versions.",
      type: ["string", "array"],
      minLength: 1,
      minItems: 1,
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
    },
    complete: {
      description: "Each time is a full snapshot: a key that is not in the newest one is gone.",
      type: "boolean",
      default: false,
    },
    columns: {
      description:
        "The columns that features may read: a type, or a type and the column's name in the data. Their order breaks the last ties.",
      type: "object",
      minProperties: 1,
      additionalProperties: column,
    },
  },
} as const;

export const sourcesSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Sources of a Feat project",
  description: "What exists physically: files, tables and queries, their times and their columns.",
  type: "object",
  additionalProperties: false,
  required: ["sources"],
  properties: {
    sources: {
      description: "Sources by name, as `.feat` files name them.",
      type: ["object", "null"],
      propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
      additionalProperties: source,
    },
  },
} as const;
