import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import { freePort } from "../../test/support/free-port.js";
import { pythonWith } from "../../test/support/python-packages.js";
import { startRedis } from "../../test/support/redis.js";
import { until } from "../../test/support/until.js";
import { descendants, processCpu } from "../support/process-cpu.js";
import { cpuOf, type Figure, inTurns } from "./figures.js";
import { load } from "./load.js";
import { columnsOf, T, valuesOf, viewNames, viewsOf } from "./project.js";

/** Feast's SDK and server over Redis, with the same values of the same users. */
export async function feastFigures(
  url: string,
  project: ProjectArtifact,
  users: number,
  rounds: number,
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "feat-bench-feast-"));
  const redis = await startRedis();
  const store = openRedis(url, { timeout: 10_000 });
  const client = createClientRuntime(project, { online: store });
  const python = await startPython(folder, `127.0.0.1:${redis.port}`, users);
  const figures: Figure[] = [];
  try {
    for (const entities of [1, 100, 1000])
      for (const service of ["one", "three"]) {
        const { getMany } = client.service<{ user_id: number }, object>(service);
        const keys = (index: number) =>
          Array.from({ length: entities }, (_, each) => ({ user_id: (index * 13 + each) % users }));
        const at = { at: new Date(T / 1000 + 1000) };
        const calls = Math.ceil(300 / entities) + 2;
        const { own, feast } = await inTurns(rounds, {
          own: () => cpuOf(calls * 5, (index) => getMany(keys(index), at)),
          feast: async () => (await python.ask({ views: viewsOf(service), entities, calls, users })).micros,
        });
        const what = `${entities.toLocaleString("en")} × ${viewsOf(service).length} views`;
        figures.push({ what: `Feast's SDK, ${what}: CPU`, value: feast, unit: "µs" });
        figures.push({ what: `Feast's SDK against the client, ${what}`, value: feast / own, unit: "×" });
      }
    figures.push({ what: "Feast, memory of Redis for each user", value: python.bytes, unit: "bytes" });
    figures.push(...(await serverFigures(folder, users)));
  } finally {
    python.stop();
    await store.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

const feastPython = (): string => pythonWith("feast-0.67.0-redis", ["feast[redis]==0.67.0"]);

interface Python {
  readonly bytes: number;
  ask(question: object): Promise<{ readonly micros: number }>;
  stop(): void;
}

async function startPython(folder: string, redis: string, users: number): Promise<Python> {
  const rows = Object.fromEntries(
    viewNames.map((view) => [
      view,
      {
        columns: columnsOf(view),
        rows: Array.from({ length: users }, (_, user) => [user, ...valuesOf(view, user)]),
      },
    ]),
  );
  writeFileSync(join(folder, "data.json"), JSON.stringify({ at: T, views: rows }));
  const child = spawn(feastPython(), [join(import.meta.dirname, "read_with_feast.py"), folder, redis], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting: ((line: string) => void)[] = [];
  const ended = new Promise<never>((_, reject) =>
    child.once("exit", (code) => reject(new Error(`Feast ended: ${code}`))),
  );
  // It is told to whoever waits for a line; at the end nobody does.
  ended.catch(() => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));
  const line = () => Promise.race([new Promise<string>((resolve) => void waiting.push(resolve)), ended]);
  const { bytes } = JSON.parse(await line());
  return {
    bytes,
    ask: async (question) => {
      const answer = line();
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return JSON.parse(await answer);
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

/** `feast serve`, one worker, one entity with all features. */
async function serverFigures(folder: string, users: number): Promise<Figure[]> {
  const port = await freePort();
  const args = [
    "-m",
    "feast.cli.cli",
    "-c",
    folder,
    "serve",
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    "-w",
    "1",
    "--no-access-log",
  ];
  const child = spawn(feastPython(), args, { stdio: "ignore", detached: true });
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok, 60);
    const features = viewNames.flatMap((view) => columnsOf(view).map(({ name }) => `${view}:${name}`));
    const ask = (requests: number) =>
      load(port, {
        path: "/get-online-features",
        bodyOf: (index) => JSON.stringify({ features, entities: { user_id: [(index * 13) % users] } }),
        requests,
        connections: 8,
      });
    await ask(50);
    const before = groupCpu(child.pid!);
    await ask(400);
    const cpu = groupCpu(child.pid!) - before;
    return [{ what: "feast serve, 50 features: requests", value: 400 / cpu, unit: "/s of CPU" }];
  } finally {
    process.kill(-child.pid!, "SIGKILL");
  }
}

/** The CPU of a process and of those that it started. */
function groupCpu(leader: number): number {
  return [leader, ...descendants(leader)].reduce((sum, pid) => sum + processCpu(pid), 0);
}
