import type { Value } from "../oracle/evaluate/index.js";
import type { FuzzProgram } from "./program.js";

/** The program and its values without the character U+0000, which Postgres' texts cannot hold (MEANING 126). */
export const withoutNul = <P extends Pick<FuzzProgram, "files" | "rows" | "labels">>(program: P): P => ({
  ...program,
  files: Object.fromEntries(
    Object.entries(program.files).map(([name, text]) => [
      name,
      text.replaceAll("\\u{0}", "").replaceAll("\\u0000", ""),
    ]),
  ),
  rows: Object.fromEntries(
    Object.entries(program.rows).map(([name, rows]) => [
      name,
      rows.map((row) => ({
        ...row,
        sequence: cleaned(row.sequence),
        columns: new Map([...row.columns].map(([column, value]) => [column, cleaned(value)])),
      })),
    ]),
  ),
  labels: program.labels.map((label) => ({
    ...label,
    inputs: new Map([...label.inputs].map(([name, value]) => [name, cleaned(value)])),
  })),
});

function cleaned(value: Value): Value {
  if (typeof value === "string") return value.replaceAll("\0", "").replaceAll("\\u0000", "");
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Value) => cleaned(each));
  if (value instanceof Map)
    return new Map([...value].map(([key, own]: [Value, Value]) => [cleaned(key), cleaned(own)]));
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).map(([name, own]) => [name, cleaned(own)]),
  );
}
