/**
 * A name as BigQuery's tables can hold it: they take few characters, do not tell `A` from `a`, and keep some beginnings
 * for themselves. Any other character is written as its code, and so is a capital letter. Two names stay two.
 */
export const columnName = (name: string): string => {
  const plain = [...name]
    .map((char) => (/[a-z0-9_]/.test(char) ? char : `__${char.codePointAt(0)!.toString(16)}_`))
    .join("");
  const written = name.includes("__") ? [...name].map(coded).join("") : plain;
  return /^[0-9]/.test(written) || reserved.test(written) ? `feat__${written}` : written;
};
const coded = (char: string): string => (/[a-z0-9]/.test(char) ? char : `__${char.codePointAt(0)!.toString(16)}_`);

const reserved = /^(feat__|_table_|_file_|_partition|_row_timestamp|__root__|_colidentifier|_change_)/;
