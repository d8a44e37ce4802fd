/** What loading labels, binding sources and writing files need of a connection. */
export interface Engine {
  run(sql: string): Promise<void>;
  /** Runs a statement that holds a user's own text: no other statement may follow in it. */
  runAlone(sql: string): Promise<void>;
  /** The declared columns of `feat_labels`, where it was made from a caller's rows. */
  labelColumns: string | null;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}
