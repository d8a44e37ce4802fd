import type { Table } from "../../support/postgres-tables.js";
import type { Work } from "../case.js";

/** A query of Postgres, written by hand. */
export interface PostgresPlan {
  readonly name: string;
  /**
   * `table`: the name of the case's table. For training the query reads the temporary table `labels (n, key, t)`, and
   * gives `n` and the features; for materialization it gives the key and the features.
   */
  readonly query: (table: string) => string;
  /** Statements that run before it. */
  readonly before?: (table: string) => readonly string[];
}

/** Feat against the best of the plans that were written by hand. */
export interface PostgresCase {
  readonly name: string;
  readonly what: string;
  readonly table: Table;
  /** The project's files. */
  readonly project: (table: string, url: string) => Readonly<Record<string, string>>;
  readonly work: Work;
  /** The columns of the answers in DuckDB's types, by name. */
  readonly columns: Readonly<Record<string, string>>;
  readonly plans: readonly PostgresPlan[];
}

/** How many times the best plan's time on the server Feat may take. */
export const bar = 1.4;
