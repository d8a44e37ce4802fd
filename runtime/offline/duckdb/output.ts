import { randomBytes } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { NamedType } from "../../artifacts.js";
import { jsonForm } from "../../duckdb-types.js";
import { DataError, messageOf } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { isNested } from "../../types.js";
import { outputFormatOf } from "../file-format.js";
import type { Output } from "../warehouse.js";
import type { Engine } from "./engine.js";
import { identifier, literal } from "./text.js";

/**
 * Writes a statement's rows to a file that appears whole or not at all: to a file beside it first, then renamed.
 * A statement that gives another number of rows than the labels' is a fault, and leaves no file.
 */
export async function writeOutput(
  engine: Engine,
  sql: string,
  output: Output,
  rows: number,
  features: readonly NamedType[],
): Promise<void> {
  const format = outputFormatOf(output);
  const path = resolve(output.path);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new DataError(`can't write ${output.path}: it is a folder`);
  const folder = dirname(path);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new DataError(`can't make the folder ${folder}: ${messageOf(error)}`);
  }
  const unfinished = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  try {
    const select = format === "csv" ? await forCsv(engine, sql, features) : sql;
    const options = format === "csv" ? "FORMAT csv, HEADER true" : "FORMAT parquet, COMPRESSION zstd";
    const [counted] = await engine.rows(`COPY (${select}) TO ${literal(unfinished)} (${options}, USE_TMP_FILE false)`);
    const written = Number(counted?.[0]);
    if (written !== rows) throw new Error(`INTERNAL Error: ${written} rows came out for ${rows} labels`);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** CSV has text only: times in RFC 3339, bytes in base64, what is no scalar as JSON. */
async function forCsv(engine: Engine, sql: string, features: readonly NamedType[]): Promise<string> {
  const nested = new Map(features.flatMap(({ name, type }) => (isNested(type) ? [[name, type] as const] : [])));
  const columns = await engine.rows(`DESCRIBE ${sql}`);
  const written = columns.map(([column, physical]) => {
    const name = identifier(String(column));
    const type = nested.get(String(column));
    if (type !== undefined) return `to_json(${jsonForm(type, name)}) AS ${name}`;
    const write = csvForms.find(([pattern]) => pattern.test(String(physical)))?.[1];
    return write === undefined ? name : `${write(name)} AS ${name}`;
  });
  // The statement comes first, so that its lines keep their numbers in an error.
  return `FROM (${sql}) SELECT ${written.join(", ")}`;
}

const csvForms: readonly (readonly [RegExp, (x: string) => string])[] = [
  [/\[\d*\]$|^STRUCT|^MAP|^UNION/, (x) => `to_json(${x})`],
  [/^TIMESTAMP WITH TIME ZONE$/, (x) => `strftime(${x}, '%Y-%m-%dT%H:%M:%S.%fZ')`],
  // As wide as its JSON has it: a reader of CSV takes it for a float64.
  [/^FLOAT$/, (x) => `CAST(${x} AS DOUBLE)`],
  [/^BLOB$/, (x) => `to_base64(${x})`],
];
