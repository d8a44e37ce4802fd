/**
 * The rows that tests give for a source, in a temporary table of the engine.
 *
 * In: a source's columns, and constants for them. Out: statements that make and fill the table. Always: each row has
 * the number of its test. A view over the table has the rows of the tests in the table `feat_tests`.
 */
import type { Type } from "../../../runtime/types.js";
import type { Expr } from "../../ir/index.js";
import type { Dialect } from "../dialects/dialect.js";
import { duckdbForms } from "./duckdb.js";
import type { GivenForms } from "./forms.js";
import { postgresForms } from "./postgres.js";

export interface RowsColumn {
  readonly name: string;
  readonly type: Type;
}

const forms: Readonly<Record<string, GivenForms>> = { duckdb: duckdbForms, postgres: postgresForms };

/** True if tests can give the dialect's engine rows. */
export const takesGivenRows = ({ name }: Dialect): boolean => Object.hasOwn(forms, name);

/** The column with the number of the test that a row belongs to. */
export const testColumn = "@test";

/** `query` reads the rows of the tests in the table `feat_tests`. */
export interface GivenTable {
  readonly create: string;
  readonly query: string;
  insert(rows: readonly { readonly test: number; readonly values: readonly (Expr | null)[] }[]): string;
}

export function givenTable(
  name: string,
  columns: readonly RowsColumn[],
  { name: dialect, identifier }: Dialect,
): GivenTable {
  const form = forms[dialect];
  if (form === undefined) throw new Error(`tests do not run on ${dialect}`);
  const types = columns.map(({ type, name: column }) => `${identifier(column)} ${form.type(type)}`);
  const test = identifier(testColumn);
  const literal = (value: Expr | null): string =>
    value === null || (value.node === "literal" && value.value === null) ? "NULL" : form.literal(value);
  return {
    create: `CREATE TEMP TABLE ${name} (${[`${test} BIGINT`, ...types].join(", ")})`,
    query: `SELECT * FROM ${name} WHERE ${test} IN (SELECT test FROM feat_tests)`,
    insert: (rows) => {
      const tuples = rows.map(({ test: number, values }) => `(${[number, ...values.map(literal)].join(", ")})`);
      return `INSERT INTO ${name} VALUES ${tuples.join(", ")}`;
    },
  };
}

export const createTests = "CREATE TEMP TABLE feat_tests (test BIGINT)";
/** From here on, sources have the rows of these tests. */
export const enterTests = (tests: readonly number[]): string =>
  `DELETE FROM feat_tests; INSERT INTO feat_tests VALUES ${tests.map((test) => `(${test})`).join(", ")}`;
