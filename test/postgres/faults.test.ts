/**
 * A Postgres that refuses, fails or goes away: exit code 3, words that name the server and the way out but no password,
 * nothing half written, and no temporary table left.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { FaultyPostgres } from "../support/faulty-postgres.js";
import { firstColumn, withClient } from "./support.js";

let server: FaultyPostgres;
let standby: FaultyPostgres;
let project: TestProject;

const yaml = (table: string): string =>
  `sources:\n  customers: { kind: state, table: ${table}, time: seen, columns: { id: int64, spend: float64?, seen: timestamp } }\n`;

beforeAll(async () => {
  server = await FaultyPostgres.create(
    [
      "ssl = on",
      "ssl_cert_file = 'server.crt'",
      "ssl_key_file = 'server.key'",
      "password_encryption = 'scram-sha-256'",
    ],
    [
      "host all guarded 127.0.0.1/32 scram-sha-256",
      "hostssl all tlsonly 127.0.0.1/32 trust",
      "hostnossl all tlsonly 127.0.0.1/32 reject",
      "host all banned 127.0.0.1/32 reject",
    ],
  );
  selfSigned(server);
  server.start();
  await withClient(server.url(), (client) =>
    client.query(`CREATE TABLE customers (id bigint, spend float8, seen timestamptz);
      INSERT INTO customers SELECT i % 1000, i, TIMESTAMPTZ '2024-01-01' + i * INTERVAL '1 second' FROM generate_series(1, 200000) i;
      ANALYZE customers;
      CREATE TABLE kept AS SELECT 7 AS x;
      CREATE VIEW sorted AS SELECT * FROM customers ORDER BY spend;
      CREATE VIEW slow AS SELECT c.id, c.spend, c.seen FROM customers c, pg_sleep(60) WHERE c.spend > 0;
      CREATE ROLE guarded LOGIN PASSWORD 'right'; CREATE ROLE tlsonly LOGIN; CREATE ROLE banned LOGIN; CREATE ROLE stranger LOGIN;
      CREATE ROLE cramped LOGIN; ALTER ROLE cramped SET temp_file_limit = '64kB'; ALTER ROLE cramped SET work_mem = '64kB';
      ALTER ROLE cramped SET max_parallel_workers_per_gather = 0;
      CREATE ROLE single LOGIN CONNECTION LIMIT 0;
      CREATE ROLE readonly LOGIN; ALTER ROLE readonly SET default_transaction_read_only = on;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded, tlsonly, cramped, readonly;
      GRANT CREATE ON SCHEMA public TO cramped; GRANT SELECT, INSERT ON kept TO stranger; ALTER TABLE kept OWNER TO cramped`),
  );
  await withClient(server.url(), (client) => client.query("CREATE DATABASE notemp"));
  await withClient(server.url("postgres", "", "notemp"), (client) =>
    client.query(
      "REVOKE TEMPORARY ON DATABASE notemp FROM PUBLIC; CREATE TABLE customers (id bigint, spend float8, seen timestamptz); GRANT SELECT ON customers TO stranger",
    ),
  );
  standby = await FaultyPostgres.standbyOf(server);
  standby.start();
  const targets: Readonly<Record<string, string>> = {
    dev: server.url(),
    password: server.url("guarded:wrong-secret"),
    nopassword: server.url("guarded"),
    right: server.url("guarded:right"),
    plain: server.url("tlsonly"),
    require: server.url("tlsonly", "?sslmode=require"),
    verified: server.url("tlsonly:secret", "?sslmode=verify-full"),
    rooted: server.url("tlsonly", `?sslmode=verify-ca&sslrootcert=${join(server.data, "server.crt")}`),
    noroot: server.url("tlsonly:secret", "?sslmode=verify-ca"),
    lostroot: server.url("tlsonly:secret", "?sslmode=verify-full&sslrootcert=/nowhere/root.crt"),
    banned: server.url("banned:secret"),
    stranger: server.url("stranger:secret"),
    cramped: server.url("cramped:secret"),
    single: server.url("single:secret"),
    impatient: server.url("postgres:secret", "?statement_timeout=300"),
    notemp: server.url("stranger:secret", "", "notemp"),
    standby: standby.url("postgres:secret"),
    readonly: server.url("readonly:secret"),
  };
  project = newProject({
    "feat.yaml": `project: faults\nsources: sources.yaml\ntargets:\n${Object.entries(targets)
      .map(
        ([name, url]) =>
          `  ${name}: { offline: { kind: postgres, url: "${url}" }, online: { kind: embedded, path: online } }\n`,
      )
      .join("")}`,
    "sources.yaml": yaml("customers"),
    "main.feat": `entity customer { id: int64 }
view v for customer from customers { spend  expect spend > 0 }
service s { v.* }
test "one" {
  given customers [{ id: 1, spend: 2.0, seen: "2024-01-01T00:00:00Z" }]
  at "2024-01-02T00:00:00Z" for { id: 1 }
  expect v { spend: 2.0 }
}
`,
    "labels.csv": "id,event_timestamp\n1,2024-01-05T00:00:00Z\n2,2024-01-05T00:00:00Z\n",
  });
}, 120_000);
afterAll(() => {
  project[Symbol.dispose]();
  standby.remove();
  server.remove();
});

function selfSigned(of: FaultyPostgres): void {
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(of.data, "..", name));
  const made = spawnSync("openssl", [
    "req",
    "-new",
    "-x509",
    "-days",
    "30",
    "-nodes",
    "-keyout",
    key!,
    "-out",
    cert!,
    "-subj",
    "/CN=elsewhere",
  ]);
  if (made.status !== 0) throw new Error(`openssl failed: ${String(made.stderr)}`);
  of.write("server.key", readFileSync(key!, "utf8"));
  of.write("server.crt", readFileSync(cert!, "utf8"));
}

const commands: Readonly<Record<string, (target: string) => readonly string[]>> = {
  "feat train to a file": (target) => [
    "train",
    "s",
    "--labels",
    "labels.csv",
    "--out",
    "failed.csv",
    "--target",
    target,
  ],
  "feat train to a table": (target) => [
    "train",
    "s",
    "--labels",
    "labels.csv",
    "--out",
    "table:kept",
    "--target",
    target,
  ],
  "feat materialize": (target) => ["materialize", "--to", "2024-01-05T00:00:00Z", "--target", target],
  "feat validate": (target) => ["validate", "--at", "2024-01-05T00:00:00Z", "--target", target],
  "feat test": (target) => ["test", "--target", target],
};
const failure = (argv: readonly string[]): Promise<string> => {
  rmSync(join(project.folder, "failed.csv"), { force: true });
  return project.feat(...argv).then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );
};
const reading = Object.keys(commands).filter((command) => command !== "feat test");

/** All commands open the warehouse in the same way. */
const opening = ["feat train to a table", "feat test"];

/** What holds after each failure. */
async function checkFailed(text: string, said: RegExp, left = LEFT): Promise<void> {
  expect(text).toMatch(/ended with 3/);
  expect(text).toMatch(said);
  expect(text).not.toMatch(/secret/);
  expect(existsSync(join(project.folder, "failed.csv"))).toBe(false);
  rmSync(join(project.folder, "online"), { recursive: true, force: true });
  expect(await firstColumn(server.url(), "SELECT x FROM kept")).toEqual([7]);
  await expect.poll(() => firstColumn(server.url(), left), { timeout: 5000 }).toEqual([]);
}
const LEFT =
  "SELECT relname FROM pg_class WHERE (relpersistence = 't' AND relkind IN ('r', 'v')) OR relname LIKE 'feat%'";

/** The server's address, and the way out. */
const faults: readonly (readonly [title: string, target: string, said: RegExp, commands: readonly string[]])[] = [
  [
    "a wrong password",
    "password",
    /Postgres at 127\.0\.0\.1:\d+\/postgres refused the password of role guarded: /,
    opening,
  ],
  ["no password", "nopassword", /Postgres at 127\.0\.0\.1:\d+\/postgres wants a password: /, opening],
  [
    "a role that the server lets in from nowhere",
    "banned",
    /Postgres at 127\.0\.0\.1:\d+\/postgres refused the connection: pg_hba\.conf rejects/,
    opening,
  ],
  [
    "TLS is required",
    "plain",
    /Postgres at [^ ]* refused the connection: [^\n]*no encryption[^\n]*`\?sslmode=require`/,
    opening,
  ],
  [
    "a certificate of its own with verify-full",
    "verified",
    /the TLS certificate of Postgres at [^ ]* is not trusted: self-signed certificate[^\n]*`sslrootcert=/,
    opening,
  ],
  ["verify-ca without a root", "noroot", /the target's `url`: `sslmode=verify-ca` needs `sslrootcert=/, opening],
  ["a root that does not exist", "lostroot", /the target's `url`: [^\n]*\/nowhere\/root\.crt/, opening],
  [
    "no more connections",
    "single",
    /Postgres at [^ ]* takes no more connections: too many connections for role/,
    opening,
  ],
  [
    "no right to temporary tables",
    "notemp",
    /Postgres at [^ ]*\/notemp: permission denied to create temporary tables in database "notemp": GRANT TEMPORARY ON DATABASE "notemp" TO/,
    opening,
  ],
  [
    "a standby",
    "standby",
    /Postgres at 127\.0\.0\.1:\d+\/postgres is a standby or read-only, and Feat needs temporary tables: name the primary/,
    opening,
  ],
  [
    "a role whose transactions are read-only",
    "readonly",
    /is a standby or read-only[^\n]*`default_transaction_read_only`/,
    opening,
  ],
  [
    "no right to a source",
    "stranger",
    /sources\.yaml:2 source customers: permission denied for table customers: grant the role SELECT/,
    reading.filter((command) => command !== "feat train to a table"),
  ],
];

describe.each(faults)("%s", (_, target, said, of) => {
  test.each(of)("%s", async (command) => {
    await checkFailed(await failure(commands[command]!(target)), said);
  });
});

describe("no temporary space", () => {
  test.each(reading)("%s", async (command) => {
    project.write("sources.yaml", yaml("sorted"));
    const text = await failure(commands[command]!("cramped"));
    project.write("sources.yaml", yaml("customers"));
    await checkFailed(
      text,
      /Postgres at [^ ]* is out of temporary space: temporary file size exceeds "?temp_file_limit"?[^\n]*raise `temp_file_limit`/,
    );
  });
});

test.each(["right", "require", "rooted"])("the connection of target %s works", async (target) => {
  expect(
    await project.feat("train", "s", "--labels", "labels.csv", "--out", `${target}.csv`, "--target", target),
  ).toMatch(/2 rows/);
});

describe("a statement that takes too long", () => {
  test.each(reading)("%s", async (command) => {
    project.write("sources.yaml", yaml("slow"));
    const text = await failure(commands[command]!("impatient"));
    project.write("sources.yaml", yaml("customers"));
    await checkFailed(
      text,
      /Postgres at [^ ]*: the statement took longer than `statement_timeout` allows; set another one in the target's URL/,
    );
  });
});

describe.each([
  ["a connection that is ended", end, LEFT],
  [
    "a server that crashes and comes back",
    async (): Promise<void> => {
      server.crash();
      server.start();
    },
    // Views of a session that crashed stay in the catalog, for every client, until another session has its number.
    "SELECT relname FROM pg_class WHERE relpersistence <> 't' AND relname LIKE 'feat%'",
  ],
] as const)("%s", (_, fail, left) => {
  test.each(reading)(
    "%s",
    async (command) => {
      project.write("sources.yaml", yaml("slow"));
      const running = failure(commands[command]!("dev"));
      await expect.poll(() => firstColumn(server.url(), SLEEPING), { timeout: 20_000 }).toEqual([1]);
      await fail();
      const text = await running;
      project.write("sources.yaml", yaml("customers"));
      await checkFailed(
        text,
        /the connection to Postgres at 127\.0\.0\.1:\d+\/postgres was lost: [^\n]*run the command again/,
        left,
      );
      expect(await failure(commands["feat train to a file"]!("dev"))).toMatch(/it succeeded/);
      rmSync(join(project.folder, "failed.csv"));
    },
    60_000,
  );
});
const SLEEPING = "SELECT DISTINCT 1 FROM pg_stat_activity WHERE application_name = 'feat' AND wait_event = 'PgSleep'";
async function end(): Promise<void> {
  await withClient(server.url(), (client) =>
    client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'feat'"),
  );
}
