import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type PostgresServer, startPostgres } from "../../test/support/postgres.js";
import { benchFolder } from "./data.js";

/** What a small server of an analyst would have. All else is Postgres's default, JIT included. */
const settings = {
  shared_buffers: "1GB",
  work_mem: "256MB",
  maintenance_work_mem: "512MB",
  effective_cache_size: "4GB",
  random_page_cost: "1.1",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  // The tables are analyzed once, when they are made.
  autovacuum: "off",
  max_connections: "20",
};

/** The server of the benches. Its data stays for the next run. */
export const benchPostgres = (): Promise<PostgresServer> =>
  startPostgres({ keptIn: join(benchFolder, "postgres"), settings });

/** Clock ticks per second in `/proc`. Linux has shown 100 to every program for decades. */
const TICKS = 100;

/**
 * The seconds of CPU that a server's processes have taken: those that run, parallel workers included, and those that
 * have ended. It waits until no process is about to end, because such a process is counted by nobody for a moment.
 */
export async function serverCpu(server: PostgresServer): Promise<number> {
  for (let last = cpuNow(server); ; ) {
    await setTimeout(100);
    const next = cpuNow(server);
    if (next === last) return next;
    last = next;
  }
}

function cpuNow({ data }: PostgresServer): number {
  const postmaster = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]!;
  let ticks = 0;
  for (const process of readdirSync("/proc")) {
    if (!/^\d+$/.test(process)) continue;
    const times = timesOf(process);
    if (times === null) continue;
    if (process === postmaster) ticks += times.own + times.ended;
    else if (times.parent === postmaster) ticks += times.own;
  }
  return ticks / TICKS;
}

/** Null if the process has ended. */
function timesOf(process: string): { readonly parent: string; readonly own: number; readonly ended: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${process}/stat`, "utf8");
  } catch {
    return null;
  }
  // The second field is a name in parentheses, which may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (field: number): number => Number(fields[field - 3]);
  return { parent: fields[1]!, own: at(14) + at(15), ended: at(16) + at(17) };
}
