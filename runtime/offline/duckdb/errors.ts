import type { SourceRead } from "../../artifacts.js";
import { DataError, messageOf } from "../../errors.js";

/**
 * DuckDB's errors in plain words. What is a fault of DuckDB's own stays as it is; all else is about data or environment. `sql` is the
 * statement where that is a generated one: the error then names the line of the project that its place in the statement comes from.
 */
export function dataError(error: unknown, doing: string, sql?: string): Error {
  if (error instanceof DataError) return error;
  const message = messageOf(error);
  if (/^INTERNAL Error|^FATAL Error/i.test(message)) return error instanceof Error ? error : new Error(message);
  return new DataError(`${doing}${blockOf(message, sql)}${plain(message)}`, { cause: error });
}

/** Did a value of the data not convert? What a statement refuses with words of its own has said which. */
export const isConversion = (error: unknown): boolean =>
  /^(Conversion|Invalid Input|Out of Range|Invalid type|Mismatch Type) Error: (?!source |column )/i.test(
    messageOf(error),
  );

/** How a source is called in messages: where YAML declares it, and its name. */
export const placeOf = ({ file, line, name }: Pick<SourceRead, "file" | "line" | "name">): string =>
  `${file}:${line} source ${name}: `;

/** The comment over the block that DuckDB points at: `sources.yaml:4 source customers: `. */
function blockOf(message: string, sql: string | undefined): string {
  const line = /\nLINE (\d+):/.exec(message)?.[1];
  if (sql === undefined || line === undefined) return "";
  const above = sql.split("\n").slice(0, Number(line));
  const comment = above.reverse().find((text) => /^\s*-- .+?:\d+ /.test(text));
  return comment === undefined ? "" : `${comment.replace(/^\s*-- /, "").trim()}: `;
}

const rules: readonly (readonly [RegExp, (parts: RegExpExecArray) => string])[] = [
  [/No files found that match the pattern "([^"]*)"/, ([, path]) => `no file matches ${path}`],
  [/No magic bytes found at end of file '([^']*)'/, ([, path]) => `${path} is not a Parquet file`],
  [/file '([^']*)' too small to be a Parquet file/i, ([, path]) => `${path} is not a Parquet file`],
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
