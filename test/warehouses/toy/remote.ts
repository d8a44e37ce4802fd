import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { DataError } from "../../../runtime/errors.js";
import { built } from "../../support/built.js";
import type { Answer, Asked } from "./children/server.js";

export type Rows = readonly (readonly unknown[])[];
export interface Result {
  readonly names: readonly string[];
  /** The engine's names of the columns' types. */
  readonly types: readonly string[];
  readonly rows: Rows;
}
/** An error of a statement, in the engine's words. */
export class EngineError extends Error {}

interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to the toy's server. Statements run one after the other. */
export class Remote {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #lost = false;

  private constructor(private readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on("line", (line) => this.#take(JSON.parse(line) as Answer));
    child.stdin!.on("error", () => undefined);
    child.once("close", () => {
      this.#lost = true;
      for (const { reject } of this.#waiting.values()) reject(lost());
      this.#waiting.clear();
    });
  }

  static async open(path: string): Promise<Remote> {
    const args = [await built("test/warehouses/toy/children/server.ts"), path];
    return new Remote(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
  }

  /** The server's process. */
  get pid(): number {
    return this.child.pid!;
  }

  async run(sql: string): Promise<void> {
    await this.ask(sql);
  }
  async rows(sql: string): Promise<Rows> {
    return (await this.ask(sql)).rows;
  }

  ask(sql: string): Promise<Result> {
    if (this.#lost) return Promise.reject(lost());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, sql });
    });
  }

  interrupt(): void {
    if (!this.#lost) this.#send("interrupt");
  }

  async close(): Promise<void> {
    if (this.#lost) return;
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin!.end();
    await closed;
  }

  #send(asked: Asked): void {
    this.child.stdin!.write(`${JSON.stringify(asked)}\n`);
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(new EngineError(answer.error));
    else waiting?.resolve(answer);
  }
}

const lost = (): DataError =>
  new DataError(
    "the connection to the toy's server was lost: it stopped; nothing was written; run the command again when it answers",
  );
