import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { NamedType } from "../../../artifacts.js";
import { postgresType } from "../../../postgres-types.js";
import { isNested, type Type } from "../../../types.js";
import type { LabelFiles } from "../../duckdb/label-files.js";
import { planJson } from "../../duckdb/plan-json.js";
import type { Session } from "../session.js";
import { identifier } from "../text.js";

/** Copies the labels' numbers, instants and inputs to the temporary table `feat_labels`. It replaces an earlier one. */
export async function copyLabels(session: Session, files: LabelFiles, inputs: readonly NamedType[]): Promise<void> {
  const own = inputs.map(({ name, type }) => ({ name: `feat_in_${name}`, type }));
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const columns = own.map(({ name, type }) => `${identifier(name)} ${isNested(type) ? "JSONB" : postgresType(type)}`);
  const table = own.some(({ type }) => isNested(type)) ? "feat_labels_json" : "feat_labels";
  await session.run("DROP TABLE IF EXISTS pg_temp.feat_labels, pg_temp.feat_labels_json");
  await session.run(`CREATE TEMP TABLE ${table} (${["feat_row BIGINT", "feat_at BIGINT", ...columns].join(", ")})`);
  await copyRows(session, files, table, [
    { name: "feat_row", sql: "feat_row" },
    { name: "feat_at", sql: "feat_at" },
    ...own.map(({ name, type }) => ({ name, sql: csvForm(type, quoted(name)) })),
  ]);
  if (table !== "feat_labels") {
    const values = own.map(({ name, type }) => `${ofJson(type, identifier(name))} AS ${identifier(name)}`);
    await session.run(
      `CREATE TEMP TABLE feat_labels AS SELECT ${["feat_row", "feat_at", ...values].join(", ")} FROM pg_temp.feat_labels_json`,
    );
    await session.run("DROP TABLE pg_temp.feat_labels_json");
  }
  await session.run("ANALYZE pg_temp.feat_labels");
}

/** Copies columns of the labels to a temporary table. `columns` are DuckDB's SQL, in the order of the table's. */
export async function copyRows(
  session: Session,
  files: LabelFiles,
  table: string,
  columns: readonly { readonly name: string; readonly sql: string }[],
): Promise<void> {
  const path = join(files.folder, "labels.csv");
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  try {
    await files.writeCsv(path, columns);
    await pipeline(createReadStream(path), session.copy(copyFrom(`COPY pg_temp.${table} FROM STDIN (FORMAT csv)`)));
  } finally {
    await rm(path, { force: true });
  }
}

/** DuckDB's SQL for a value in the form that COPY takes. */
function csvForm(type: Type, x: string): string {
  if (isNested(type)) return `CAST(to_json(${planJson(type, x)}) AS VARCHAR)`;
  return type.kind === "bytes" ? planJson(type, x) : x;
}

/** A value in its plan form; a nested value from its JSON. */
function ofJson(type: Type, x: string): string {
  if (type.kind !== "array") return x;
  const [rows, value] = isNested(type.element)
    ? [`jsonb_array_elements(${x})`, "nullif(e, 'null')"]
    : [`jsonb_array_elements_text(${x})`, "e"];
  const list = `ARRAY(SELECT ${value} FROM ${rows} WITH ORDINALITY AS l(e, i) ORDER BY i)`;
  return `CASE WHEN ${x} IS NOT NULL THEN CAST(${list} AS ${postgresType(type)}) END`;
}
