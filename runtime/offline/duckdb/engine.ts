/** What loading labels and writing files need of a connection. */
export interface Engine {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}
