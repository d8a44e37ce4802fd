/** How names are written for BigQuery. */

/**
 * A name as BigQuery's tables can hold it: they take few characters, do not tell `A` from `a`, and keep some beginnings
 * for themselves. Any other character is written as its code, and so is a capital letter. Two names stay two.
 */
export const bigqueryName = (name: string): string => {
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !name.includes("__") && !reserved.test(name);
  return isPlain ? name : `feat__${[...name].map(coded).join("")}`;
};
const coded = (char: string): string => (/[a-z0-9]/.test(char) ? char : `__${char.codePointAt(0)!.toString(16)}_`);
const reserved = /^(_table_|_file_|_partition|_row_timestamp|_colidentifier|_change_)/;

export const bigqueryIdentifier = (name: string): string => `\`${bigqueryName(name)}\``;
