/**
 * The tests' Postgres.
 *
 * A server starts when the first test asks for a database, once per run, and ends with the run. Its programs are found
 * by `pg_config` on PATH or in Debian's folders, or installed by apt. `POSTGRES_URL` names a server to use instead; its
 * role must be allowed to create databases. Tests get their own databases from `ownPostgres`, and one that many of them
 * use, with temporary tables only, from `sharedPostgres`.
 *
 * The server's collation is not by code point, and its time zone is not UTC, so that nothing works by luck.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { installed } from "./apt.js";
import { freePort } from "./free-port.js";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * A port that answers each connection with the URL of a database: a new, empty one if it reads `own`, the shared one
     * if it reads `shared`.
     */
    postgresPort: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.POSTGRES_URL;
  const made: string[] = [];
  let server: Promise<Pick<PostgresServer, "url" | "stop">> | null = null;
  const database = async (): Promise<string> => {
    server ??= given ? Promise.resolve({ url: given, stop: async () => {} }) : startPostgres();
    const { url } = await server;
    const name = `feat_test_${process.pid}_${made.length}`;
    made.push(name);
    await run(url, `CREATE DATABASE ${name}`);
    const own = new URL(url);
    own.pathname = `/${name}`;
    return own.href;
  };
  let shared: Promise<string> | null = null;
  const desk = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (asked) => {
      if (asked.toString() === "shared") shared ??= database();
      const url = asked.toString() === "shared" ? shared! : database();
      url.then(
        (url) => socket.end(JSON.stringify({ url })),
        (error: Error) => socket.end(JSON.stringify({ error: error.message })),
      );
    });
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const address = desk.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  project.provide("postgresPort", address.port);
  return async () => {
    desk.close();
    if (server === null) return;
    const { url, stop } = await server;
    if (given) for (const name of made) await run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await stop();
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface PostgresServer {
  readonly url: string;
  /** The folder of its data. The first line of its `postmaster.pid` is the server's process. */
  readonly data: string;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** The default is a port that is free. */
  readonly port?: number;
  /** A folder that keeps the data for later servers. By default the data is in a new folder and goes with the server. */
  readonly keptIn?: string;
  /** Settings of the server, beside those for all tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a server. It refuses to run as root, so it then runs as `postgres`. */
export async function startPostgres({
  keptIn,
  settings,
  port: own,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  const bin = ensurePrograms();
  const asRoot = process.getuid?.() === 0;
  const dir = keptIn ?? (await mkdtemp(join(tmpdir(), "feat-postgres-")));
  const data = join(dir, "data");
  const port = own ?? (await freePort());
  const isNew = !existsSync(data);
  await mkdir(data, { recursive: true });
  await chmod(dir, 0o755);
  if (asRoot) await chown(data, idOf("-u"), idOf("-g"));
  const as = (program: string, args: readonly string[]): readonly [string, readonly string[]] =>
    asRoot
      ? ["su", ["postgres", "-s", "/bin/sh", "-c", [join(bin, program), ...args].map(quoted).join(" ")]]
      : [join(bin, program), args];
  const call = async (program: string, ...args: readonly string[]): Promise<void> => {
    const { code, output } = await ended(...as(program, args));
    if (code !== 0) throw new Error(`${program} failed: ${output.trim()}`);
  };
  const remove = async (): Promise<void> => {
    if (keptIn === undefined) await rm(dir, { recursive: true, force: true });
  };
  const stop = ["-D", data, "-m", keptIn === undefined ? "immediate" : "fast", "-w", "stop"];
  // Ends the server if the run is killed before it stops the server.
  const [program, args] = as("pg_ctl", stop);
  const removal = keptIn === undefined ? `; rm -rf ${quoted(dir)}` : "";
  const then = `${[program, ...args].map(quoted).join(" ")}${removal}`;
  const watch = `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done; ${then}`;
  const watcher = spawn("/bin/sh", ["-c", watch], { detached: true, stdio: "ignore" });
  watcher.unref();
  try {
    const locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"];
    if (isNew) await call("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", ...locale);
    const all = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", TimeZone: "Asia/Kathmandu" };
    const set = Object.entries({ ...all, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
    const options = ["-h 127.0.0.1", `-p ${port}`, `-k ${data}`, ...set].join(" ");
    await call("pg_ctl", "-D", data, "-l", join(data, "log"), "-w", "-o", options, "start");
  } catch (error) {
    watcher.kill();
    await remove();
    throw error;
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    data,
    stop: async () => {
      watcher.kill();
      await call("pg_ctl", ...stop);
      await remove();
    },
  };
}

const quoted = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;
const idOf = (which: "-u" | "-g"): number => Number(spawnSync("id", [which, "postgres"], { encoding: "utf8" }).stdout);

/** Runs a program to its end. A server that it starts does not keep its output open. */
function ended(program: string, args: readonly string[]): Promise<{ readonly code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      child.stderr.destroy();
      resolve({ code, output });
    });
  });
}

/** The folder of `initdb` and `pg_ctl`. */
export function ensurePrograms(): string {
  const needed = "Postgres 15 or newer: set POSTGRES_URL, or put `initdb` and `pg_ctl` on PATH";
  installed(["postgresql"], () => programs() !== null, needed);
  return programs()!;
}

function programs(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => Number(name) >= 15) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, "bin"));
  const folders = [...newest, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "pg_ctl"))) ?? null;
}
