import { DataError, messageOf } from "../../errors.js";

/**
 * DuckDB's errors in plain words. DuckDB's internal errors stay unchanged; all others are about data or environment.
 * `placeOf` gives the line of the project that a line of the statement comes from, and the error then names it.
 */
export function dataError(error: unknown, doing: string, placeOf: (line: number) => string | null = () => null): Error {
  if (error instanceof DataError) return error;
  const message = messageOf(error);
  if (/^INTERNAL Error|^FATAL Error/i.test(message)) return error instanceof Error ? error : new Error(message);
  const line = lineOf(error);
  const place = line === null ? null : placeOf(line);
  return new DataError(`${doing}${place === null ? "" : `${place}: `}${plain(message)}`, { cause: error });
}

/** The line of the statement that a DuckDB error points at. */
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
  // The kind of error in front means nothing to the reader, nor does the place in generated SQL or the advice at the
  // end.
  return message
    .replace(/^[A-Z][A-Za-z ]* Error: /, "")
    .replace(/\n+(LINE \d+:|Possible fixes|Possible Solution|\* )[\s\S]*$/, "")
    .trim();
}
