import { extname } from "node:path";
import { InputError } from "../errors.js";
import type { FileFormat, FileOutput, Output } from "./warehouse.js";

const byEnding: Readonly<Record<string, FileFormat>> = { ".parquet": "parquet", ".pq": "parquet", ".csv": "csv" };

/** `what` describes the path, for the message. */
export function formatOf(path: string, what: string): FileFormat {
  const format = byEnding[extname(path).toLowerCase()];
  if (format === undefined) throw new InputError(`${what} ${path}: the name must end in .parquet or .csv`);
  return format;
}

export const outputFormatOf = (output: FileOutput): FileFormat => output.format ?? formatOf(output.path, "output file");
export const outputFormOf = (output: Output): FileFormat | "table" =>
  "table" in output ? "table" : outputFormatOf(output);
