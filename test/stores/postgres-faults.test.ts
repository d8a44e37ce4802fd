import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openPostgresStore } from "../../runtime/online/postgres/index.js";
import { freePort } from "../support/free-port.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { type FaultyServer, faults } from "./faults.js";

async function faulty(): Promise<FaultyServer> {
  const port = await freePort();
  // A table that is not there is another error.
  const start = async (): Promise<PostgresServer> => {
    const started = await startPostgres({ port });
    await using store = await openPostgresStore({ url: started.url });
    await store.begin({ project: "p", view: "v" });
    return started;
  };
  let server = await start();
  /** The server's process and one for each connection. */
  const processes = (): readonly number[] => {
    const main = readFileSync(join(server.data, "postmaster.pid"), "utf8").split("\n")[0] ?? "";
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", main], { encoding: "utf8" });
    return [main, ...children.trim().split(/\s+/)].map(Number);
  };
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processes()) process.kill(pid, name);
  };
  return {
    kind: "postgres",
    port,
    settings: (own) => ({ url: `postgres://postgres@127.0.0.1:${own}/postgres` }),
    kill: () => server.stop(),
    restart: async () => {
      server = await start();
    },
    suspend: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    stop: () => server.stop(),
  };
}

faults(faulty, freePort, "postgres");
