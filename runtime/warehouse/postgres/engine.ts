import type { Row } from "./session.js";

/** The parts of a session that are needed to load labels and bind sources. */
export interface Engine {
  run(sql: string): Promise<void>;
  /** Runs a statement that holds a user's own SQL. No other statement may follow in it. */
  runAlone(sql: string): Promise<void>;
  rows(sql: string, values?: readonly (string | null)[]): Promise<readonly Row[]>;
}
