/**
 * Loads labels into the table `feat_labels`.
 *
 * In: a label file and a service's inputs. Out: the table as `TrainingArtifact` describes it, and its number of rows.
 * Always: rows keep their order and number. Keys and request fields have their declared types, and a value that does
 * not convert is an error with its row (counted from 1 after a CSV's header) and column. No column is silently dropped
 * or renamed.
 */
import type { NamedType, TrainingArtifact } from "../../../artifacts.js";
import { toNatural } from "../../../duckdb-types.js";
import { epochUnit } from "../../../epoch-unit.js";
import { DataError } from "../../../errors.js";
import { nearest } from "../../../nearest.js";
import { isNested, typeText } from "../../../types.js";
import { isWide } from "../../physical.js";
import { type Conversion, separator } from "../../sources/conversion.js";
import type { FileFormat, LabelReport, Labels } from "../../warehouse.js";
import { conversion, converts } from "../convert.js";
import type { Engine } from "../engine.js";
import { parquetColumns } from "../sources/parquet.js";
import { identifier } from "../text.js";
import { inferExtras } from "./extras.js";
import { csvColumns, inspectLabels, type LabelColumn, type LabelFile } from "./inspect.js";

/** An input, and the column of the file that it comes from. */
interface Input extends NamedType {
  readonly what: "key" | "request field" | "time column";
  readonly column: LabelColumn;
  readonly conversion: Conversion;
}

export async function loadLabelFile(
  engine: Engine,
  labels: Labels & { kind: "file" },
  artifact: TrainingArtifact,
  output: FileFormat | "rows",
): Promise<LabelReport> {
  const file = await inspectLabels(labels.path, labels.format);
  const columns = await columnsOf(engine, file);
  checkNames(file, columns, artifact);
  await checkWidths(engine, file, columns);

  const timeName = labels.time ?? "event_timestamp";
  const wanted = { file, columns, artifact, time: timeName };
  const time = input(wanted, { name: timeName, type: { kind: "timestamp", nullable: true } }, "time column");
  const inputs = artifact.inputs.map((each) => input(wanted, each, each.role === "key" ? "key" : "request field"));
  await checkValues(engine, file, [time, ...inputs]);

  const own =
    file.format === "csv" && output !== "csv"
      ? await ownTyped(engine, file, columns, [time, ...inputs])
      : columns.map(asItIs);
  const numbered = numberedRows(file, columns);
  const select = [
    `${numbered.row} AS feat_row`,
    `${time.conversion.value} AS feat_at`,
    ...inputs.map((each) => `${each.conversion.value} AS ${identifier(`feat_in_${each.name}`)}`),
    ...own,
  ];
  await engine.run(`CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT ${select.join(", ")} FROM ${numbered.from}`);
  const [count] = await engine.rows("SELECT count(*), count(*) FILTER (WHERE feat_at IS NULL) FROM feat_labels");
  return {
    rows: Number(count?.[0]),
    withoutTime: Number(count?.[1]),
    dates: await areDates(engine, file, time.column),
    unnamed: columns.flatMap(({ name, unnamed }) => (unnamed ? [name] : [])),
  };
}

/** The rows with their number from 0. */
function numberedRows(
  { from, numbered }: LabelFile,
  columns: readonly LabelColumn[],
): { readonly row: string; readonly from: string } {
  const taken = columns.some(({ name }) => name.toLowerCase() === "file_row_number");
  return numbered === null || taken
    ? { row: "row_number() OVER () - 1", from }
    : { row: "file_row_number", from: numbered };
}

async function columnsOf(engine: Engine, file: LabelFile): Promise<readonly LabelColumn[]> {
  if (file.header !== null) return csvColumns(file.header);
  const described = await parquetColumns(engine, file.absolute);
  return described.map(({ name, own, type }) => ({ name, sql: identifier(own), physical: type }));
}

/** Whether the labels' times are dates. Each label then counts at the midnight of its day. */
async function areDates(engine: Engine, file: LabelFile, { sql, physical }: LabelColumn): Promise<boolean> {
  if (physical.family !== "text") return physical.family === "date";
  const [row] = await engine.rows(`SELECT bool_and(length(${sql}) = 10) FROM ${file.from}`);
  return row?.[0] === true;
}

function checkNames(file: LabelFile, columns: readonly LabelColumn[], artifact: TrainingArtifact): void {
  const features = new Map(artifact.features.map(({ name }) => [name.toLowerCase(), name]));
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined)
      throw new DataError(
        `label file ${file.path} has two columns named ${twin === name ? `\`${name}\`` : `\`${twin}\` and \`${name}\``}`,
      );
    seen.set(folded, name);
    const feature = features.get(folded);
    if (feature !== undefined)
      throw new DataError(
        `label file ${file.path}: column \`${name}\` has the name of feature \`${feature}\` of ${artifact.service}: rename the column`,
      );
    if (/^feat_(row|at|in_.*)$/.test(folded))
      throw new DataError(`label file ${file.path}: the column name \`${name}\` is Feat's own: rename the column`);
  }
}

/** Rejects decimals that the engine reads as other numbers: it would also write those other numbers (MEANING 135). */
async function checkWidths(engine: Engine, file: LabelFile, columns: readonly LabelColumn[]): Promise<void> {
  for (const { name, sql } of columns.filter((column) => isWide(column.physical))) {
    const [row] = await engine.rows(
      `SELECT min(n) FROM (SELECT row_number() OVER () AS n, ${sql} AS x FROM ${file.from}) WHERE x IS NOT NULL`,
    );
    if (row?.[0] == null) continue;
    throw new DataError(
      `label file ${file.path}, row ${row[0]}, column \`${name}\`: a decimal of more than the 38 digits that can be read; write it as text or with fewer digits`,
    );
  }
}

interface Wanted {
  readonly file: LabelFile;
  readonly columns: readonly LabelColumn[];
  readonly artifact: TrainingArtifact;
  /** The time column that was asked for. */
  readonly time: string;
}

function input(wanted: Wanted, field: NamedType, what: Input["what"]): Input {
  const { columns } = wanted;
  const folded = field.name.toLowerCase();
  const column =
    columns.find(({ name }) => name === field.name) ?? columns.find(({ name }) => name.toLowerCase() === folded);
  if (column === undefined) throw new DataError(missing(wanted, field.name, what));
  return { ...field, what, column, conversion: conversion(field.type, column.physical, column.sql) };
}

/** Says what columns there are, which was probably meant, and what the service takes. */
function missing({ file, columns, artifact, time }: Wanted, name: string, what: Input["what"]): string {
  const names = (all: readonly string[]): string => all.map((each) => `\`${each}\``).join(", ");
  const there = columns.map((column) => (column.unnamed ? "a column without a name" : `\`${column.name}\``)).join(", ");
  const named = (role: "key" | "request"): readonly string[] =>
    artifact.inputs.flatMap((each) => (each.role === role ? [each.name] : []));
  const taken = new Set([...artifact.inputs.map((each) => each.name.toLowerCase()), time.toLowerCase()]);
  const free = columns.filter((column) => !column.unnamed && !taken.has(column.name.toLowerCase()));
  const near = nearest(
    name,
    free.map((column) => column.name),
  );
  const [only] = columns;
  const separated = columns.length === 1 && /[;\t|]/.exec(only!.name);
  const needs = [
    ...(named("key").length > 0 ? [`the keys ${names(named("key"))}`] : []),
    ...(named("request").length > 0 ? [`the request fields ${names(named("request"))}`] : []),
    `a time in \`${time}\``,
  ];
  const help = [
    ...(separated ? [`its fields seem to be separated by ${JSON.stringify(separated[0])}, and Feat reads commas`] : []),
    ...(near === null
      ? []
      : [
          what === "time column"
            ? `did you mean \`--time ${near}\`?`
            : `did you mean \`${near}\`? Rename that column to \`${name}\``,
        ]),
    `service ${artifact.service} needs ${needs.join(", ")} (\`--time COLUMN\` names another one)`,
  ];
  return `label file ${file.path} has no ${what} \`${name}\`; it has ${there}; ${help.join("; ")}`;
}

/** One pass over the file for all inputs. A second pass only finds the row to show. */
async function checkValues(engine: Engine, file: LabelFile, all: readonly Input[]): Promise<void> {
  const inputs = all.filter(canBeWrong);
  if (inputs.length === 0) return;
  const wrong = inputs.map(problemOf);
  const [counts] = await engine.rows(
    `SELECT ${wrong.map((problem) => `count(${problem})`).join(", ")} FROM ${file.from}`,
  );
  const index = inputs.findIndex((_, at) => Number(counts?.[at]) > 0);
  if (index < 0) return;
  const bad = inputs[index]!;
  const [row] = await engine.rows(
    `SELECT feat_row, problem, value FROM (SELECT row_number() OVER () AS feat_row, ${wrong[index]} AS problem, ` +
      `CAST(${bad.column.sql} AS VARCHAR) AS value FROM ${file.from}) WHERE problem IS NOT NULL ORDER BY feat_row LIMIT 1`,
  );
  const [number, problem, value] = row ?? [];
  throw new DataError(`label file ${file.path}${explained(bad, Number(number), String(problem), value)}`);
}

function explained(bad: Input, row: number, problem: string, value: unknown): string {
  const { what, name, column } = bad;
  const type = typeText({ ...bad.type, nullable: false });
  const [path = "", complaint = "", takes = ""] = problem.split(separator);
  const where = `, row ${row}, column \`${column.name}\``;
  const hint = what === "time column" ? epochHint(column, value) : "";
  if (problem === "") return `${where}: ${what} \`${name}\` can't be null`;
  if (path !== "") return `${where}, at ${column.name}${path}: ${complaint}; it takes ${takes}`;
  if (!converts(bad.type, column.physical))
    return `: column \`${column.name}\` is ${column.physical.name}, and ${what} \`${name}\` is ${type}: row ${row} has ${shown(value)}, and it takes ${takes}${hint}`;
  if (what === "time column")
    return `${where}: ${shown(value)} is not a valid time; write times like "2024-01-31T09:00:00Z"${hint}`;
  return `${where}: ${complaint}, which ${what} \`${name}\` is; it takes ${takes}`;
}

const shown = (value: unknown): string => JSON.stringify(String(value).slice(0, 60));

/** Numbers as times are the most common mistake. */
function epochHint({ name }: LabelColumn, value: unknown): string {
  const text = String(value);
  if (!/^-?\d{9,19}(\.\d*)?$/.test(text)) return "";
  const unit = epochUnit(Math.abs(Number(text)));
  return `; it looks like ${unit} since 1970: make times of it in the label file (in pandas: \`pd.to_datetime(df["${name}"], unit="${unit}", utc=True)\`)`;
}

/**
 * Null if the value fits. The text is empty for a null where none is allowed. A null key is allowed: it is an unknown
 * key.
 */
function problemOf({ what, type, conversion: { value, problem } }: Input): string {
  const own = problem ?? "CAST(NULL AS VARCHAR)";
  return what === "request field" && !type.nullable
    ? `coalesce(${own}, CASE WHEN (${value}) IS NULL THEN '' END)`
    : own;
}

const canBeWrong = ({ what, type, conversion: { problem } }: Input): boolean =>
  problem !== null || (what === "request field" && !type.nullable);

const asItIs = (column: LabelColumn): string => `${column.sql} AS ${identifier(column.name)}`;

/** A CSV file's columns for a typed output: inputs and the time as declared, the others as their texts show. */
async function ownTyped(
  engine: Engine,
  file: LabelFile,
  columns: readonly LabelColumn[],
  inputs: readonly Input[],
): Promise<string[]> {
  const byColumn = new Map(inputs.map((each) => [each.column, each]));
  const extras = await inferExtras(
    engine,
    file,
    columns.filter((column) => !byColumn.has(column)),
  );
  return columns.map((column) => {
    const known = byColumn.get(column);
    const sql = known === undefined ? (extras.get(column) ?? column.sql) : ownValue(known);
    return `${sql} AS ${identifier(column.name)}`;
  });
}

function ownValue({ type, column, conversion: { value } }: Input): string {
  if (type.kind === "timestamp") return `make_timestamptz(${value})`;
  if (type.kind === "date") return `make_date(${value})`;
  // NaN and infinity stay in the file's own column, although the field reads null.
  if (type.kind === "float32") return `TRY_CAST(${column.sql} AS FLOAT)`;
  if (type.kind === "float64") return `TRY_CAST(${column.sql} AS DOUBLE)`;
  return isNested(type) ? toNatural(type, value) : value;
}
