/**
 * Builds the data of the examples.
 *
 * In: queries by file name, over integer expressions. Out: Parquet and CSV files.
 * Always: the same rows on every run and machine.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDuckDB } from "featlang/runtime";

/**
 * An evenly spread number in [0, 1), from an integer expression and a stream's number. It is plain arithmetic, so it is
 * the same on every engine.
 */
export const spread = (i: string, stream: number): string =>
  `(((((${i}) * 7919 + ${stream} * 104729) % 1000003) * 48271 % 2147483647) % 1000000 / 1000000.0)`;

export const pick = (values: readonly string[], at: string): string =>
  `list_extract([${values.map((v) => `'${v}'`).join(", ")}], 1 + floor(${at} * ${values.length})::INT)`;

/** One of `count` whole numbers, starting at `from`. */
export const whole = (i: string, stream: number, from: number, count: number): string =>
  `(${from} + floor(${spread(i, stream)} * ${count}))::BIGINT`;

/** Null in some of the rows. */
export const maybe = (value: string, i: string, stream: number, nulls = 0.1): string =>
  `CASE WHEN ${spread(i, stream)} >= ${nulls} THEN ${value} END`;

/** Writes every file below `folder`, and makes the folder. Resolves when all files are written. */
export async function writeTables(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await using warehouse = await openDuckDB({ folder });
  for (const [name, query] of Object.entries(files)) {
    const format = name.endsWith(".csv") ? "FORMAT csv, HEADER" : "FORMAT parquet";
    await warehouse.run(`COPY (${query}) TO '${join(folder, name).replaceAll("'", "''")}' (${format})`);
  }
}
