import type { SparkWorker } from "./worker.js";

/** A column of a query, with Spark's JSON of its type. */
export interface SparkColumn {
  readonly name: string;
  readonly type: unknown;
  readonly nullable: boolean;
}
export interface SparkRows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Settings on which the values of features depend. */
const settings: Readonly<Record<string, string>> = {
  "spark.sql.ansi.enabled": "true",
  "spark.sql.session.timeZone": "UTC",
  "spark.sql.caseSensitive": "true",
  // A sum or product keeps all digits of its scale, and raises if it has too many.
  "spark.sql.decimalOperations.allowPrecisionLoss": "false",
  "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
  "spark.sql.timestampType": "TIMESTAMP_LTZ",
  // Each level of a nested expression takes an iteration.
  "spark.sql.analyzer.maxIterations": "1000",
  // Statements that all engines share have names in double quotes.
  "spark.sql.ansi.doubleQuotedIdentifiers": "true",
  // A folder such as `ds=01` is a text.
  "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
};

/** The values of a statement's named parameters, as texts of integers. */
export type Parameters = Readonly<Record<string, string | null>>;

/** Statements and files of one client of a worker. They run one after the other. */
export class Session {
  private constructor(
    readonly worker: SparkWorker,
    private readonly id: number,
  ) {}

  static async open(worker: SparkWorker, prelude: readonly string[]): Promise<Session> {
    const session = new Session(worker, await worker.open());
    await session.#ask("set", { conf: settings });
    for (const statement of prelude) await session.run(statement);
    return session;
  }

  async run(sql: string): Promise<void> {
    await this.#ask("run", { sql });
  }
  /** The rows of a query, all at once: for few of them. Values are texts. */
  async result(sql: string, parameters: Parameters = {}): Promise<SparkRows> {
    return (await this.#ask("rows", { sql, parameters })) as SparkRows;
  }
  async rows(sql: string, parameters: Parameters = {}): Promise<SparkRows["rows"]> {
    return (await this.result(sql, parameters)).rows;
  }
  async columns(sql: string): Promise<readonly SparkColumn[]> {
    return (await this.#ask("columns", { sql })) as readonly SparkColumn[];
  }
  /** Makes a temporary view of a query. */
  async view(name: string, sql: string): Promise<void> {
    await this.#ask("view", { name, sql });
  }
  /** Makes a temporary view of files. */
  async files(
    name: string,
    paths: readonly string[],
    format: string,
    options: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.#ask("files", { name, paths, format, options });
  }
  /** Computes a query and keeps its rows under a name. Gives their number. */
  async keep(name: string, sql: string): Promise<number> {
    return Number(await this.#ask("keep", { name, sql }));
  }
  async forget(name: string): Promise<void> {
    await this.#ask("forget", { name });
  }
  /** Writes a query's rows to a new folder. Gives their number. */
  async write(sql: string, path: string, format: string, parameters: Parameters = {}): Promise<number> {
    return Number(await this.#ask("write", { sql, path, format, parameters }));
  }
  /** Copies a file of this machine to where the executors read. */
  async put(local: string, path: string): Promise<void> {
    await this.#ask("put", { local, path });
  }
  /** Copies a folder of the executors to this machine. */
  async get(path: string, local: string): Promise<void> {
    await this.#ask("get", { path, local });
  }
  async remove(path: string): Promise<void> {
    await this.#ask("remove", { path });
  }
  /** Moves a folder of the executors. */
  async move(path: string, to: string): Promise<void> {
    await this.#ask("move", { path, to });
  }
  /** Gives a temporary view another name, in the place of one that has it. */
  async rename(view: string, to: string): Promise<void> {
    await this.#ask("rename", { view, to });
  }
  /** The tables and views of all databases; those of the current one without its name. */
  async tables(): Promise<readonly string[]> {
    return (await this.#ask("tables", {})) as readonly string[];
  }
  /** What a table is, such as `MANAGED` or `VIEW`; null if there is none. */
  async tableKind(table: string): Promise<string | null> {
    return (await this.#ask("kind", { table })) as string | null;
  }
  /** True if a table would be in a catalog that Spark holds in memory. */
  async forgets(table: readonly string[]): Promise<boolean> {
    return (await this.#ask("forgets", { parts: table })) === true;
  }
  async list(
    pattern: string,
  ): Promise<readonly { readonly path: string; readonly bytes: string; readonly modified: string }[]> {
    return (await this.#ask("list", { pattern })) as readonly {
      readonly path: string;
      readonly bytes: string;
      readonly modified: string;
    }[];
  }

  interrupt(): void {
    this.worker.interrupt(this.id);
  }
  async end(): Promise<void> {
    await this.#ask("end", {});
  }

  #ask(what: string, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.worker.ask(this.id, what, given);
  }
}
