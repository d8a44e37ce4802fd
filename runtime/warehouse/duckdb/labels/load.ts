/**
 * Loads labels into the table `feat_labels`.
 *
 * In: a file, a table or a query of labels, and a service's inputs. Out: the table as `TrainingArtifact` describes it,
 * and its number of rows.
 * Always: rows keep their order and number. Keys and request fields have their declared types.
 */
import type { TrainingArtifact } from "../../../artifacts.js";
import { toNatural } from "../../../duckdb-types.js";
import { DataError } from "../../../errors.js";
import { isNested } from "../../../types.js";
import {
  aboutLabels,
  areDates,
  checkNames,
  checkValues,
  type LabelColumn,
  type LabelEngine,
  type LabelInput,
  labelInputs,
  labelTitles,
  rangeOf,
} from "../../labels/index.js";
import { isWide } from "../../physical.js";
import type { LabelReport, Labels, OutputForm } from "../../warehouse.js";
import { conversion, converts } from "../convert.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import { inferExtras } from "./extras.js";
import { type DuckDBLabels, inspectFile } from "./inspect.js";
import { inspectQuery, inspectTable } from "./relations.js";
import { loadLabelRows } from "./rows.js";

export async function loadLabels(
  engine: Engine,
  labels: Labels,
  artifact: TrainingArtifact,
  output: OutputForm,
): Promise<LabelReport> {
  if (labels.kind === "rows") return loadLabelRows(engine, labels, artifact);
  engine.labelColumns = null;
  const by: LabelEngine = { rows: (sql) => engine.rows(sql), conversion, converts, textType: "VARCHAR" };
  const data = await inspect(engine, labels);
  checkNames(data, artifact);
  await checkWidths(engine, data);
  const { time, inputs } = labelInputs(data, artifact, labels.time, by);
  await checkValues(data, [time, ...inputs], by);

  const { columns } = data;
  const own = data.texts && output !== "csv" ? await ownTyped(engine, data, [time, ...inputs]) : columns.map(asItIs);
  const numbered = numberedRows(data);
  const select = [
    `${numbered.row} AS feat_row`,
    `${time.conversion.value} AS feat_at`,
    ...inputs.map((each) => `${each.conversion.value} AS ${identifier(`feat_in_${each.name}`)}`),
    ...own,
  ];
  await engine.run(`CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT ${select.join(", ")} FROM ${numbered.from}`);
  const [count] = await engine.rows(
    "SELECT count(*), count(*) FILTER (WHERE feat_at IS NULL), min(feat_at), max(feat_at) FROM feat_labels",
  );
  return {
    rows: Number(count?.[0]),
    withoutTime: Number(count?.[1]),
    dates: await areDates(data, time, by),
    ...rangeOf(count?.[2], count?.[3]),
    unnamed: columns.flatMap(({ name, unnamed }) => (unnamed ? [name] : [])),
  };
}

function inspect(engine: Engine, labels: Exclude<Labels, { kind: "rows" }>): Promise<DuckDBLabels> {
  switch (labels.kind) {
    case "file":
      return inspectFile(engine, labels.path, labels.format);
    case "table":
      return inspectTable(engine, labels.table);
    case "query":
      return aboutLabels(labelTitles.query(), () => inspectQuery(engine, labels));
  }
}

/** The rows with their number from 0. */
function numberedRows({ from, numbered, columns }: DuckDBLabels): { readonly row: string; readonly from: string } {
  const taken = columns.some(({ name }) => name.toLowerCase() === "file_row_number");
  return numbered === null || taken
    ? { row: "row_number() OVER () - 1", from }
    : { row: "file_row_number", from: numbered };
}

/** Rejects decimals that the engine reads as other numbers: it would also write those other numbers (MEANING 135). */
async function checkWidths(engine: Engine, { title, columns, from }: DuckDBLabels): Promise<void> {
  for (const { name, sql } of columns.filter((column) => isWide(column.physical))) {
    const [row] = await engine.rows(
      `SELECT min(n) FROM (SELECT row_number() OVER () AS n, ${sql} AS x FROM ${from}) WHERE x IS NOT NULL`,
    );
    if (row?.[0] == null) continue;
    throw new DataError(
      `${title}, row ${row[0]}, column \`${name}\`: a decimal of more than the 38 digits that can be read; write it as text or with fewer digits`,
    );
  }
}

const asItIs = (column: LabelColumn): string => `${column.sql} AS ${identifier(column.name)}`;

/** A CSV file's columns for a typed output: inputs and the time as declared, the others as their texts show. */
async function ownTyped(engine: Engine, data: DuckDBLabels, inputs: readonly LabelInput[]): Promise<string[]> {
  const { columns } = data;
  const byColumn = new Map(inputs.map((each) => [each.column, each]));
  const extras = await inferExtras(
    engine,
    data.from,
    columns.filter((column) => !byColumn.has(column)),
  );
  return columns.map((column) => {
    const known = byColumn.get(column);
    const sql = known === undefined ? (extras.get(column) ?? column.sql) : ownValue(known);
    return `${sql} AS ${identifier(column.name)}`;
  });
}

function ownValue({ type, column, conversion: { value } }: LabelInput): string {
  if (type.kind === "timestamp") return `make_timestamptz(${value})`;
  if (type.kind === "date") return `make_date(${value})`;
  // NaN and infinity stay in the file's own column, although the field reads null.
  if (type.kind === "float32") return `TRY_CAST(${column.sql} AS FLOAT)`;
  if (type.kind === "float64") return `TRY_CAST(${column.sql} AS DOUBLE)`;
  return isNested(type) ? toNatural(type, value) : value;
}
