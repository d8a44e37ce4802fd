import type { Extern } from "./externs.js";

export interface DuckDBOptions {
  /** A database file, relative to `folder`; none, or `:memory:`, is a database in memory. */
  readonly path?: string | undefined;
  /** The project's folder: what paths in sources are relative to. The current one by default. */
  readonly folder?: string | undefined;
  /** Where `${NAME}` in sources comes from; the process's environment by default. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** `read` by default: several processes may read one file at a time. */
  readonly access?: "read" | "write" | undefined;
  /** What `extern fn`s are, for the training sets that use them. */
  readonly externs?: readonly Extern[] | undefined;
  /** As many as the machine has by default. */
  readonly threads?: number | undefined;
}
