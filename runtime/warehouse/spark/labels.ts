/**
 * Labels in Spark.
 *
 * In: a file, rows, a table or a query, and a service's inputs. Out: the views `feat_labels`, and `feat_labels_own`, which
 * has the labels' numbers and their own columns. Always: labels of a table or query never leave Spark. Each has a number
 * of its own; those of a table or query have gaps.
 */
import type { TrainingArtifact } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { sparkIdentifier } from "../../spark-types.js";
import type { LabelFiles } from "../duckdb/label-files.js";
import {
  areDates,
  checkNames,
  checkValues,
  type LabelData,
  type LabelEngine,
  labelInputs,
  labelTitles,
  rangeOf,
} from "../labels/index.js";
import { userQuery } from "../user-query.js";
import type { LabelReport, Labels } from "../warehouse.js";
import { dataError } from "./errors.js";
import type { Scratch } from "./scratch.js";
import type { Session } from "./session.js";
import { converting } from "./sources/converting.js";
import { type Place, partOf, tableSql, withoutEnd } from "./sources/describe.js";

export const ownView = "feat_labels_own";
const isOwn = (name: string): boolean => name === "feat_row" || !/^feat_(at|in_.*)$/i.test(name);

/** Copies labels that DuckDB read in this process. */
export async function copyLabels(session: Session, files: LabelFiles, scratch: Scratch): Promise<void> {
  const path = await scratch.put("labels.parquet", (local) => files.writeParquet(local));
  await session.files("feat_labels", [path], "parquet");
  const columns = await session.columns("SELECT * FROM feat_labels");
  const own = columns.filter(({ name }) => isOwn(name)).map(({ name }) => sparkIdentifier(name));
  await session.view(ownView, `SELECT ${own.join(", ")} FROM feat_labels`);
}

/** Makes the views of a table or a query. */
export async function loadSparkLabels(
  session: Session,
  labels: Labels & { readonly kind: "table" | "query" },
  artifact: TrainingArtifact,
  { environment }: Place,
): Promise<LabelReport> {
  const by: LabelEngine = { rows: (sql) => session.rows(sql), ...converting };
  const from =
    labels.kind === "table"
      ? tableSql(labels.table)
      : `(\n${withoutEnd(userQuery(labels.sql, environment, (path) => path))}\n)`;
  const title = labels.kind === "table" ? labelTitles.table(labels.table) : labelTitles.query();
  const columns = await session.columns(`SELECT * FROM ${from} AS data`).catch((error: unknown) => {
    throw dataError(error, `${title}: `);
  });
  if (columns.some(({ name }) => name === "feat_row"))
    throw new DataError(`${title} has a column \`feat_row\`, a name that Feat uses itself: rename it`);
  await session.keep(ownView, `SELECT monotonically_increasing_id() AS feat_row, data.* FROM ${from} AS data`);
  const data: LabelData = {
    title,
    columns: partOf(from, columns, new Set()).columns,
    from: `${ownView} AS data`,
    rowNumber: "feat_row + 1",
    timesOf: (column, unit) => `in a query: \`timestamp_${units[unit] ?? "seconds"}(${sparkIdentifier(column)})\``,
  };
  checkNames(data, artifact);
  const { time, inputs } = labelInputs(data, artifact, labels.time, by);
  await checkValues(data, [time, ...inputs], by);
  const select = [
    "data.feat_row",
    `${time.conversion.value} AS feat_at`,
    ...inputs.map(({ name, conversion }) => `${conversion.value} AS ${sparkIdentifier(`feat_in_${name}`)}`),
  ];
  await session.view("feat_labels", `SELECT ${select.join(", ")} FROM ${data.from}`);
  const [count = []] = await session.rows(
    "SELECT count(*), count(*) FILTER (WHERE feat_at IS NULL), min(feat_at), max(feat_at) FROM feat_labels",
  );
  const dates = await areDates(data, time, by);
  const [first, last] = [count[2], count[3]].map((each) => (each == null ? null : BigInt(each)));
  return { rows: Number(count[0]), withoutTime: Number(count[1]), dates, ...rangeOf(first, last), unnamed: [] };
}
const units: Readonly<Record<string, string>> = { s: "seconds", ms: "millis", us: "micros" };
