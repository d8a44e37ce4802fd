import type { SourceBinding } from "../../artifacts.js";
import type { Physical } from "./physical.js";

/** What loading labels, binding sources and writing files need of a connection. */
export interface Engine {
  run(sql: string): Promise<void>;
  /** Runs a statement that holds a user's own text: no other statement may follow in it. */
  runAlone(sql: string): Promise<void>;
  /** What gives a source's rows, with the file of each in the column "@file"; null where the source reads no files. */
  rowsOfFiles(source: SourceBinding): Promise<string | null>;
  /** The declared columns of `feat_labels`, where it was made from a caller's rows. */
  labelColumns: string | null;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** The columns of what may stand behind FROM. */
  columns(from: string): Promise<readonly { readonly name: string; readonly type: Physical }[]>;
}
