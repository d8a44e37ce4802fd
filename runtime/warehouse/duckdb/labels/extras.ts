import type { LabelColumn } from "../../labels/index.js";
import type { Engine } from "../engine.js";

/**
 * Types for a CSV file's other columns, if the output is typed. A column becomes ints, numbers or booleans if every
 * text of it is one in plain notation; so `012` and `1_000` stay text. All rows are checked, not a sample.
 */
const candidates: readonly { readonly pattern: string; readonly cast: (x: string) => string }[] = [
  { pattern: "-?(0|[1-9][0-9]{0,17})", cast: (x) => `CAST(${x} AS BIGINT)` },
  { pattern: "-?(0|[1-9][0-9]{0,14})(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", cast: (x) => `CAST(${x} AS DOUBLE)` },
  { pattern: "true|false|True|False", cast: (x) => `CAST(${x} AS BOOLEAN)` },
];

export async function inferExtras(
  engine: Engine,
  from: string,
  columns: readonly LabelColumn[],
): Promise<ReadonlyMap<LabelColumn, string>> {
  if (columns.length === 0) return new Map();
  const tests = columns.flatMap(({ sql }) =>
    candidates.map(({ pattern }) => `coalesce(bool_and(regexp_full_match(${sql}, '${pattern}')), FALSE)`),
  );
  const [row] = await engine.rows(`SELECT ${tests.join(", ")} FROM ${from}`);
  return new Map(
    columns.flatMap((column, index) => {
      const found = candidates.find((_, at) => row?.[index * candidates.length + at] === true);
      return found === undefined ? [] : [[column, found.cast(column.sql)] as const];
    }),
  );
}
