import { type ConversionName, overloadName, type ScalarOverload } from "../../../compiler/functions/overloads.js";
import {
  type ArgumentFacts,
  fillCell,
  isLimited,
  isUnsupported,
  type SqlCell,
} from "../../../compiler/sql/dialects/cell.js";
import { duckdb } from "../../../compiler/sql/dialects/duckdb/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { type Sql, typeName } from "../../../compiler/sql/tree/index.js";
import type { Type } from "../../../runtime/types.js";

/* Cells of DuckDB's tables, as text. */

export const functionCell = (name: string, overload: string): SqlCell => {
  const cell = duckdb.functions[overloadName({ function: name, overload }) as ScalarOverload];
  if (isUnsupported(cell)) throw new Error(`DuckDB has no ${name} (${overload})`);
  return isLimited(cell) ? cell.cell : cell;
};
export const conversionCell = (name: ConversionName): SqlCell => duckdb.conversions[name] as SqlCell;

/** The facts about arguments of which only the types are known. */
export const unknown = (types: readonly Type[]): readonly ArgumentFacts[] =>
  types.map((type) => ({ nullable: true, finite: false, type }));

/** A cell's call. Its arguments are SQL text or nodes. */
export const cellText = (cell: SqlCell, args: readonly (string | Sql)[], facts: readonly ArgumentFacts[]): string =>
  printLine(
    fillCell(
      cell,
      args.map((arg) => (typeof arg === "string" ? typeName(arg) : arg)),
      facts,
    ),
    duckdb,
  );
