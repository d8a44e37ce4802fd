import type { Rel } from "../../plan/algebra.js";
import { col, type Sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";

/** Rows whose times can be compared as they are in the data, so that an index of the data finds them. */
export interface TimedRows {
  readonly from: Sql;
  /** The rows' times. Only rows that have one are in it. */
  readonly time: (table: string) => Sql;
  /** An instant in microseconds, to compare these times with. */
  readonly at: (micros: Sql) => Sql;
}

/** The rows of a relation by the data's own times, if it reads a source and nothing else. Else by microseconds. */
export function timedRows(rel: Rel, lowering: Lowering): TimedRows {
  const { stamps } = lowering.dialect;
  const plain = rel.node === "select" && rel.input.node === "table" && rel.input.of === "source" ? rel : null;
  const time = plain?.columns.find(({ name }) => name === "@time")?.value;
  if (stamps === null || plain === null || time?.node !== "column" || time.name !== "@time")
    return { from: lowering.from(rel), time: (table) => col("@time", table), at: (micros) => micros };
  const columns = [...plain.columns, { name: "@stamp", value: { node: "column" as const, name: "@stamp" } }];
  return {
    from: lowering.from({ ...plain, columns }),
    time: (table) => col("@stamp", table),
    at: stamps.at,
  };
}
