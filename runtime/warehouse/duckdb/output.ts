import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { NamedType } from "../../artifacts.js";
import { jsonForm } from "../../duckdb-types.js";
import { DataError, messageOf } from "../../errors.js";
import { makeFolder } from "../../make-folder.js";
import { removeLeftovers, temporaryBeside } from "../../temporary-files.js";
import { isNested } from "../../types.js";
import { outputFormatOf } from "../file-format.js";
import type { FileOutput, LabelReport } from "../warehouse.js";
import type { Engine } from "./engine.js";
import { identifier, literal } from "./text.js";

/**
 * Writes a statement's rows to a file that appears complete or not at all: rows go to a file next to it, which is then
 * renamed. It is a fault if the number of rows differs from the number of labels; then no file is left.
 */
export async function writeOutput(
  engine: Engine,
  sql: string,
  output: FileOutput,
  { rows, unnamed }: Pick<LabelReport, "rows" | "unnamed">,
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
  removeLeftovers(path);
  const unfinished = temporaryBeside(path);
  const copy = async (select: string, options: string): Promise<void> => {
    const [counted] = await engine.rows(`COPY (${select}) TO ${literal(unfinished)} (${options}, USE_TMP_FILE false)`);
    const written = Number(counted?.[0]);
    if (written !== rows) throw new Error(`INTERNAL Error: ${written} rows came out for ${rows} labels`);
  };
  try {
    if (format === "parquet") await copy(sql, "FORMAT parquet");
    else {
      const { select, names } = await forCsv(engine, sql, features);
      await copy(select, `FORMAT csv, HEADER ${unnamed.length === 0}`);
      if (unnamed.length > 0) await putHeader(unfinished, temporaryBeside(path), names, unnamed);
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** In DuckDB every column has a name; in CSV a column may have none. */
async function putHeader(
  path: string,
  whole: string,
  names: readonly string[],
  unnamed: readonly string[],
): Promise<void> {
  const fields = names.map((name) =>
    unnamed.includes(name) ? "" : /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name,
  );
  try {
    await writeFile(whole, `${fields.join(",")}\n`);
    await pipeline(createReadStream(path), createWriteStream(whole, { flags: "a" }));
    await rename(whole, path);
  } catch (error) {
    await rm(whole, { force: true });
    throw error;
  }
}

/** CSV has only text: times are RFC 3339, bytes base64, and values that are not scalars JSON. */
async function forCsv(
  engine: Engine,
  sql: string,
  features: readonly NamedType[],
): Promise<{ readonly select: string; readonly names: readonly string[] }> {
  const nested = new Map(features.flatMap(({ name, type }) => (isNested(type) ? [[name, type] as const] : [])));
  const columns = await engine.rows(`DESCRIBE ${sql}`);
  const written = columns.map(([column, physical]) => {
    const name = identifier(String(column));
    const type = nested.get(String(column));
    if (type !== undefined) return `to_json(${jsonForm(type, name)}) AS ${name}`;
    const write = csvForms.find(([pattern]) => pattern.test(String(physical)))?.[1];
    return write === undefined ? name : `${write(name)} AS ${name}`;
  });
  // The statement comes first, so that its line numbers in errors stay the same.
  return { select: `FROM (${sql}) SELECT ${written.join(", ")}`, names: columns.map(([column]) => String(column)) };
}

const csvForms: readonly (readonly [RegExp, (x: string) => string])[] = [
  [/\[\d*\]$|^STRUCT|^MAP|^UNION/, (x) => `to_json(${x})`],
  [/^TIMESTAMP WITH TIME ZONE$/, (x) => `strftime(${x}, '%Y-%m-%dT%H:%M:%S.%fZ')`],
  // Written with the digits of its JSON, because a CSV reader takes it for a float64.
  [/^FLOAT$/, (x) => `CAST(${x} AS DOUBLE)`],
  [/^BLOB$/, (x) => `to_base64(${x})`],
];
