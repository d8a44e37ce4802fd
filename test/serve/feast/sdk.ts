import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { feastPython } from "../../support/feast-python.js";

/** A process that runs Feast's SDK (`sdk.py`). It loads once, which takes some seconds. */
export interface Sdk {
  /** Rejects with the error that the SDK raised. */
  // biome-ignore lint/suspicious/noExplicitAny: the answers are checked by what they hold
  ask(question: Readonly<Record<string, unknown>>): Promise<any>;
  close(): void;
}

export function openSdk(): Sdk {
  const python = feastPython();
  const child = spawn(python, [join(import.meta.dirname, "sdk.py")], { stdio: ["pipe", "pipe", "pipe"] });
  const log: string[] = [];
  child.stderr.on("data", (text: Buffer) => void log.push(text.toString()));
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line);
    const next = waiting.shift();
    if ("error" in answer) next?.reject(new Error(answer.error));
    else next?.resolve(answer.ok);
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("close", (code) => reject(new Error(`python ended with ${code}:\n${log.join("").slice(-2000)}`)));
  });
  ended.catch(() => undefined);
  // A process that has ended takes no questions. `ended` tells why.
  child.stdin.on("error", () => undefined);
  return {
    ask: (question) => {
      const answer = new Promise<unknown>((resolve, reject) => void waiting.push({ resolve, reject }));
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return Promise.race([answer, ended]);
    },
    close: () => void child.kill("SIGKILL"),
  };
}
