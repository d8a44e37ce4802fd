import type { Rel, Scalar } from "../../plan/algebra.js";
import { col, type Sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/** Rows whose times can be compared as they are in the data, so that an index of the data finds them. */
export interface TimedRows {
  readonly from: Sql;
  /** The rows' times. Only rows that have one are in it. */
  readonly time: (table: string) => Sql;
  /**
   * The latest of these times at an instant in microseconds, to compare them with. Ask for rows that are not later
   * (`<=`) or that are (`>`).
   */
  readonly at: (micros: Sql) => Sql;
  /** How many microseconds after these times the asked column is. */
  readonly shift: bigint;
}

/**
 * The rows of a relation by the data's own times, if it reads a source and nothing else. Else by `column`, in
 * microseconds.
 */
export function timedRows(rel: Rel, lowering: Lowering, column: "@time" | "@arrive"): TimedRows {
  const { stamps } = lowering.dialect;
  const plain = rel.node === "select" && rel.input.node === "table" && rel.input.of === "source" ? rel : null;
  const value = plain?.columns.find(({ name }) => name === column)?.value;
  const shift = value === undefined ? null : shiftOf(value);
  const source = plain?.input.node === "table" && plain.input.of === "source" ? plain.input.source.name : null;
  if (stamps === null || plain === null || source === null || shift === null)
    return { from: lowering.from(rel), time: (table) => col(column, table), at: (micros) => micros, shift: 0n };
  const columns = [...plain.columns, { name: "@stamp", value: { node: "column" as const, name: "@stamp" } }];
  const relation = lowering.names.relations.get(source)!;
  const at = (micros: Sql): Sql => stamps.at(micros, relation);
  return { from: lowering.from({ ...plain, columns }), time: (table) => col("@stamp", table), at, shift };
}

/** How many microseconds after the row's time a value of it is; null if that is not the same for all rows. */
function shiftOf(value: Scalar): bigint | null {
  if (value.node === "column") return value.name === "@time" ? 0n : null;
  if (value.node !== "arrive" || value.known || value.delayMicros === null) return null;
  return BigInt(value.delayMicros) + (value.before ? 1n : 0n);
}
