import type { Environment } from "../environment.js";
import type { Physical } from "../physical.js";

/** The parts of a connection that are needed to load labels, bind sources and write files. */
export interface Engine {
  /** The project's folder. Messages name files relative to it. */
  readonly folder: string;
  readonly environment: Environment;
  run(sql: string): Promise<void>;
  /** Runs a statement that holds a user's own SQL. No other statement may follow in it. */
  runAlone(sql: string): Promise<void>;
  /** The declared columns of `feat_labels`, if it was made from a caller's rows. */
  labelColumns: string | null;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** The columns of anything that may follow FROM. */
  columns(from: string): Promise<readonly { readonly name: string; readonly type: Physical }[]>;
}
