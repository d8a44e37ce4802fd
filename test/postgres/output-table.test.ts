/** A result's table on Postgres: who may read it stays the same, and nothing that depends on the old one is lost. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { withClient } from "./support.js";

let server: PostgresServer;
let project: TestProject;

beforeAll(async () => {
  server = await startPostgres();
  await query(`CREATE TABLE customers (id bigint, spend float8, seen timestamptz);
    INSERT INTO customers VALUES (1, 2.5, '2024-01-01Z');
    CREATE TABLE labels AS SELECT 1::bigint AS id, TIMESTAMPTZ '2024-01-02Z' AS event_timestamp;
    CREATE ROLE writer LOGIN; CREATE ROLE reader; CREATE ROLE team;
    CREATE SCHEMA ml;
    GRANT SELECT ON customers, labels TO writer; GRANT USAGE ON SCHEMA ml TO writer, reader`);
  const url = new URL(server.url);
  url.username = "writer";
  project = newProject({
    "feat.yaml": `project: output\nsources: sources.yaml\ntargets:
  dev: { offline: { kind: postgres, url: "${server.url}" } }
  writer: { offline: { kind: postgres, url: "${url.href}" } }\n`,
    "sources.yaml":
      "sources:\n  customers: { kind: state, table: customers, time: seen, columns: { id: int64, spend: float64?, seen: timestamp } }\n",
    "main.feat": "entity customer { id: int64 }\nview v for customer from customers { spend }\nservice s { v.* }\n",
  });
}, 60_000);
afterAll(async () => {
  project[Symbol.dispose]();
  await server.stop();
});

const query = async (sql: string): Promise<readonly unknown[]> =>
  (await withClient(server.url, (client) => client.query(sql))).rows ?? [];
const train = (target: string, table: string): Promise<string> =>
  project.feat("train", "s", "--target", target, "--labels", "table:labels", "--out", `table:${table}`);
const failure = (action: Promise<string>): Promise<string> =>
  action.then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );

test("a role that may not create tables in the schema gets the statement that lets it", async () => {
  expect(await failure(train("writer", "ml.t"))).toMatch(
    /can't write table ml\.t: role writer may not create tables in schema ml: GRANT USAGE, CREATE ON SCHEMA "ml" TO "writer"/,
  );
  await query("GRANT CREATE ON SCHEMA ml TO writer");
  expect(await train("writer", "ml.t")).toMatch(/1 row/);
  expect(await query("SELECT * FROM ml.t")).toEqual([
    { id: "1", event_timestamp: new Date("2024-01-02T00:00:00Z"), spend: 2.5 },
  ]);
});

test("a table of another role is not replaced", async () => {
  await query("CREATE TABLE ml.foreign_one AS SELECT 1 AS x");
  expect(await failure(train("writer", "ml.foreign_one"))).toMatch(/it belongs to role postgres, not to writer/);
});

test("a new table has the owner and the rights of the old one, and no others", async () => {
  await query(`CREATE TABLE ml.shared AS SELECT 1 AS x; ALTER TABLE ml.shared OWNER TO team;
    GRANT CREATE ON SCHEMA ml TO team; GRANT team TO writer;
    GRANT SELECT ON ml.shared TO reader WITH GRANT OPTION; GRANT INSERT ON ml.shared TO PUBLIC;
    ALTER DEFAULT PRIVILEGES FOR ROLE writer IN SCHEMA ml GRANT DELETE ON TABLES TO reader`);
  const rights = () =>
    query(`SELECT pg_get_userbyid(c.relowner) AS owner, a.grantee::regrole::text AS to, a.privilege_type AS right, a.is_grantable AS further
      FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'ml.shared'::regclass AND a.grantee <> c.relowner ORDER BY 2, 3`);
  const before = await rights();
  expect(before).toHaveLength(2);
  await train("writer", "ml.shared");
  expect(await rights()).toEqual(before);
  expect(await query("SELECT spend FROM ml.shared")).toEqual([{ spend: 2.5 }]);
});

describe("what would be lost with the old table is an error", () => {
  test.each([
    ["a view", "CREATE VIEW ml.v AS SELECT * FROM ml.old", /the views that read it depend on it: ml\.v/],
    [
      "a foreign key",
      "ALTER TABLE ml.old ADD PRIMARY KEY (x); CREATE TABLE ml.f (x int REFERENCES ml.old)",
      /foreign keys refer to it, of ml\.f/,
    ],
    [
      "a trigger",
      "CREATE FUNCTION ml.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON ml.old EXECUTE FUNCTION ml.g()",
      /its triggers would be lost: tr/,
    ],
    ["a rule", "CREATE RULE ru AS ON DELETE TO ml.old DO ALSO NOTHING", /its rules would be lost: ru/],
    ["a policy", "CREATE POLICY p ON ml.old USING (true)", /its row policies would be lost: p/],
    ["row security", "ALTER TABLE ml.old ENABLE ROW LEVEL SECURITY", /its row security would be lost/],
    ["a part", "CREATE TABLE ml.part () INHERITS (ml.old)", /has parts/],
    ["rights on columns", "GRANT SELECT (x) ON ml.old TO reader", /the rights on its columns would be lost: x/],
    ["a publication", "CREATE PUBLICATION pub FOR TABLE ml.old", /it is published: pub/],
    [
      "a function's result",
      "CREATE FUNCTION ml.h() RETURNS SETOF ml.old LANGUAGE sql AS 'SELECT * FROM ml.old'",
      /cannot drop table ml\.old because other objects depend on it/,
    ],
  ])("%s", async (_, made, said) => {
    await query(
      "DROP SCHEMA ml CASCADE; DROP PUBLICATION IF EXISTS pub; CREATE SCHEMA ml; CREATE TABLE ml.old AS SELECT 7 AS x",
    );
    await query(made);
    const text = await failure(train("dev", "ml.old"));
    expect(text).toMatch(said);
    expect(text).toMatch(/ended with 3/);
    expect(await query("SELECT x FROM ml.old")).toEqual([{ x: 7 }]);
    expect(await query("SELECT relname FROM pg_class WHERE relname LIKE 'feat_new%'")).toEqual([]);
  });
});

test.each([
  ["a view", "CREATE VIEW ml.x AS SELECT 1 AS a", /it is a view; name another one/],
  ["a partitioned table", "CREATE TABLE ml.x (a int) PARTITION BY LIST (a)", /it is a partitioned table/],
  ["a sequence", "CREATE SEQUENCE ml.x", /it is a sequence/],
  ["an enum", "CREATE TYPE ml.x AS ENUM ('a')", /can't write table ml\.x: it is a type; name another one/],
  ["a domain", "CREATE DOMAIN ml.x AS int", /it is a type/],
])("%s of that name is an error", async (_, made, said) => {
  await query(`DROP SCHEMA ml CASCADE; CREATE SCHEMA ml; ${made}`);
  expect(await failure(train("dev", "ml.x"))).toMatch(said);
});

test("a name that Postgres would cut is an error", async () => {
  await query("DROP SCHEMA ml CASCADE; CREATE SCHEMA ml");
  expect(await failure(train("dev", `ml.${"x".repeat(64)}`))).toMatch(
    /can't write table ml\.x+: Postgres keeps 63 bytes of a name; name a shorter one/,
  );
  expect(await train("dev", `ml.${"x".repeat(63)}`)).toMatch(/1 row/);
});

test("a type of arrays is no obstacle: Postgres renames it", async () => {
  await query("DROP SCHEMA ml CASCADE; CREATE SCHEMA ml; CREATE TYPE ml.y AS ENUM ('a')");
  expect(await train("dev", "ml._y")).toMatch(/1 row/);
});

test("a name without quotes is in lower case, unless only one in exactly these letters exists", async () => {
  await query("DROP SCHEMA ml CASCADE; CREATE SCHEMA ml");
  const tables = async () =>
    (await query("SELECT relname FROM pg_class WHERE relnamespace = 'ml'::regnamespace ORDER BY 1")).map(
      (row) => (row as { relname: string }).relname,
    );
  await train("dev", "ml.Set");
  await train("dev", "ml.SET");
  expect(await tables()).toEqual(["set"]);
  await train("dev", 'ml."Set"');
  await train("dev", "ml.Set");
  expect(await tables()).toEqual(["Set", "set"]);
});

test("a table is read while it is replaced, and a run that is ended leaves it", async () => {
  await query("DROP SCHEMA ml CASCADE; CREATE SCHEMA ml; CREATE TABLE ml.busy AS SELECT 7 AS x");
  await withClient(server.url, async (reader) => {
    await reader.query("BEGIN; SELECT * FROM ml.busy");
    const training = failure(train("dev", "ml.busy"));
    // The run waits for this reader with its finished table, and is then ended.
    const isWaiting = async (): Promise<boolean> =>
      (await query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'feat' AND wait_event_type = 'Lock'"))
        .length > 0;
    for (let tries = 0; tries < 100 && !(await isWaiting()); tries++)
      await new Promise((done) => setTimeout(done, 100));
    expect(await isWaiting()).toBe(true);
    await query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'feat'");
    expect(await training).toMatch(/the connection to Postgres at [^ ]* was lost/);
    await reader.query("COMMIT");
  });
  expect(await query("SELECT * FROM ml.busy")).toEqual([{ x: 7 }]);
  expect(await query("SELECT relname FROM pg_class WHERE relname LIKE 'feat%'")).toEqual([]);
}, 30_000);
