import type { Extern } from "./externs.js";

export interface DuckDBOptions {
  /** A database file, relative to `folder`. Without it, or with `:memory:`, the database is in memory. */
  readonly path?: string | undefined;
  /** The project's folder. Paths in sources are relative to it. The default is the current folder. */
  readonly folder?: string | undefined;
  /** The values of `${NAME}` in sources. The default is the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The default is `read`: several processes may read one file at a time. */
  readonly access?: "read" | "write" | undefined;
  /** The project's `extern fn`s, for the training sets that use them. */
  readonly externs?: readonly Extern[] | undefined;
  /** The default is the number of the machine's processors. */
  readonly threads?: number | undefined;
}
