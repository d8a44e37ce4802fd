import { DataError, messageOf } from "../../errors.js";
import type { Engine } from "./engine.js";
import { identifier } from "./text.js";

/**
 * Whose integer overflow it was. DuckDB says only that one happened; so, the run having failed already, the statement is run again
 * for one result column at a time, and then for half of the labels at a time.
 */
export interface Overflowed {
  /** The statement that failed. */
  readonly sql: string;
  /** Result columns that may have failed: features. */
  readonly columns: readonly string[];
  /** `service churn_v1`, `view stats`. */
  readonly of: string;
  /** Does the statement read `feat_labels`? Then the row is told too, counted from 1. */
  readonly labelled: boolean;
  /** Runs a statement with the parameters of the one that failed. */
  readonly attempt: (sql: string) => Promise<unknown>;
}

export const isOverflow = (error: unknown): boolean => /^Out of Range Error: Overflow/i.test(messageOf(error));

export async function overflowError(engine: Engine, overflowed: Overflowed): Promise<DataError> {
  const { columns, of, labelled } = overflowed;
  const fails = async (column: string | null): Promise<boolean> => {
    // A hash, for an aggregate that needs no values would not compute them.
    const probe = column === null ? "count(*)" : `bit_xor(hash(${identifier(column)}))`;
    try {
      await overflowed.attempt(`SELECT ${probe} FROM (${overflowed.sql})`);
      return false;
    } catch (error) {
      return isOverflow(error);
    }
  };
  // What fails without any column is no column's fault.
  if (await fails(null)) return new DataError(`${of}: int64 overflow in what it reads`);
  for (const column of columns) {
    if (!(await fails(column))) continue;
    const row = labelled ? await firstRow(engine, () => fails(column)) : null;
    return new DataError(`feature ${column} of ${of}: int64 overflow${row === null ? "" : ` at label row ${row + 1}`}`);
  }
  return new DataError(`${of}: int64 overflow`);
}

/** The first label with which it fails; null where it fails without labels too. */
async function firstRow(engine: Engine, fails: () => Promise<boolean>): Promise<number | null> {
  const failsUpTo = async (end: number) => {
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT * FROM feat_labels_all WHERE feat_row < ${end} ORDER BY feat_row`,
    );
    return fails();
  };
  const [count] = await engine.rows("SELECT count(*) FROM feat_labels");
  await engine.run("CREATE OR REPLACE TEMP TABLE feat_labels_all AS SELECT * FROM feat_labels");
  try {
    if (await failsUpTo(0)) return null;
    let [good, bad] = [0, Number(count?.[0])];
    while (bad - good > 1) {
      const middle = good + Math.floor((bad - good) / 2);
      if (await failsUpTo(middle)) bad = middle;
      else good = middle;
    }
    return bad - 1;
  } finally {
    await engine.run("CREATE OR REPLACE TEMP TABLE feat_labels AS SELECT * FROM feat_labels_all ORDER BY feat_row");
    await engine.run("DROP TABLE feat_labels_all");
  }
}
