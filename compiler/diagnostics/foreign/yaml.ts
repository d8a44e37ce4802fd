/** Keys of other tools → our keys. `sentences` has the keys that none of ours replaces. */
const keys: Readonly<Record<string, string>> = {
  name: "project",
  features_path: "features",
  feature_files: "features",
  data_sources: "sources",
  path: "file",
  paths: "file",
  filename: "file",
  uri: "file",
  location: "file",
  parquet: "file",
  table_name: "table",
  sql: "query",
  timestamp: "time",
  event_time: "time",
  timestamp_field: "time",
  event_timestamp: "time",
  event_timestamp_column: "time",
  time_column: "time",
  created_at: "created",
  created_timestamp: "created",
  created_timestamp_column: "created",
  type: "kind",
  schema: "columns",
  fields: "columns",
  primary_key: "key",
  primary_keys: "key",
  unique_key: "key",
  doc: "description",
  comment: "description",
  lateness: "delay",
  watermark: "delay",
};

const sentences: Readonly<Record<string, string>> = {
  ttl: "`ttl` belongs to the view: `view name for entity from source ttl 7d { … }`",
  entities: "entities are declared in `.feat` files: `entity name { key: type }`",
  entity: "entities are declared in `.feat` files: `entity name { key: type }`",
  join_keys: "keys are declared in `.feat` files: `entity name { key: type }`",
  online_store: "stores go under `targets:`: `targets: { dev: { online: { kind: embedded, path: .feat/online } } }`",
  offline_store: "stores go under `targets:`: `targets: { dev: { offline: { kind: duckdb, path: .feat/w.duckdb } } }`",
  registry: "there is no registry: `feat compile` writes its artifacts to `out:`",
  provider: "there is no provider: stores go under `targets:`",
  nullable: "a nullable type ends with `?`: `type: int64?`",
  required: "a type without `?` is never null",
  default: "a default belongs to the view: `feature default 0.0`",
  timezone: "a zone belongs to the time: `time: { column: t, zone: Europe/Berlin }`",
  format: "a format belongs to the time: `time: { column: t, format: unix_ms }`",
};

/** The key in `known` that replaces a key of another tool. */
export const foreignKey = (name: string, known: readonly string[]): string | null => {
  const ours = Object.hasOwn(keys, name.toLowerCase()) ? keys[name.toLowerCase()] : undefined;
  return ours !== undefined && known.includes(ours) ? ours : null;
};

/** Help for a key of another tool that none of our keys replaces. */
export const foreignKeyHelp = (name: string): string | null =>
  Object.hasOwn(sentences, name.toLowerCase()) ? (sentences[name.toLowerCase()] ?? null) : null;

/** Values of other tools → our values. */
const choices: Readonly<Record<string, string>> = {
  table: "state",
  snapshot: "state",
  dimension: "state",
  batch: "state",
  scd: "state",
  stream: "events",
  log: "events",
  fact: "events",
  append: "events",
  epoch: "unix_s",
  unix: "unix_s",
  seconds: "unix_s",
  millis: "unix_ms",
  milliseconds: "unix_ms",
  epoch_ms: "unix_ms",
  micros: "unix_us",
  nanos: "unix_ns",
  datetime: "timestamp",
  iso: "iso8601",
  rfc3339: "iso8601",
  warning: "warn",
  sqlite: "embedded",
};

export const foreignChoice = (value: string, known: readonly string[]): string | null => {
  const ours = Object.hasOwn(choices, value.toLowerCase()) ? choices[value.toLowerCase()] : undefined;
  if (ours !== undefined && known.includes(ours)) return ours;
  return /%[YmdHMS]|yyyy/i.test(value) && known.includes("iso8601") ? "iso8601" : null;
};

/** How to write a key that is missing. */
const examples: Readonly<Record<string, string>> = {
  project: "project: my_project",
  features: "features: features/**/*.feat",
  sources: "sources:` and each source under it, by its name",
  kind: "kind: events` (a row says that something happened) or `kind: state` (a row says how something is)",
  time: "time: created_at` with the column that says when",
  columns: "columns: { id: int64, created_at: timestamp }",
  offline: "offline: { kind: duckdb, path: .feat/warehouse.duckdb }",
  online: "online: { kind: embedded, path: .feat/online }",
  type: "type: int64?",
  column: "column: created_at",
  at: "at: end` if a day's rows are known when the day is over, else `at: start",
};

export function howToGive(key: string): string {
  const example = examples[key];
  if (example === undefined) return `add \`${key}: …\``;
  return `add \`${example}${(example.match(/`/g) ?? []).length % 2 === 0 ? "`" : ""}`;
}

/** The YAML parser's codes → what is wrong, and how to fix it. */
export const yamlProblems: Readonly<Record<string, readonly [problem: string, help: string]>> = {
  TAB_AS_INDENT: ["a line begins with a tab", "indent with spaces, two for each level"],
  BAD_INDENT: [
    "this line is not indented like its neighbours",
    "keys of one map begin in the same column, two spaces for each level",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "this value contains a second `: `, or the next line is indented too far",
    'keys of one map begin in the same column; put a text with `: ` in it in quotes: `"struct { a: int64 }"`',
  ],
  MULTILINE_IMPLICIT_KEY: ["this line is not `key: value`", "write `key: value`, with a space after the colon"],
  MISSING_CHAR: ["a symbol is missing here", 'close each `"`, `[` and `{`, and write `: ` after a key'],
  UNEXPECTED_TOKEN: [
    "a symbol is not allowed here",
    'put a text with `{`, `[`, `:`, `,` or `#` in it in quotes: `"{x}/a.parquet"`',
  ],
  BAD_SCALAR_START: ["a text cannot begin with this symbol", "put the text in quotes"],
  BAD_ALIAS: [
    "`*` begins an alias, and no anchor has its name",
    'put a text that begins with `*` in quotes: `"*.feat"`',
  ],
};
