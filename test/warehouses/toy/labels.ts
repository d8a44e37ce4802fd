import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NamedType, TrainingArtifact } from "../../../runtime/artifacts.js";
import { planType } from "../../../runtime/duckdb-types.js";
import { DataError } from "../../../runtime/errors.js";
import type { Value } from "../../../runtime/values.js";
import type { LabelFiles } from "../../../runtime/warehouse/duckdb/label-files.js";
import {
  areDates,
  checkNames,
  checkValues,
  type LabelData,
  type LabelEngine,
  labelInputs,
  labelTitles,
  rangeOf,
  rangeOfRows,
} from "../../../runtime/warehouse/labels/index.js";
import { userQuery } from "../../../runtime/warehouse/user-query.js";
import type { LabelReport, Labels } from "../../../runtime/warehouse/warehouse.js";
import { converting, identifier, literal } from "./converting.js";
import type { Remote } from "./remote.js";
import { type Environment, partOf } from "./sources.js";
import { tableSql } from "./tables.js";

/** The labels' own columns, with their numbers. */
export const ownTable = "feat_labels_own";
const ROWS_PER_INSERT = 500;

/** Makes `feat_labels` of a caller's rows. */
export async function loadRows(
  remote: Remote,
  { rows }: Labels & { readonly kind: "rows" },
  { inputs }: TrainingArtifact,
): Promise<LabelReport> {
  const values = rows.map(({ at, inputs: given }, row) => [
    String(row),
    at === null ? "NULL" : String(at),
    ...inputs.map(({ name, type }) => sqlValue(type, Object.hasOwn(given, name) ? given[name]! : null)),
  ]);
  await fill(remote, inputs, values);
  return {
    rows: rows.length,
    withoutTime: rows.filter(({ at }) => at === null).length,
    dates: false,
    ...rangeOfRows(rows),
    unnamed: [],
  };
}

/** Copies the numbers, instants and inputs of labels that DuckDB read from a file in this process. */
export async function copyFile(remote: Remote, files: LabelFiles, { inputs }: TrainingArtifact): Promise<void> {
  const path = join(files.folder, "labels.csv");
  await mkdir(files.folder, { recursive: true });
  const columns = ["feat_row", "feat_at", ...inputs.map(({ name }) => `feat_in_${name}`)];
  try {
    await files.writeCsv(
      path,
      columns.map((name) => ({ name, sql: identifier(name) })),
    );
    // The toy's server runs on the same machine, so it reads the file itself.
    await remote.run(
      `CREATE OR REPLACE TEMP TABLE feat_labels (${declared(inputs)}); COPY feat_labels FROM ${literal(path)} (FORMAT csv, HEADER false)`,
    );
  } finally {
    await rm(path, { force: true });
  }
}

/** Makes `feat_labels`, and a table of the labels' own columns, of a table or query of the server. */
export async function loadServerLabels(
  remote: Remote,
  labels: Labels & { readonly kind: "table" | "query" },
  artifact: TrainingArtifact,
  environment: Environment,
): Promise<LabelReport> {
  const by: LabelEngine = { rows: (sql) => remote.rows(sql), ...converting };
  const from =
    labels.kind === "table"
      ? tableSql(labels.table)
      : `(${userQuery(labels.sql, environment, (path) => path).replace(/;\s*$/, "")}\n)`;
  const title = labels.kind === "table" ? labelTitles.table(labels.table) : labelTitles.query();
  const { columns } = await partOf(remote, from).catch((error: Error) => {
    throw new DataError(`${title}: ${error.message}`, { cause: error });
  });
  const data: LabelData = { title, columns, from: `${ownTable} AS data`, timesOf: (column) => `of ${column}` };
  checkNames(data, artifact);
  const { time, inputs } = labelInputs(data, artifact, labels.time, by);
  await remote.run(
    `CREATE OR REPLACE TEMP TABLE ${ownTable} AS SELECT row_number() OVER () - 1 AS feat_row, data.* FROM ${from} AS data`,
  );
  await checkValues(data, [time, ...inputs], by);
  const select = [
    "data.feat_row",
    `${time.conversion.value} AS feat_at`,
    ...inputs.map(({ name, conversion }) => `${conversion.value} AS ${identifier(`feat_in_${name}`)}`),
  ];
  await remote.run(`CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT ${select.join(", ")} FROM ${data.from}`);
  const [count = []] = await remote.rows(
    "SELECT count(*), count(*) FILTER (WHERE feat_at IS NULL), min(feat_at), max(feat_at) FROM feat_labels",
  );
  const dates = await areDates(data, time, by);
  return { rows: Number(count[0]), withoutTime: Number(count[1]), dates, ...rangeOf(count[2], count[3]), unnamed: [] };
}

/** Copies the labels' own columns from the server to where files are written. */
export async function pullOwn(remote: Remote, files: LabelFiles): Promise<void> {
  const { columns } = await partOf(remote, ownTable);
  const own = columns.filter(({ name }) => name !== "feat_row");
  const texts = own.map(({ name }) => `CAST(${identifier(name)} AS VARCHAR)`);
  const rows = await remote.rows(`SELECT ${["feat_row", ...texts].join(", ")} FROM ${ownTable} ORDER BY feat_row`);
  const path = join(files.folder, "own.csv");
  await mkdir(files.folder, { recursive: true });
  try {
    await writeFile(path, rows.map((row) => `${row.map(csvField).join(",")}\n`).join(""));
    await files.takeOwn(
      path,
      own.map(({ name, physical }) => ({ name, value: (text) => `CAST(${text} AS ${physical.name})` })),
    );
  } finally {
    await rm(path, { force: true });
  }
}

/** A field without quotes is null. */
const csvField = (value: unknown): string => (value === null ? "" : `"${String(value).replaceAll('"', '""')}"`);

const declared = (inputs: readonly NamedType[]): string =>
  [
    "feat_row BIGINT",
    "feat_at BIGINT",
    ...inputs.map(({ name, type }) => `${identifier(`feat_in_${name}`)} ${planType(type)}`),
  ].join(", ");

async function fill(remote: Remote, inputs: readonly NamedType[], rows: readonly (readonly string[])[]): Promise<void> {
  await remote.run(`CREATE OR REPLACE TEMP TABLE feat_labels (${declared(inputs)})`);
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const tuples = rows.slice(start, start + ROWS_PER_INSERT).map((row) => `(${row.join(", ")})`);
    await remote.run(`INSERT INTO feat_labels VALUES ${tuples.join(", ")}`);
  }
}

/** A value in its plan form, as a literal of its type. */
export function sqlValue(type: NamedType["type"], value: Value): string {
  if (value === null) return `CAST(NULL AS ${planType(type)})`;
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return `CAST(${String(value)} AS ${planType(type)})`;
    case "float32":
    case "float64":
    case "string":
    case "enum":
    case "json":
      return `CAST(${literal(String(value))} AS ${planType(type)})`;
    default:
      throw new DataError(`the toy's warehouse takes no ${type.kind} from this process`);
  }
}
