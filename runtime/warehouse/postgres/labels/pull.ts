import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import type { LabelFiles } from "../../duckdb/label-files.js";
import type { CatalogType } from "../physical.js";
import type { Session } from "../session.js";
import { describeRelation } from "../sources/describe.js";
import { identifier } from "../text.js";
import { ownTable } from "./server.js";

/** How a column of Postgres is written to a file. */
interface Form {
  /** Postgres' SQL for the text of a value. */
  readonly text: string;
  /** DuckDB's SQL for the value of that text. */
  readonly value: (text: string) => string;
}

/** Copies the labels' own columns from `feat_labels_own` to where files are written. */
export async function pullOwn(session: Session, files: LabelFiles): Promise<void> {
  const [row] = await session.rows("SELECT to_regclass($1)::oid::text", [ownTable]);
  const { part, types } = await describeRelation(session, ownTable, row![0]!);
  const columns = part.columns.filter(({ name }) => name !== "feat_row");
  const forms: { readonly name: string; readonly form: Form }[] = [];
  for (const { name } of columns) forms.push({ name, form: await formOf(session, types.get(name)!, identifier(name)) });
  const path = join(files.folder, "own.csv");
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  try {
    const selected = ["feat_row", ...forms.map(({ form }) => form.text)].join(", ");
    const rows = `COPY (SELECT ${selected} FROM ${ownTable} ORDER BY feat_row) TO STDOUT (FORMAT csv, FORCE_QUOTE *)`;
    await pipeline(session.copy(copyTo(rows)), createWriteStream(path, { mode: 0o600 }));
    await files.takeOwn(
      path,
      forms.map(({ name, form }) => ({ name, value: form.value })),
    );
  } finally {
    await rm(path, { force: true });
  }
}

const casts: Readonly<Record<string, string>> = {
  bool: "BOOLEAN",
  int2: "SMALLINT",
  int4: "INTEGER",
  int8: "BIGINT",
  oid: "BIGINT",
  float4: "FLOAT",
  float8: "DOUBLE",
  date: "DATE",
  time: "TIME",
  timestamp: "TIMESTAMP",
  timestamptz: "TIMESTAMPTZ",
  uuid: "UUID",
  json: "JSON",
  jsonb: "JSON",
};

async function formOf(session: Session, type: CatalogType, x: string): Promise<Form> {
  const to = type.kind === "b" || type.kind === "d" ? await elementType(session, type, x) : "VARCHAR";
  if (!type.array) {
    if (type.base === "bytea") return { text: `encode(${x}, 'hex')`, value: (text) => `unhex(${text})` };
    return { text: `CAST(${x} AS TEXT)`, value: (text) => `CAST(${forCast(text, to)} AS ${to})` };
  }
  const [row] = await session.rows(`SELECT max(array_ndims(${x})) FROM ${ownTable}`);
  // A matrix, and an array of what has no type of its own, are JSON.
  if (Number(row?.[0] ?? 1) > 1 || type.base === "bytea")
    return { text: `CAST(to_json(${x}) AS TEXT)`, value: (text) => `CAST(${text} AS JSON)` };
  return {
    text: `CAST(to_json(CAST(${x} AS TEXT[])) AS TEXT)`,
    value: (text) => {
      const texts = `CAST(CAST(${text} AS JSON) AS VARCHAR[])`;
      const each = forCast("each", to);
      return `CAST(${each === "each" ? texts : `list_transform(${texts}, lambda each: ${each})`} AS ${to}[])`;
    },
  };
}

/** Postgres writes `0044-03-15 00:00:00 BC`, DuckDB `0044-03-15 (BC) 00:00:00`. */
const forCast = (text: string, type: string): string =>
  /^(DATE|TIMESTAMP)/.test(type) ? String.raw`regexp_replace(${text}, '^(\S+)(.*) BC$', '\1 (BC)\2')` : text;

async function elementType(session: Session, { shown, base, array }: CatalogType, x: string): Promise<string> {
  if (base !== "numeric") return casts[base] ?? "VARCHAR";
  const declared = /\((\d+),(-?\d+)\)/.exec(shown);
  const [digits, scale] = declared === null ? [null, null] : [Number(declared[1]), Number(declared[2])];
  // NaN and infinity are no decimals.
  const each = array ? `(SELECT unnest(${x}) AS x FROM ${ownTable}) AS e` : `(SELECT ${x} AS x FROM ${ownTable}) AS e`;
  const [row] = await session.rows(
    `SELECT count(*) FILTER (WHERE CAST(x AS TEXT) ~ '[a-z]'), coalesce(max(scale(CASE WHEN CAST(x AS TEXT) !~ '[a-z]' THEN x END)), 0), ` +
      `coalesce(max(length(trunc(abs(CASE WHEN CAST(x AS TEXT) !~ '[a-z]' THEN x END))::text)), 1) FROM ${each}`,
  );
  const [special = 0, mostScale = 0, mostWhole = 1] = (row ?? []).map(Number);
  if (special > 0) return "VARCHAR";
  if (digits !== null && scale !== null && digits <= 38 && scale >= 0 && scale <= digits)
    return `DECIMAL(${digits},${scale})`;
  // Without a declared size, the values decide.
  return mostWhole + mostScale <= 38 ? `DECIMAL(38,${mostScale})` : "VARCHAR";
}
