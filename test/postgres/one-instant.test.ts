/** All stages of a training set see the tables as of one instant, whatever others write meanwhile. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile, trainingArtifact } from "../../compiler/index.js";
import { dialectNamed } from "../../compiler/sql/index.js";
import { openPostgres } from "../../runtime/warehouse/postgres/index.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { withClient } from "./support.js";

let server: PostgresServer;
const folder = mkdtempSync(join(tmpdir(), "feat-instant-"));

beforeAll(async () => {
  server = await startPostgres();
  await withClient(server.url, (client) =>
    client.query(`CREATE TABLE orders (id bigint, amount float8, at timestamptz);
      INSERT INTO orders VALUES (1, 2, '2024-01-01'), (1, 3, '2024-01-02')`),
  );
  writeFileSync(join(folder, "labels.csv"), "id,event_timestamp\n1,2024-01-05T00:00:00Z\n");
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const files: Readonly<Record<string, string>> = {
  "feat.yaml": "project: instant\nsources: sources.yaml\nfeatures: main.feat\ndialects: [postgres]\n",
  "sources.yaml":
    "sources:\n  orders: { kind: events, table: orders, time: at, columns: { id: int64, amount: float64? } }\n",
  "main.feat": `entity customer { id: int64 }
view a for customer from orders { sum_7d = sum(amount) over 7d }
view b for customer from orders { count_7d = count() over 7d }
service s { a.*, b.* }
`,
};

/** Runs a statement and waits, without giving the event loop a turn. */
const meanwhile = (sql: string): void => {
  const script = `import("pg").then(async ({ default: { Client } }) => {
    const client = new Client({ connectionString: process.argv[1] });
    await client.connect();
    await client.query(process.argv[2]);
    await client.end();
  })`;
  execFileSync(process.execPath, ["-e", script, server.url, sql], { cwd: import.meta.dirname });
};

test("a row that is written between two stages is in neither", async () => {
  const host = { read: (path: string) => files[path] ?? null, list: () => ["main.feat"] };
  const { value } = compile(host, "");
  const [service] = value!.project.services;
  const artifact = trainingArtifact(value!.project, service!, { dialect: dialectNamed("postgres") });
  const prelude = dialectNamed("postgres")?.prelude?.();
  await using warehouse = await openPostgres({ url: server.url, folder, prelude });
  const labels = await warehouse.loadLabels({ kind: "file", path: join(folder, "labels.csv") }, artifact, "csv");
  let stages = 0;
  const reports = await warehouse.write(artifact, { path: join(folder, "out.csv") }, labels, {
    onProgress: () => {
      stages++;
      if (stages === 2) meanwhile("INSERT INTO orders VALUES (1, 100, '2024-01-03')");
    },
  });
  expect(reports.length).toBeGreaterThan(1);
  expect(stages).toBeGreaterThan(1);
  expect(readFileSync(join(folder, "out.csv"), "utf8").split("\n")[1]).toMatch(/,5\.0,2$/);
});
