/** A Postgres of a test's own, with settings that make it fail, and that can be killed and started again. */
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { ensurePrograms } from "./postgres.js";

const asRoot = process.getuid?.() === 0;

export class FaultyPostgres {
  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** An empty server. `access`: lines of `pg_hba.conf` that come before those that let everybody in. */
  static async create(settings: readonly string[], access: readonly string[] = []): Promise<FaultyPostgres> {
    const server = await FaultyPostgres.#empty();
    server.#run(
      "initdb",
      "-D",
      server.data,
      "-A",
      "trust",
      "-U",
      "postgres",
      "--no-sync",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
    );
    server.write(
      "pg_hba.conf",
      `${[...access, "local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"].join("\n")}\n`,
    );
    appendFileSync(join(server.data, "postgresql.conf"), `${settings.join("\n")}\n`);
    return server;
  }

  /** A server that follows another one, and takes no writes. */
  static async standbyOf(primary: FaultyPostgres): Promise<FaultyPostgres> {
    const server = await FaultyPostgres.#empty();
    server.#run(
      "pg_basebackup",
      "-D",
      server.data,
      "-R",
      "-X",
      "stream",
      "-c",
      "fast",
      "-h",
      "127.0.0.1",
      "-p",
      String(primary.port),
      "-U",
      "postgres",
    );
    return server;
  }

  static async #empty(): Promise<FaultyPostgres> {
    const folder = mkdtempSync(join(tmpdir(), "feat-faulty-postgres-"));
    chmodSync(folder, 0o755);
    const server = new FaultyPostgres(folder, await freePort());
    mkdirSync(server.data, { mode: 0o700 });
    server.#own(server.data);
    return server;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  url(user = "postgres", more = "", database = "postgres"): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}${more}`;
  }

  /** Writes a file of the server's folder, which only the server reads. */
  write(name: string, text: string): void {
    const path = join(this.data, name);
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    this.#own(path);
  }

  start(): void {
    const options = `-h 127.0.0.1 -p ${this.port} -k ${this.data} -c fsync=off`;
    this.#run("pg_ctl", "-D", this.data, "-l", join(this.data, "log"), "-w", "-o", options, "start");
  }

  /** Stops the server as a crash does. */
  crash(): void {
    this.#run("pg_ctl", "-D", this.data, "-m", "immediate", "-w", "stop");
  }

  remove(): void {
    try {
      this.crash();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  #own(path: string): void {
    if (!asRoot) return;
    const id = (which: string): number => Number(spawnSync("id", [which, "postgres"], { encoding: "utf8" }).stdout);
    if (statSync(path).uid !== id("-u")) chownSync(path, id("-u"), id("-g"));
  }

  #run(program: string, ...args: readonly string[]): void {
    const words = [join(ensurePrograms(), program), ...args];
    const line = words.map((word) => `'${word}'`).join(" ");
    // A server that is started keeps its output open.
    const found = asRoot
      ? spawnSync("su", ["postgres", "-s", "/bin/sh", "-c", line], { stdio: "ignore" })
      : spawnSync(words[0]!, words.slice(1), { stdio: "ignore" });
    if (found.status !== 0) throw new Error(`${program} failed (${found.status}) for ${this.data}`);
  }
}
