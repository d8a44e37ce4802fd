/** A command that ends while it writes a table of results leaves the old table whole, and nothing else. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { firstColumn, withClient } from "../postgres/support.js";
import { builtFeat } from "../support/built.js";
import { ownPostgres } from "../support/own-postgres.js";
import { type Folder, folder } from "./feat.js";

const feat = await builtFeat();
const signals = ["SIGINT", "SIGKILL"] as const;
const LABELS = 250_000;

const project = (offline: string): Folder =>
  folder({
    "feat.yaml": `project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: ${offline} } }\n`,
    "s.yaml": "sources:\n  s: { kind: events, table: events, time: t, columns: { id: int64, t: timestamp } }\n",
    "m.feat": "entity u { id: int64 }\nview v for u from s { n = count() over 7d }\nservice x { v.* }\n",
  });
/** Labels with columns of their own, so that writing the table takes a while. */
const tables = (text: string, range: string): readonly string[] => [
  `CREATE TABLE events AS SELECT i % 1000 AS id, TIMESTAMP '2024-01-01' + i * INTERVAL '1 minute' AS t FROM ${range}(0, 9999) AS r(i)`,
  `CREATE TABLE labels AS SELECT i % 1000 AS id, TIMESTAMP '2024-01-03' AS event_timestamp, ${text} AS a, ${text} AS b FROM ${range}(1, ${LABELS}) AS r(i)`,
  "CREATE TABLE result AS SELECT 7 AS old",
];

function start({ path }: Folder, labels = "table:labels"): ChildProcess & { readonly said: Promise<string> } {
  const argv = ["train", "x", "--labels", labels, "--out", "table:result"];
  const child = spawn(process.execPath, [feat, ...argv], { cwd: path });
  let err = "";
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const said = new Promise<string>((resolve) => child.on("close", () => resolve(err)));
  return Object.assign(child, { said });
}

/** Waits for a condition while the command runs. */
async function until(child: ChildProcess, holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) {
    if (child.exitCode !== null) throw new Error(`the command has ended with ${child.exitCode}`);
    await setTimeout(2);
  }
}

async function ended(child: ReturnType<typeof start>, signal: (typeof signals)[number]): Promise<void> {
  child.kill(signal);
  const said = await child.said;
  if (signal === "SIGKILL") expect(child.signalCode).toBe("SIGKILL");
  else
    expect({ code: child.exitCode, said }).toEqual({
      code: 130,
      said: "error: interrupted: table:result was not written\n",
    });
}

describe("DuckDB", () => {
  test.each(signals)(
    "%s",
    async (signal) => {
      const here = project("{ kind: duckdb, path: w.duckdb }");
      const path = join(here.path, "w.duckdb");
      const found = async (sql: string): Promise<readonly unknown[]> => {
        await using warehouse = await openDuckDB({ path });
        const rows: unknown[] = [];
        const columns = [{ name: "x", type: { kind: "string", nullable: true } as const }];
        for await (const batch of warehouse.read({ of: "it", sql, columns })) rows.push(...batch.columns[0]!);
        return rows;
      };
      {
        await using warehouse = await openDuckDB({ path, access: "write" });
        for (const sql of tables("md5(i::VARCHAR)", "generate_series")) await warehouse.run(sql);
      }
      const size = statSync(path).size;
      const child = start(here);
      // DuckDB writes the groups of rows that are full before the statement ends.
      await until(child, () => statSync(path).size > size + 2_000_000);
      await ended(child, signal);
      expect(await found("SELECT table_name AS x FROM information_schema.tables ORDER BY 1")).toEqual([
        "events",
        "labels",
        "result",
      ]);
      expect(await found("SELECT CAST(old AS VARCHAR) AS x FROM result")).toEqual(["7"]);
      // What a killed process could not remove is removed by the next run.
      expect((await here.feat(["train", "x", "--labels", "table:labels", "--out", "table:result"])).code).toBe(0);
      expect(await found("SELECT CAST(count(*) AS VARCHAR) AS x FROM result")).toEqual([String(LABELS)]);
      expect(readdirSync(here.path).sort()).toEqual(["feat.yaml", "m.feat", "s.yaml", "w.duckdb"]);
    },
    120_000,
  );
});

describe("Postgres", () => {
  test.each(signals)(
    "%s",
    async (signal) => {
      const url = await ownPostgres();
      const here = project(`{ kind: postgres, url: "${url}" }`);
      await withClient(url, async (client) => {
        for (const sql of tables("md5(i::text)", "generate_series")) await client.query(sql);
      });
      const child = start(here);
      const running = (like: string) =>
        firstColumn(
          url,
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'feat' AND query LIKE '${like}'`,
        );
      await until(child, async () => (await running("CREATE TABLE%feat_new%")).length > 0);
      await ended(child, signal);
      // The server ends the session of a process that is gone.
      while ((await running("%")).length > 0) await setTimeout(20);
      expect(await firstColumn(url, "SELECT old FROM result")).toEqual([7]);
      const left = "SELECT relname FROM pg_class WHERE relname LIKE 'feat%' OR relpersistence = 't'";
      expect(await firstColumn(url, left)).toEqual([]);
    },
    120_000,
  );

  test("a statement of a process that was killed does not run on", async () => {
    const url = await ownPostgres();
    const here = project(`{ kind: postgres, url: "${url}" }`);
    await withClient(url, (client) => client.query("CREATE TABLE events (id bigint, t timestamptz)"));
    const endless =
      "SELECT 1::bigint AS id, TIMESTAMPTZ '2024-01-03Z' AS event_timestamp FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000) AS b WHERE a = -b";
    const child = start(here, `query:${endless}`);
    const sessions =
      "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'feat'";
    await until(child, async () =>
      (await firstColumn(url, sessions)).some((query) => /^CREATE TEMP TABLE feat_labels_own/.test(String(query))),
    );
    await ended(child, "SIGKILL");
    while ((await firstColumn(url, sessions)).length > 0) await setTimeout(50);
  }, 60_000);
});
