import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DataError } from "../../errors.js";

/** How Spark is started. */
export interface SparkSettings {
  /** A Python that has PySpark 4. The default is `python3`. */
  readonly python?: string | undefined;
  /** Spark's master: `local[4]`, `yarn`, `k8s://…`, `spark://…`. The default is `local[*]`. */
  readonly master?: string | undefined;
  /** Further settings of Spark, by name. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
}

/** What Spark says of a statement that failed. */
export class SparkError extends Error {
  constructor(
    message: string,
    /** The class of the error, such as `DIVIDE_BY_ZERO`; null if it has none. */
    readonly condition: string | null,
    readonly parameters: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

/** A line of the worker. */
interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: {
    readonly message: string;
    readonly condition: string | null;
    readonly parameters: Readonly<Record<string, string>>;
  };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The last lines of the worker's log that an error shows. */
const LINES = 5;

/** Spark in a process of its own, which is spoken to over pipes. Its sessions share its executors. */
export class SparkWorker {
  readonly #waiting = new Map<number, Waiting>();
  readonly #log: string[] = [];
  #next = 0;
  #sessions = 0;
  #lost: string | null = null;

  private constructor(
    private readonly child: ChildProcess,
    private readonly python: string,
  ) {
    createInterface({ input: child.stdout! }).on("line", (line) => this.#take(line));
    createInterface({ input: child.stderr! }).on("line", (line) => {
      this.#log.push(line);
      if (this.#log.length > LINES) this.#log.shift();
    });
    child.stdin!.on("error", () => undefined);
    child.once("error", (error) => this.#lose(error.message));
    child.once("close", (code, signal) =>
      this.#lose(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
  }

  static async start({ python = "python3", master = "local[*]", conf = {} }: SparkSettings): Promise<SparkWorker> {
    const child = spawn(python, [join(import.meta.dirname, "worker.py")], {
      stdio: ["pipe", "pipe", "pipe"],
      // Without a name for this machine, Spark warns and may choose an address that no one reaches.
      env: master.startsWith("local") ? { SPARK_LOCAL_IP: "127.0.0.1", ...process.env } : process.env,
    });
    const worker = new SparkWorker(child, python);
    const own = master.startsWith("local") ? local : {};
    await worker.ask(null, "start", { master, conf: { ...always, ...own, ...conf } });
    return worker;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async open(): Promise<number> {
    const session = this.#sessions++;
    await this.ask(session, "open", {});
    return session;
  }

  ask(session: number | null, what: string, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#lost !== null) return Promise.reject(this.#lostError());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.stdin!.write(`${JSON.stringify({ id, session, do: what, with: given })}\n`);
    });
  }

  /** Ends what a session runs. Nothing answers it. */
  interrupt(session: number): void {
    if (this.#lost === null)
      this.child.stdin!.write(`${JSON.stringify({ id: null, session, do: "interrupt", with: {} })}\n`);
  }

  async close(): Promise<void> {
    if (this.#lost !== null) return;
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin!.end();
    await closed;
  }

  #take(line: string): void {
    const { id, result, error } = JSON.parse(line) as Answer;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new SparkError(error.message, error.condition, error.parameters));
  }

  #lose(why: string): void {
    this.#lost ??= why;
    for (const { reject } of this.#waiting.values()) reject(this.#lostError());
    this.#waiting.clear();
  }

  #lostError(): DataError {
    const log = this.#log.join("\n");
    const missing = /No module named 'pyspark'/.test(log) || /ENOENT/.test(this.#lost ?? "");
    return new DataError(
      missing
        ? `Spark can't be started: ${this.python} has no PySpark; install it (\`pip install "pyspark>=4"\`), or name another Python as \`python\` of the target`
        : /JAVA_HOME|java: (command )?not found|JAVA_GATEWAY_EXITED/i.test(log)
          ? `Spark can't be started: it needs Java 17 or newer, found by JAVA_HOME or on the path:\n${log}`
          : `Spark's process is gone: ${this.#lost}; nothing was written; run the command again${log === "" ? "" : `\n${log}`}`,
    );
  }
}

/** Settings that the values of features depend on. `Session` sets those that a session may change. */
const always: Readonly<Record<string, string>> = {
  "spark.sql.session.timeZone": "UTC",
  "spark.ui.showConsoleProgress": "false",
};
const local: Readonly<Record<string, string>> = {
  "spark.ui.enabled": "false",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.driver.host": "127.0.0.1",
};
