import type { Sql } from "../artifacts.js";
import { DataError, messageOf } from "../errors.js";
import { statementOf, statementText } from "../statement.js";

/** The engine as the search for an overflow uses it. */
export interface OverflowEngine {
  readonly isOverflow: (error: unknown) => boolean;
  /** Says which range was exceeded. */
  readonly problemOf: (error: unknown) => string;
  /** An aggregate that makes the engine compute all values of a column. */
  readonly reading: (column: string) => string;
  readonly quoted: (name: string) => string;
  labelCount(): Promise<number>;
  /** Runs `action` while `feat_labels` holds only the labels before `end`. */
  withLabelsBefore(end: number, action: () => Promise<boolean>): Promise<boolean>;
}

/**
 * Finds which feature had an int64 overflow. An engine only says that one happened. The run has failed already, so the
 * statement is run again for one result column at a time, and then for half of the labels at a time.
 */
export interface Overflowed {
  /** The statement that failed. */
  readonly sql: Sql;
  /** Result columns that may have failed, and the features that they belong to. */
  readonly columns: readonly { readonly name: string; readonly what: string }[];
  /** `service churn_v1`, `view stats`. */
  readonly of: string;
  /** True if the statement reads `feat_labels`. Then the error also names the row, counted from 1. */
  readonly labelled: boolean;
  /** Runs a statement with the parameters of the one that failed. */
  readonly attempt: (sql: string) => Promise<unknown>;
}

/** An aggregate's total that the statement itself rejected, or the error of an `extern fn`. */
export const isOverflowOfStatement = (error: unknown): boolean =>
  /int64 overflow\s*$/.test(messageOf(error)) || named.test(messageOf(error)) || thrown.test(messageOf(error));
/** The error of an `extern fn`. */
const thrown = /extern fn \w+: .*/s;
const named = /(feature \S+): int64 overflow\s*$/;

export async function overflowError(
  engine: OverflowEngine,
  overflowed: Overflowed,
  cause: unknown,
): Promise<DataError> {
  const { columns, of, labelled } = overflowed;
  const what = thrown.exec(messageOf(cause))?.[0].trim() ?? engine.problemOf(cause);
  const [, known = null] = named.exec(messageOf(cause)) ?? [];
  if (known !== null && !labelled) return new DataError(`${known} of ${of}: int64 overflow`);
  const fails = async (perReader: boolean, column: string | null): Promise<boolean> => {
    // An engine does not compute values for an aggregate that needs none.
    const probe = column === null ? "count(*)" : engine.reading(column);
    try {
      await overflowed.attempt(probed(overflowed.sql, probe, perReader, engine.quoted));
      return false;
    } catch (error) {
      return engine.isOverflow(error);
    }
  };
  // A block with several readers computes all its columns, whichever is asked for, unless each reader computes it for
  // itself.
  const perReader = await fails(false, null);
  const at = async (column: string | null): Promise<string> => {
    const row = labelled ? await firstRow(engine, () => fails(perReader, column)) : null;
    return row === null ? "" : ` at label row ${row + 1}`;
  };
  if (await fails(perReader, null)) {
    const where = await at(null);
    return new DataError(`${known === null ? "" : `${known} of `}${of}: ${what} in what it reads${where}`);
  }
  for (const { name, what: whose } of columns) {
    if (await fails(perReader, name)) return new DataError(`${whose} of ${of}: ${what}${await at(name)}`);
  }
  return new DataError(`${of}: ${what}`);
}

/** The probe goes around the result only. If it went around the named blocks, DuckDB would compute every column. */
function probed(sql: Sql, probe: string, perReader: boolean, quoted: (name: string) => string): string {
  const statement = statementOf(sql);
  return statementText(
    { ...statement, result: `SELECT ${probe} FROM (${statement.result}) AS "@probed"` },
    { perReader, quoted },
  ).text;
}

/** The first label that makes it fail. Null if it fails without labels too. */
async function firstRow(engine: OverflowEngine, fails: () => Promise<boolean>): Promise<number | null> {
  const failsUpTo = (end: number): Promise<boolean> => engine.withLabelsBefore(end, fails);
  let [good, bad] = [0, await engine.labelCount()];
  if (await failsUpTo(0)) return null;
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2);
    if (await failsUpTo(middle)) bad = middle;
    else good = middle;
  }
  return bad - 1;
}
