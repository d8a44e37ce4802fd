import type { NamedType, Sql } from "../../artifacts.js";
import { shortName } from "../../postgres-names.js";
import { isNested } from "../../types.js";
import type { Value } from "../../values.js";
import type { Batch } from "../warehouse.js";
import type { Row } from "./session.js";
import { identifier } from "./text.js";
import { type Reader, readerOf } from "./values.js";

export const rowNumber: NamedType = { name: "feat_row", type: { kind: "int64", nullable: false } };

/** Makes batches of values from the rows of one statement. */
export function batchReader(columns: readonly NamedType[]): (names: readonly string[], rows: readonly Row[]) => Batch {
  let read: readonly { readonly index: number; readonly reader: Reader }[] | null = null;
  return (names, rows) => {
    read ??= columns.map(({ name, type }) => ({ index: placeOf(name, names), reader: readerOf(type) }));
    return { rows: rows.length, columns: read.map((column) => valuesOf(rows, column)) };
  };
}

/** The index of a column. The database may have cut its name. */
function placeOf(name: string, names: readonly string[]): number {
  const index = names.indexOf(shortName(name));
  if (index < 0) throw new Error(`the statement returns no column ${name}`);
  return index;
}

function valuesOf(
  rows: readonly Row[],
  { index, reader }: { readonly index: number; readonly reader: Reader },
): Value[] {
  const values = new Array<Value>(rows.length);
  for (const [row, own] of rows.entries()) {
    const value = own[index]!;
    values[row] = value === null ? null : reader(value);
  }
  return values;
}

/** The statement with nested columns as JSON, which holds them exactly. */
export function withJson(sql: Sql, columns: readonly NamedType[]): Sql {
  if (!columns.some(({ type }) => isNested(type))) return sql;
  const selected = columns.map(({ name, type }) =>
    isNested(type) ? `to_jsonb(${identifier(name)}) AS ${identifier(name)}` : identifier(name),
  );
  const wrapped = (result: string): string => `SELECT ${selected.join(", ")} FROM (\n${result}\n) AS "@result"`;
  if (typeof sql === "string") return wrapped(sql);
  if (!("stages" in sql)) return { ...sql, result: wrapped(sql.result) };
  return {
    stages: sql.stages.map((stage) => {
      if (stage.table !== null) return stage;
      const [first, ...others] = stage.plans.map((plan) => ({
        ...plan,
        statement: { ...plan.statement, result: wrapped(plan.statement.result) },
      }));
      return { ...stage, plans: [first!, ...others] };
    }),
  };
}
