/**
 * The tests' Redis.
 *
 * It is found by `REDIS_URL`, or as a `redis-server` on PATH, or installed by apt. Tests find it by
 * `FEAT_TEST_REDIS_URL`, and as `redisUrl` by vitest's `inject`. A server that was started here listens on a free port,
 * keeps its data in a temporary folder and ends with the tests; one given by `REDIS_URL` is left as it is.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installed, runs } from "./apt.js";
import { freePort } from "./free-port.js";

declare module "vitest" {
  interface ProvidedContext {
    redisUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.REDIS_URL;
  const server = given ? null : await startRedis();
  const url = given ?? server?.url ?? "";
  process.env.FEAT_TEST_REDIS_URL = url;
  project.provide("redisUrl", url);
  return async () => server?.stop();
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface RedisStart {
  /** The default is `redis-server`. */
  readonly binary?: string;
  /** More words of the command line. */
  readonly args?: readonly string[];
  /** All words of the command line. */
  readonly command?: readonly string[];
  /** Its folder, which is removed at the end. */
  readonly folder?: string;
}

/** Starts a new server; tests that stop and start one use it too. */
export async function startRedis(port?: number, start: RedisStart = {}): Promise<RedisServer> {
  const { binary, args: more = [], command, folder } = start;
  const chosen = port ?? (await freePort());
  const dir = folder ?? (await mkdtemp(join(tmpdir(), "feat-redis-")));
  const usual = [
    "--bind",
    "127.0.0.1",
    "--port",
    `${chosen}`,
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    dir,
    ...more,
  ];
  const child = spawn(binary ?? redisBinary(), command ?? usual, { stdio: "ignore" });
  const stop = async () => {
    await ended(child);
    await rm(dir, { recursive: true, force: true });
  };
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    await ready(chosen, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: child.pid!,
    stop: async () => {
      process.off("exit", kill);
      await stop();
    },
  };
}

/** The path of `redis-server`, which is installed if it is not there. */
export function redisBinary(): string {
  const needed = "Redis: set REDIS_URL, or put `redis-server` on PATH";
  installed(["redis-server"], () => runs("redis-server", "--version"), needed);
  return "redis-server";
}

/** Waits until the server answers PING, at most ten seconds. */
async function ready(port: number, child: ChildProcess): Promise<void> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`redis-server ended at once (exit code ${child.exitCode})`);
    if (await pong(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`redis-server did not answer on port ${port} within 10 s`);
}

function pong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    const done = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => done(false));
    socket.once("error", () => done(false));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => done(/^(?:\+PONG|-NOAUTH)/.test(data.toString())));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
