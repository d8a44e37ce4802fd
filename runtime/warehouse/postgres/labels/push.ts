import { DataError } from "../../../errors.js";
import { shortName } from "../../../postgres-names.js";
import type { LabelFiles } from "../../duckdb/label-files.js";
import type { Physical } from "../../physical.js";
import type { Session } from "../session.js";
import { identifier } from "../text.js";
import { copyRows } from "./copy.js";

/** Copies the labels' own columns from a file to the temporary table `feat_labels_own`, in the types that they have. */
export async function pushOwn(session: Session, files: LabelFiles): Promise<void> {
  const columns = await files.ownColumns();
  const made = columns.map((column) => ({ name: shortName(column.name), ...postgresForm(column.type, column.sql) }));
  for (const [index, { wrong, type }] of made.entries()) {
    if (wrong === undefined || !(await files.some(wrong))) continue;
    throw new DataError(
      `labels: column \`${columns[index]!.name}\` has ${columns[index]!.type.name} values that Postgres' ${type} cannot hold: round them in the label file`,
    );
  }
  await session.run("DROP TABLE IF EXISTS pg_temp.feat_labels_own");
  const declared = made.map(({ name, type }) => `${identifier(name)} ${type}`);
  await session.run(`CREATE TEMP TABLE feat_labels_own (${["feat_row BIGINT", ...declared].join(", ")})`);
  await copyRows(session, files, "feat_labels_own", [
    { name: "feat_row", sql: "feat_row" },
    ...made.map(({ sql }, index) => ({ name: `c${index}`, sql })),
  ]);
}

interface Form {
  readonly type: string;
  /** DuckDB's SQL for the text that COPY reads. */
  readonly sql: string;
  /** DuckDB's SQL that is true if the type cannot hold the value. */
  readonly wrong?: string;
}

const types: Readonly<Record<string, string>> = {
  BOOLEAN: "BOOLEAN",
  TINYINT: "SMALLINT",
  UTINYINT: "SMALLINT",
  SMALLINT: "SMALLINT",
  USMALLINT: "INTEGER",
  INTEGER: "INTEGER",
  UINTEGER: "BIGINT",
  BIGINT: "BIGINT",
  UBIGINT: "NUMERIC(20, 0)",
  HUGEINT: "NUMERIC(39, 0)",
  UHUGEINT: "NUMERIC(39, 0)",
  FLOAT: "REAL",
  DOUBLE: "DOUBLE PRECISION",
  DATE: "DATE",
  TIME: "TIME",
  TIMESTAMP: "TIMESTAMP",
  TIMESTAMP_S: "TIMESTAMP",
  TIMESTAMP_MS: "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ",
  UUID: "UUID",
  INTERVAL: "INTERVAL",
};

function postgresForm(physical: Physical, x: string): Form {
  const { family, name, element } = physical;
  if (family === "list" && element !== undefined) {
    const own = postgresForm(element, "e");
    if (own.type === "JSONB" || own.type.endsWith("[]") || own.wrong !== undefined) return asJson(x);
    const written = `replace(replace(CAST(${own.sql} AS VARCHAR), '\\', '\\\\'), '"', '\\"')`;
    const list = `list_transform(${x}, lambda e: coalesce('"' || ${written} || '"', 'NULL'))`;
    return { type: `${own.type}[]`, sql: `'{' || array_to_string(${list}, ',') || '}'` };
  }
  if (family === "struct" || family === "map" || family === "list") return asJson(x);
  if (family === "bytes") return { type: "BYTEA", sql: `'\\x' || lower(hex(${x}))` };
  if (family === "json") return { type: "JSON", sql: `CAST(${x} AS VARCHAR)` };
  if (family === "decimal") return { type: name.replace("DECIMAL", "NUMERIC"), sql: x };
  if (family === "nanos")
    return { type: "TIMESTAMP", sql: `CAST(${x} AS TIMESTAMP)`, wrong: `epoch_ns(${x}) % 1000 <> 0` };
  const type = types[name];
  return type === undefined ? { type: "TEXT", sql: `CAST(${x} AS VARCHAR)` } : { type, sql: x };
}

const asJson = (x: string): Form => ({ type: "JSONB", sql: `CAST(to_json(${x}) AS VARCHAR)` });
