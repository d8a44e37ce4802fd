import { spawn } from "node:child_process";
import { Redis } from "ioredis";
import { createClientRuntime, materialize, openDuckDB, openRedis } from "../../runtime/index.js";
import { rowPrefix, wholeLayout } from "../../runtime/online/redis/layout.js";
import { project as handMade, statsService, statsView } from "../../test/runtime/artifacts.js";
import { statsMaterialize } from "../../test/runtime/materialize-artifact.js";
import { cpuOf, type Figure, inTurns } from "./figures.js";
import { pushProject, seedPushes } from "./push-project.js";

const ROWS = 300_000;
const T = 1_700_006_400 * 1_000_000;

/** Rows of `feat materialize` against the same bytes through `redis-cli --pipe`, by the clock; pushes; and bytes. */
export async function writeFigures(url: string, rounds: number): Promise<Figure[]> {
  const admin = new Redis(url);
  const store = openRedis(url, { timeout: 30_000, writeTimeout: 60_000 });
  const view = statsView();
  const project = handMade("bench_writes", [view], [statsService(view)]);
  const space = { project: project.name, view: view.name, fingerprint: view.fingerprint };
  await using warehouse = await openDuckDB();
  const fill = async (at: number) => {
    const began = performance.now();
    await materialize({ warehouse, store, project, views: [statsMaterialize(300_000)], at });
    return (performance.now() - began) / 1000;
  };
  try {
    await admin.flushall();
    const empty = Number(/used_memory:(\d+)/.exec(await admin.info("memory"))?.[1]);
    await fill(T);
    const full = Number(/used_memory:(\d+)/.exec(await admin.info("memory"))?.[1]);
    const commands = await asCommands(admin, rowPrefix(wholeLayout().shards[0]!.rowStem(space), space).toString());
    // Both write into an empty database in every round.
    const { own, pipe } = await inTurns(rounds, {
      own: async () => {
        await admin.flushall();
        return ROWS / (await fill(T));
      },
      pipe: async () => {
        await admin.flushall();
        return ROWS / (await piped(url, commands));
      },
    });
    const { pushing, rows } = await pushes(store, admin);
    return [
      { what: "materialize, 300,000 rows", value: own, unit: "rows/s" },
      { what: "redis-cli --pipe of the same bytes", value: pipe, unit: "rows/s" },
      { what: "materialize against redis-cli --pipe", value: own / pipe, unit: "×", bar: { least: 0.5 } },
      { what: "memory of Redis for each entity of 4 values", value: (full - empty) / ROWS, unit: "bytes" },
      { what: "pushes of 1 row", value: 1e6 / pushing, unit: "/s of CPU" },
      { what: "pushed rows, 100 at a time", value: 1e8 / rows, unit: "/s of CPU" },
    ];
  } finally {
    await store.close();
    admin.disconnect();
  }
}

/** SET commands of all keys that begin so, as the server reads them. */
async function asCommands(admin: Redis, prefix: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let cursor = "0"; ; ) {
    const [next, keys] = (await admin.scanBuffer(cursor, "MATCH", `${prefix}*`, "COUNT", 5000)) as [Buffer, Buffer[]];
    const values = keys.length === 0 ? [] : await admin.mgetBuffer(keys);
    for (const [index, key] of keys.entries()) {
      const value = values[index]!;
      parts.push(Buffer.from(`*3\r\n$3\r\nSET\r\n$${key.length}\r\n`), key);
      parts.push(Buffer.from(`\r\n$${value.length}\r\n`), value, Buffer.from("\r\n"));
    }
    cursor = String(next);
    if (cursor === "0") break;
  }
  if (parts.length < ROWS) throw new Error(`the store has no rows whose keys begin with ${prefix}`);
  return Buffer.concat(parts);
}

async function piped(url: string, commands: Buffer): Promise<number> {
  const began = performance.now();
  const child = spawn("redis-cli", ["-u", url, "--pipe"], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.stdin.end(commands);
  if ((await ended) !== 0) throw new Error("redis-cli --pipe failed");
  return (performance.now() - began) / 1000;
}

/** Microseconds of CPU of a push of one row, and of one of a hundred. */
async function pushes(store: ReturnType<typeof openRedis>, admin: Redis) {
  await admin.flushall();
  const project = pushProject();
  await seedPushes(store, project);
  const push = createClientRuntime(project, { online: store, target: "live" }).push<object>("clicks");
  let next = 0;
  const rows = (count: number) =>
    Array.from({ length: count }, () => {
      const at = next++;
      return { user_id: at % 5000, page: `/page/${at % 17}`, price: (at % 97) / 8, at: new Date(T / 1000 + at * 1000) };
    });
  await cpuOf(200, () => push(rows(1)));
  const pushing = await cpuOf(2000, () => push(rows(1)));
  return { pushing, rows: await cpuOf(40, () => push(rows(100))) };
}
