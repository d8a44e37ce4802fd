import type { Physical } from "./physical.js";

/** What loading labels and writing files need of a connection. */
export interface Engine {
  run(sql: string): Promise<void>;
  /** The declared columns of `feat_labels`, where it was made from a caller's rows. */
  labelColumns: string | null;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** The columns of what may stand behind FROM. */
  columns(from: string): Promise<readonly { readonly name: string; readonly type: Physical }[]>;
}
