import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pythonWith } from "./python-packages.js";

/** A value of a result. A number is a text of all its digits. */
export type FakesnowCell =
  | null
  | boolean
  | string
  | { readonly int: string }
  | { readonly float: string }
  | { readonly decimal: string }
  | { readonly bytes: string }
  | { readonly other: string };
export type FakesnowRow = readonly FakesnowCell[];

/** An error of a statement, in the engine's words. */
export class FakesnowError extends Error {}

/** fakesnow, which is DuckDB behind sqlglot, and sqlglot's parser of Snowflake's SQL, in a process of Python. */
export class Fakesnow {
  private readonly waiting: ((line: string) => void)[] = [];
  private errors = "";
  private ended = false;

  private constructor(private readonly process: ChildProcessWithoutNullStreams) {
    createInterface({ input: process.stdout }).on("line", (line) => this.waiting.shift()?.(line));
    process.stderr.on("data", (data) => {
      this.errors += String(data);
    });
    // A process that ended takes no more requests.
    process.stdin.on("error", () => {});
    process.on("close", () => {
      this.ended = true;
      for (const tell of this.waiting.splice(0)) tell(JSON.stringify({ error: `fakesnow ended: ${this.errors}` }));
    });
  }

  static open(): Fakesnow {
    const python = pythonWith("fakesnow-0.12.1", ["fakesnow==0.12.1", "snowflake-connector-python==4.8.1"]);
    return new Fakesnow(spawn(python, [fileURLToPath(new URL("fakesnow-worker.py", import.meta.url))]));
  }

  query(sql: string): Promise<readonly FakesnowRow[]> {
    return this.ask("query", sql);
  }
  /** Throws if the parser does not understand the statement. */
  async parse(sql: string): Promise<void> {
    await this.ask("parse", sql);
  }
  /** The rules of Snowflake's documentation that the statement breaks, each with the part that does. */
  async broken(sql: string): Promise<readonly (readonly [rule: string, part: string])[]> {
    return JSON.parse(await this.text("rules", sql));
  }
  /** Each rule with its source, and the rules that its own bad example breaks. */
  async rules(): Promise<
    readonly { readonly name: string; readonly source: string; readonly broken: readonly string[] }[]
  > {
    return JSON.parse(await this.text("broken examples", ""));
  }
  private async text(...request: readonly string[]): Promise<string> {
    const [row] = await this.ask(...request);
    return String(row?.[0]);
  }
  /** Adds rows to a table: a list of values in each line of the file. */
  async load(table: string, file: string, columns: number): Promise<void> {
    await this.ask("load", table, file, columns);
  }
  close(): void {
    this.process.stdin.end();
  }

  private async ask(...request: readonly (string | number)[]): Promise<readonly FakesnowRow[]> {
    const line = await new Promise<string>((resolve) => {
      if (this.ended) {
        resolve(JSON.stringify({ error: `fakesnow ended: ${this.errors}` }));
        return;
      }
      this.waiting.push(resolve);
      this.process.stdin.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line) as { readonly rows: readonly FakesnowRow[] } | { readonly error: string };
    if ("error" in answer) throw new FakesnowError(answer.error);
    return answer.rows;
  }
}
