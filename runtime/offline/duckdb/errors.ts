import type { SourceBinding } from "../../artifacts.js";
import { DataError, messageOf } from "../../errors.js";
import { visible } from "../../visible.js";

/**
 * DuckDB's errors in plain words. What is a fault of DuckDB's own stays as it is; all else is about data or environment. `placeOf` says
 * of a line of the statement which line of the project it comes from, which the error then names.
 */
export function dataError(error: unknown, doing: string, placeOf: (line: number) => string | null = () => null): Error {
  if (error instanceof DataError) return error;
  const message = messageOf(error);
  if (/^INTERNAL Error|^FATAL Error/i.test(message)) return error instanceof Error ? error : new Error(message);
  const line = lineOf(error);
  const place = line === null ? null : placeOf(line);
  return new DataError(`${doing}${place === null ? "" : `${place}: `}${plain(message)}`, { cause: error });
}

/** Did a value of the data not convert? A statement that refuses one names its source and column; which file and row, the data must be asked. Of a label's column it has said all. */
export const isConversion = (error: unknown): boolean =>
  /^(Conversion|Invalid Input|Out of Range|Invalid type|Mismatch Type) Error: (?!column )/i.test(messageOf(error));

/** How messages name a source: the line of YAML that says where its data is, and its name. */
export const sourcePlace = ({ at, source }: SourceBinding): string =>
  `${visible(at.file)}:${at.line} source ${source}: `;

/** The line of its statement that an error of DuckDB's points at. */
export function lineOf(error: unknown): number | null {
  const line = /\nLINE (\d+):/.exec(messageOf(error))?.[1];
  return line === undefined ? null : Number(line);
}

const rules: readonly (readonly [RegExp, (parts: RegExpExecArray) => string])[] = [
  [/No files found that match the pattern "(.*?)"\s*(?:$|\nLINE \d)/s, ([, path]) => `no file matches ${path}`],
  [/No magic bytes found at end of file '(.*?)'\s*(?:$|\nLINE \d)/s, ([, path]) => `${path} is not a Parquet file`],
  [/file '(.*)' too small to be a Parquet file/is, ([, path]) => `${path} is not a Parquet file`],
  [/Table with name "?([^"]+?)"? does not exist/, ([, table]) => `table ${table} does not exist in the warehouse`],
  [
    /Referenced column "([^"]*)" not found[\s\S]*?Candidate bindings: ([^\n]*)/,
    ([, column, others]) => `a source has no column "${column}" in its data; it has ${others}`,
  ],
  [/Referenced column "([^"]*)" not found/, ([, column]) => `a source has no column "${column}" in its data`],
  [
    /(?:Table|Values list) "data" does not have a column named "([^"]*)"/,
    ([, column]) => `there is no column "${column}" in its data`,
  ],
  [
    /Error when sniffing file "([^"]*)"/,
    ([, path]) =>
      `${path} cannot be read as CSV: a row has more or fewer fields than the first line, or quotes do not match`,
  ],
  [/Could not set lock on file "([^"]*)"/, ([, path]) => `the warehouse ${path} is open in another process`],
  [
    /CSV Error on Line: (\d+)[\s\S]*?\n((?:Expected|Value|Could|Invalid|Error)[^\n]*)/,
    ([, line, what]) => `line ${line} of the CSV file: ${what}`,
  ],
];

function plain(message: string): string {
  for (const [pattern, words] of rules) {
    const parts = pattern.exec(message);
    if (parts !== null) return words(parts);
  }
  // The kind of error in front, and the place in generated SQL or the advice behind, say nothing to the reader.
  return message
    .replace(/^[A-Z][A-Za-z ]* Error: /, "")
    .replace(/\n+(LINE \d+:|Possible fixes|Possible Solution|\* )[\s\S]*$/, "")
    .trim();
}
