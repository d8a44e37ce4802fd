import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installed, runs } from "./apt.js";
import { jdk } from "./maven.js";

export interface JavaServer {
  readonly port: number;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Ends it at once. Its data goes with it. */
  stop(): Promise<void>;
}

export interface JavaProgram {
  readonly name: string;
  readonly port: number;
  /** The program, if it is not the `java` on PATH. */
  readonly java?: string;
  /** The arguments of `java`, for a server that keeps its data in that folder. */
  readonly args: (folder: string) => Promise<readonly string[]>;
}

/** Starts a server that is a Java program and waits until its port is open. It ends with this process at the latest. */
export async function startJava({ name, port, java = "java", args }: JavaProgram): Promise<JavaServer> {
  installed(["openjdk-17-jdk-headless"], () => runs("java", "--version"), jdk);
  const folder = await mkdtemp(join(tmpdir(), `feat-${name}-`));
  const child = spawn(java, [...(await args(folder))], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  // Ends the server if this process is killed.
  const watch = `while kill -0 ${process.pid} 2>/dev/null && kill -0 ${child.pid} 2>/dev/null; do sleep 1; done; kill -9 ${child.pid} 2>/dev/null; rm -rf '${folder}'`;
  spawn("/bin/sh", ["-c", watch], { detached: true, stdio: "ignore" }).unref();
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await opened(child, port, () => output);
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { port, signal: (signal) => child.kill(signal), stop };
}

async function opened(child: ChildProcess, port: number, output: () => string): Promise<void> {
  let failed: Error | null = null;
  child.once("error", (error) => {
    failed = error;
  });
  const end = Date.now() + 90_000;
  while (Date.now() < end) {
    if (failed !== null) throw new Error(`java did not run: ${String(failed)}`);
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended at once: ${output()}`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it did not listen on port ${port} within 90 s: ${output()}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    const done = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("error", () => done(false));
    socket.once("connect", () => done(true));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
