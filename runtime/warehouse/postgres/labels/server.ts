/**
 * Labels that are in the database.
 *
 * In: a table or a query, and a service's inputs. Out: the temporary tables `feat_labels`, and `feat_labels_own`, which
 * has the labels' numbers and their own columns.
 * Always: the labels are read once and never leave the database. Their own columns keep their types.
 */
import type { TrainingArtifact } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import type { Environment } from "../../environment.js";
import {
  aboutLabels,
  areDates,
  checkNames,
  checkValues,
  type LabelData,
  type LabelEngine,
  labelInputs,
  labelTitles,
  rangeOf,
} from "../../labels/index.js";
import { userQuery } from "../../user-query.js";
import type { LabelReport, Labels } from "../../warehouse.js";
import { conversion, converts } from "../convert.js";
import type { Engine } from "../engine.js";
import { describeRelation, describeView } from "../sources/describe.js";
import { tableNamed } from "../tables.js";
import { identifier } from "../text.js";

export type ServerLabels = Labels & { readonly kind: "table" | "query" };
export const ownTable = "pg_temp.feat_labels_own";
const queryView = "feat_labels query";

export async function loadServerLabels(
  engine: Engine,
  labels: ServerLabels,
  artifact: TrainingArtifact,
  environment: Environment,
): Promise<LabelReport> {
  const by: LabelEngine = { rows: (sql) => engine.rows(sql), conversion, converts, textType: "VARCHAR" };
  await engine.run("DROP TABLE IF EXISTS pg_temp.feat_labels, pg_temp.feat_labels_own");
  const { title, relation, columns } = await aboutLabels(labelsTitle(labels), () =>
    described(engine, labels, environment),
  );
  const data: LabelData = { title, columns, from: `${ownTable} AS data`, timesOf };
  checkNames(data, artifact);
  const { time, inputs } = labelInputs(data, artifact, labels.time, by);
  // The rows of a table come in the order in which it holds them: a scan does not begin where another one is, and not
  // several processes read.
  await engine.run("SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0");
  await engine.run(
    `CREATE TEMP TABLE feat_labels_own AS SELECT row_number() OVER () - 1 AS feat_row, data.* FROM ${relation} AS data`,
  );
  await engine.run(`RESET max_parallel_workers_per_gather; ANALYZE ${ownTable}`);
  await checkValues(data, [time, ...inputs], by);
  const select = [
    "data.feat_row",
    `${time.conversion.value} AS feat_at`,
    ...inputs.map((each) => `${each.conversion.value} AS ${identifier(`feat_in_${each.name}`)}`),
  ];
  await engine.run(`CREATE TEMP TABLE feat_labels AS SELECT ${select.join(", ")} FROM ${data.from}`);
  await engine.run("ANALYZE pg_temp.feat_labels");
  const [count] = await engine.rows(
    "SELECT count(*), count(*) FILTER (WHERE feat_at IS NULL), min(feat_at), max(feat_at) FROM pg_temp.feat_labels",
  );
  return {
    rows: Number(count?.[0]),
    withoutTime: Number(count?.[1]),
    dates: await areDates(data, time, by),
    ...rangeOf(count?.[2], count?.[3]),
    unnamed: [],
  };
}

const labelsTitle = (labels: ServerLabels): string =>
  labels.kind === "table" ? labelTitles.table(labels.table) : labelTitles.query();

/** The query as the database gets it. */
export const labelQuery = ({ sql }: Labels & { readonly kind: "query" }, environment: Environment): string =>
  userQuery(sql, environment, (path) => path).replace(/;\s*$/, "");

async function described(
  engine: Engine,
  labels: ServerLabels,
  environment: Environment,
): Promise<Pick<LabelData, "title" | "columns"> & { readonly relation: string }> {
  if (labels.kind === "table") {
    const { oid, sql } = await tableNamed(engine, labels.table);
    if (oid === null) throw new DataError(`label table ${labels.table} does not exist in the warehouse`);
    const { part } = await describeRelation(engine, sql, oid);
    return { title: labelTitles.table(labels.table), relation: sql, columns: part.columns };
  }
  const view = identifier(queryView);
  await engine.run(`DROP VIEW IF EXISTS pg_temp.${view} CASCADE`);
  // A view takes one SELECT, and nothing that writes.
  await engine.runAlone(`CREATE TEMP VIEW ${view} AS\n${labelQuery(labels, environment)}`);
  const { part } = await describeView(engine, queryView);
  return { title: labelTitles.query(), relation: `pg_temp.${view}`, columns: part.columns };
}

const perSecond: Readonly<Record<string, string>> = { s: "", ms: " / 1e3", us: " / 1e6", ns: " / 1e9" };
const timesOf = (column: string, unit: string): string =>
  `in a query: \`to_timestamp(${identifier(column)}${perSecond[unit]})\``;
