/**
 * Labels into the table `feat_labels`.
 *
 * In: a label file and a service's inputs. Out: the table as `TrainingArtifact` has it, and its number of rows.
 * Always: rows keep their order and number; keys and request fields are typed as declared, and a value that does not convert is an
 * error with its row (counted from 1 after a CSV's header) and column; no column is silently dropped or renamed.
 */
import type { NamedType, TrainingArtifact } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { typeText } from "../../../types.js";
import type { FileFormat, Labels } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import { type Conversion, conversion } from "./convert.js";
import { inferExtras } from "./extras.js";
import { csvColumns, describeSql, inspectLabels, type LabelColumn, type LabelFile } from "./inspect.js";

/** What becomes of one column of the file. */
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
): Promise<number> {
  const file = await inspectLabels(labels.path, labels.format);
  const columns = await columnsOf(engine, file);
  checkNames(file, columns, artifact);

  const timeName = labels.time ?? "event_timestamp";
  const time = input(file, columns, { name: timeName, type: { kind: "timestamp", nullable: true } }, "time column");
  const inputs = artifact.inputs.map((each) =>
    input(file, columns, each, each.role === "key" ? "key" : "request field"),
  );
  await checkValues(engine, file, [time, ...inputs]);

  const own =
    file.format === "csv" && output !== "csv"
      ? await ownTyped(engine, file, columns, [time, ...inputs])
      : columns.map(asItIs);
  const select = [
    "row_number() OVER () - 1 AS feat_row",
    `${time.conversion.value} AS feat_at`,
    ...inputs.map((each) => `${each.conversion.value} AS ${identifier(`feat_in_${each.name}`)}`),
    ...own,
  ];
  await engine.run(`CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT ${select.join(", ")} FROM ${file.from}`);
  const [count] = await engine.rows("SELECT count(*) FROM feat_labels");
  return Number(count?.[0]);
}

async function columnsOf(engine: Engine, file: LabelFile): Promise<readonly LabelColumn[]> {
  if (file.header !== null) return csvColumns(file.header);
  const described = await engine.rows(describeSql(file));
  return described.map(([name, physical]) => ({
    name: String(name),
    sql: identifier(String(name)),
    physical: String(physical),
  }));
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

function input(file: LabelFile, columns: readonly LabelColumn[], field: NamedType, what: Input["what"]): Input {
  const folded = field.name.toLowerCase();
  const column =
    columns.find(({ name }) => name === field.name) ?? columns.find(({ name }) => name.toLowerCase() === folded);
  if (column === undefined) {
    const there = columns.map(({ name }) => `\`${name}\``).join(", ");
    const hint = what === "time column" ? " (another one is named with --time)" : "";
    throw new DataError(`label file ${file.path} has no ${what} \`${field.name}\`${hint}; it has ${there}`);
  }
  const converted = conversion(field.type, column.physical, column.sql);
  if (converted === null) {
    throw new DataError(
      `label file ${file.path}: column \`${column.name}\` is ${column.physical}, and ${what} \`${field.name}\` is ${typeText({ ...field.type, nullable: false })}`,
    );
  }
  return { ...field, what, column, conversion: converted };
}

/** One pass over the file for all inputs; a second one only to find the row to show. */
async function checkValues(engine: Engine, file: LabelFile, inputs: readonly Input[]): Promise<void> {
  const wrong = inputs.map(wrongSql);
  const [counts] = await engine.rows(
    `SELECT ${wrong.map((condition) => `count(*) FILTER (WHERE ${condition})`).join(", ")} FROM ${file.from}`,
  );
  const index = inputs.findIndex((_, at) => Number(counts?.[at]) > 0);
  if (index < 0) return;
  const bad = inputs[index]!;
  const [row] = await engine.rows(
    `SELECT feat_row, value, is_null FROM (SELECT row_number() OVER () AS feat_row, CAST(${bad.column.sql} AS VARCHAR) AS value, ` +
      `${bad.column.sql} IS NULL AS is_null, ${wrong[index]} AS wrong FROM ${file.from}) WHERE wrong ORDER BY feat_row LIMIT 1`,
  );
  const [number, text, isNull] = row ?? [];
  const where = `label file ${file.path}, row ${number}, column \`${bad.column.name}\``;
  const type = typeText({ ...bad.type, nullable: false });
  if (isNull === true || bad.conversion.failed === "")
    throw new DataError(`${where}: ${bad.what} \`${bad.name}\` can't be null`);
  const shown = JSON.stringify(String(text).slice(0, 60));
  throw new DataError(
    bad.what === "time column"
      ? `${where}: ${shown} is no time`
      : `${where}: ${shown} is no ${type}, which ${bad.what} \`${bad.name}\` is`,
  );
}

/** A value that does not convert, or a null (also one that a NaN reads as) where none may be. A null key is an unknown one. */
function wrongSql({ what, type, conversion: { value, failed } }: Input): string {
  return what === "request field" && !type.nullable ? `(${value}) IS NULL` : failed;
}

const asItIs = (column: LabelColumn): string => `${column.sql} AS ${identifier(column.name)}`;

/** A CSV file's columns for a typed output: inputs and time as declared, the others as their texts show. */
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
  // NaN and infinity pass through in the file's own column, though the field reads null.
  if (type.kind === "float32") return `TRY_CAST(${column.sql} AS FLOAT)`;
  if (type.kind === "float64") return `TRY_CAST(${column.sql} AS DOUBLE)`;
  return value;
}
