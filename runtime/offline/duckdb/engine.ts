import type { SourceBinding } from "../../artifacts.js";
import type { Physical } from "./physical.js";

/** The parts of a connection that are needed to load labels, bind sources and write files. */
export interface Engine {
  /** The project's folder. Messages name files relative to it. */
  readonly folder: string;
  run(sql: string): Promise<void>;
  /** Runs a statement that holds a user's own SQL. No other statement may follow in it. */
  runAlone(sql: string): Promise<void>;
  /** SQL for a source's rows, with each row's file in the column "@file". Null if the source reads no files. */
  rowsOfFiles(source: SourceBinding): Promise<string | null>;
  /** The declared columns of `feat_labels`, if it was made from a caller's rows. */
  labelColumns: string | null;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** The columns of anything that may follow FROM. */
  columns(from: string): Promise<readonly { readonly name: string; readonly type: Physical }[]>;
}
