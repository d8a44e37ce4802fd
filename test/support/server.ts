import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Server {
  readonly port: number;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Ends it at once. Its data goes with it. */
  stop(): Promise<void>;
}

export interface Program {
  readonly name: string;
  readonly port: number;
  /** For a server that keeps its data in that folder. */
  readonly command: (folder: string) => Promise<readonly [program: string, ...args: string[]]>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server in a new folder and waits until its port is open. It ends with this process at the latest. */
export async function startServer({ name, port, command, env }: Program): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), `feat-${name}-`));
  const [program, ...args] = await command(folder);
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
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
  const end = performance.now() + 90_000;
  while (performance.now() < end) {
    if (failed !== null) throw new Error(`it did not run: ${String(failed)}`);
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
