/**
 * Labels and results in tables, on both engines: a training set in a table has the values of one in a file.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { withClient } from "../postgres/support.js";
import { ownPostgres } from "../support/own-postgres.js";
import { newProject, type TestProject } from "./support/project.js";

/** One of each type: how YAML declares it, and two values in DuckDB and in Postgres. */
const types = [
  ["b", "bool", "BOOLEAN", "true", "false"],
  ["i32", "int32", "INTEGER", "-2147483648", "2147483647"],
  ["i64", "int64", "BIGINT", "-9223372036854775808", "9223372036854775807"],
  ["f32", "float32", "REAL", "'1.5'", "'3.4028235e38'"],
  ["f64", "float64", "DOUBLE PRECISION", "'0.1'", "'1.7976931348623157e308'"],
  ["d", "decimal(38, 10)", "DECIMAL(38,10)", "'-9999999999999999999999999999.9999999999'", "'0.0000000001'"],
  ["s", "string", "VARCHAR", "'it''s \"q\"'", "''"],
  ["e", "size", "VARCHAR", "'small'", "'it''s'"],
  ["y", "bytes", "", "", ""],
  ["t", "timestamp", "TIMESTAMPTZ", "'1969-12-31T23:59:59.999999Z'", "'2262-04-11T23:47:16.854775Z'"],
  ["a", "date", "DATE", "'1969-12-31'", "'9999-12-31'"],
  ["j", "json", "JSON", '\'{"b": 1.10, "a": [null]}\'', "'12345678901234567890'"],
  ["l", "int64[]", "BIGINT[]", "'{9223372036854775807,NULL}'", "'{}'"],
  ["ts", "timestamp[]", "TIMESTAMPTZ[]", "'{1969-12-31T23:59:59.999999Z}'", "NULL"],
  ["v", "float32[2]", "REAL[]", "'{1.5,-0.1}'", "'{0,1}'"],
  ["st", "struct { n: int64, at: timestamp?, y: bytes?, d: decimal(20, 2) }", "JSON", "", ""],
  ["m", "map<date, struct { at: timestamp }>", "JSON", "", ""],
  ["ls", "struct { a: date }[]", "JSON", '\'[{"a": "2024-02-29"}, null]\'', "'[]'"],
] as const;
const nested: Readonly<Record<string, readonly [string, string]>> = {
  st: [
    `'{"n": 9007199254740993, "at": "1969-12-31T23:59:59.999999Z", "y": "AP8=", "d": "123456789012345678.90"}'`,
    `'{"n": 0, "at": null, "y": null, "d": "0.00"}'`,
  ],
  m: [`'{"2024-02-29": {"at": "2024-02-29T12:00:00Z"}}'`, "'{}'"],
};

const yaml = `sources:
  rows:
    kind: state
    table: { duckdb: raw, postgres: raw }
    time: seen
    columns:
      id: int64
      seen: timestamp
${types.map(([name, type]) => `      ${name}: "${type}?"`).join("\n")}
`;
const feat = `enum size { small, "it's" }
entity customer { id: int64 }
view all for customer from rows { ${types.map(([name]) => `f_${name} = ${name}`).join("  ")} }
view n for customer from rows { seen_at = seen }
service s { all.* }
service again { n.* }
view bad for customer from rows { shifted = i64 + 1 }
service overflows { bad.* }
request ask { xs: int64[]?, n: int64?, m: decimal(10, 2)? }
transform asked { first = ask.xs[0]  doubled = ask.n * 2  price_asked = ask.m }
service asks { asked.*  n.* }
`;

let project: TestProject;
let url: string;

/** The statements that make the tables on an engine. */
function tables(engine: "duckdb" | "postgres"): string {
  const bytes = engine === "duckdb" ? ["'\\x00\\xFF'", "''"] : ["'\\x00ff'", "''"];
  const columns = types.map(([name, , type]) => {
    if (name === "y") return `y ${engine === "duckdb" ? "BLOB" : "BYTEA"}`;
    return `${name} ${type}`;
  });
  const value = (name: string, text: string, type: string, row: number): string => {
    if (name === "y") return bytes[row]!;
    const own = nested[name]?.[row] ?? text;
    if (own === "NULL" || !type.endsWith("[]") || engine === "postgres") return own;
    const items = own.slice(2, -2);
    return items === ""
      ? "[]"
      : `[${items
          .split(",")
          .map((item) => (item === "NULL" ? item : `'${item}'`))
          .join(", ")}]`;
  };
  const rows = [0, 1].map((row) => {
    const values = types.map(([name, , type, first, second]) => value(name, [first, second][row]!, type, row));
    return `(${row + 1}, '2024-01-01T00:00:00Z', ${values.join(", ")})`;
  });
  const own =
    'id SMALLINT, event_timestamp TIMESTAMPTZ, price DECIMAL(9,2), "note ""x""" VARCHAR, local TIMESTAMP, uid UUID, tags VARCHAR[]';
  const list = (...items: readonly string[]): string =>
    engine === "duckdb"
      ? `[${items.map((item) => `'${item}'`).join(", ")}]`
      : `ARRAY[${items.map((item) => `'${item}'`).join(", ")}]`;
  return `SET TimeZone = 'UTC';
CREATE TABLE raw (id BIGINT, seen TIMESTAMPTZ, ${columns.join(", ")});
INSERT INTO raw VALUES ${rows.join(", ")};
CREATE SCHEMA "my.schema";
CREATE TABLE "my.schema".labels (${own});
INSERT INTO "my.schema".labels VALUES
  (2, '2024-02-01T00:00:00Z', 1.10, 'a "b", c', '2024-01-01 01:02:03.000004', '00000000-0000-0000-0000-0000000000ff', ${list("x", "it''s \"q\", {}")}),
  (1, '2024-02-02T00:00:00+01:00', NULL, '', NULL, NULL, NULL),
  (1, NULL, 0, NULL, NULL, NULL, NULL),
  (3, '2024-02-01T00:00:00Z', -1.00, NULL, NULL, NULL, NULL);`;
}

beforeAll(async () => {
  url = await ownPostgres();
  project = newProject(
    {
      "feat.yaml": `project: tables\nsources: sources.yaml\ndialects: [duckdb, postgres]\ntargets:
  dev: { offline: { kind: duckdb, path: w.duckdb } }
  memory: { offline: { kind: duckdb } }
  postgres: { offline: { kind: postgres, url: "\${TABLES_URL}" } }\n`,
      "sources.yaml": yaml,
      "main.feat": feat,
      "none.csv": "id,event_timestamp\n",
    },
    { TABLES_URL: url },
  );
  await run("dev", tables("duckdb"));
  await run("postgres", tables("postgres"));
}, 60_000);
afterAll(() => project[Symbol.dispose]());

async function run(target: string, sql: string): Promise<void> {
  if (target === "postgres") {
    await withClient(url, (client) => client.query(sql));
    return;
  }
  await using duckdb = await openDuckDB({ folder: project.folder, path: "w.duckdb", access: "write" });
  await duckdb.run(sql);
}

const train = (target: string, labels: string, out: string): Promise<string> =>
  project.feat("train", "s", "--target", target, "--labels", labels, "--out", out);
const failure = (action: Promise<string>): Promise<string> =>
  action.then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );

describe.each(["dev", "postgres"])("on %s", (target) => {
  const labels = 'table:"my.schema".labels';

  test("labels of a table give the same set as labels of a query and of a file", async () => {
    await train(target, labels, "table.parquet");
    await train(target, 'query:SELECT * FROM "my.schema".labels -- all\n;', "query.parquet");
    await train(target, "table.parquet", "file.csv").catch(() => "");
    expect(await rowsOf("query.parquet")).toEqual(await rowsOf("table.parquet"));
    expect(await typesOf("table.parquet")).toEqual(await typesOf("query.parquet"));
    expect(await project.types("table.parquet")).toMatchObject({
      id: "SMALLINT",
      event_timestamp: "TIMESTAMP WITH TIME ZONE",
      price: "DECIMAL(9,2)",
      local: "TIMESTAMP",
      uid: "UUID",
      tags: "VARCHAR[]",
      f_i64: "BIGINT",
      f_t: "TIMESTAMP WITH TIME ZONE",
      f_d: "DECIMAL(38,10)",
    });
  });

  test("a set in a table has the values and types of one in a file", async () => {
    const result = 'table:"my.schema"."Result ""x"" .y"';
    await train(target, labels, "expected.parquet");
    await run(target, 'CREATE TABLE "my.schema"."Result ""x"" .y" AS SELECT 1 AS old');
    expect(await train(target, labels, result)).toMatch(/4 rows, 18 features of s/);
    await project.feat("train", "again", "--target", target, "--labels", result, "--out", "found.parquet");
    const plain = Object.keys(await project.types("expected.parquet")).filter(
      (name) => target === "dev" || !["f_st", "f_m", "f_ls"].includes(name),
    );
    expect(await rowsOf("found.parquet", plain)).toEqual(await rowsOf("expected.parquet", plain));
    // A file has JSON as texts.
    const [found, expected] = [await project.types("found.parquet"), await project.types("expected.parquet")];
    for (const name of plain)
      expect(found[name]).toBe(
        name === "f_j" && target === "postgres"
          ? "JSON"
          : expected[name]!.replace("FLOAT[2]", target === "dev" ? "FLOAT[2]" : "FLOAT[]"),
      );
  });

  test("times without a zone are UTC, and times may be texts and dates", async () => {
    await train(target, labels, "expected.csv");
    const features = (file: string): readonly string[] =>
      project
        .read(file)
        .split("\n")
        .map((line) => line.replace(/^[^,]*,[^,]*,/, ""));
    const times: readonly string[] = [
      "event_timestamp AT TIME ZONE 'UTC'",
      "CAST(event_timestamp AS VARCHAR)",
      "CAST(event_timestamp AS TIMESTAMPTZ)",
    ];
    for (const [index, time] of times.entries()) {
      const out = `times${index}.csv`;
      await train(
        target,
        `query:SELECT id, ${time} AS event_timestamp, price, "note ""x""", local, uid, tags FROM "my.schema".labels`,
        out,
      );
      expect(features(out)).toEqual(features("expected.csv"));
    }
    const days = "query:SELECT 1 AS id, DATE '2024-02-01' AS event_timestamp";
    expect(await train(target, days, "days.csv")).toMatch(/labels: the times are days/);
  });

  const ask = (columns: string): Promise<string> =>
    failure(
      project.feat(
        "train",
        "asks",
        "--target",
        target,
        "--labels",
        `query:SELECT 1 AS id, DATE '2024-02-01' AS event_timestamp, ${columns}`,
        "--out",
        "asked.csv",
      ),
    );

  test.each([
    [
      "a part of a value that does not convert (131)",
      "CAST('[1, \"x\"]' AS JSON) AS xs, 1 AS n, 1 AS m",
      /label query, row 1, column `xs`, at xs\[1\]: .*int64/,
    ],
    [
      "a value that would be rounded (131)",
      "CAST('[1]' AS JSON) AS xs, CAST(2.5 AS DOUBLE PRECISION) AS n, 1 AS m",
      /label query, row 1, column `n`: .*2\.5.*int64/,
    ],
    [
      "a decimal with too many digits (131)",
      "CAST('[1]' AS JSON) AS xs, 1 AS n, '1.005' AS m",
      /label query, row 1, column `m`: .*1\.005.*decimal\(10, 2\)/,
    ],
  ])("%s is an error", async (_, columns, said) => {
    expect(await ask(columns)).toMatch(said);
  });

  test("columns that are null in all rows fit every nullable field (133), and whole floats are ints (131)", async () => {
    expect(await ask("NULL AS xs, CAST(2 AS DOUBLE PRECISION) AS n, CAST(NULL AS DATE) AS m")).toMatch(/it succeeded/);
    expect(project.read("asked.csv")).toMatch(/^id,event_timestamp,xs,n,m,first,doubled,[^\n]*\n1,2024-02-01[^\n]*,4,/);
  });

  test("labels of a file go to a table with their own types", async () => {
    await train(target, labels, "labels.parquet");
    const path = (name: string): string => join(project.folder, name);
    await run(
      "dev",
      `COPY (SELECT id, event_timestamp, price, "note ""x""", local, uid, tags, 1::UBIGINT AS big, [1.5::FLOAT, NULL] AS fs,
         {'a': [1]} AS st FROM '${path("labels.parquet")}') TO '${path("more.parquet")}' (FORMAT parquet)`,
    );
    const again = (from: string, out: string): Promise<string> =>
      project.feat("train", "again", "--target", target, "--labels", from, "--out", out);
    await again("more.parquet", "table:from_file");
    await again("more.parquet", "expected.parquet");
    const columns = 'id, event_timestamp, price, "note ""x""", local, uid, tags, big, fs, st, seen_at AS seen';
    await again(`query:SELECT ${columns} FROM from_file`, "found.parquet");
    const names = ["id", "event_timestamp", "price", 'note "x"', "local", "uid", "tags", "fs"];
    expect(await rowsOf("found.parquet", names)).toEqual(await rowsOf("expected.parquet", names));
    const types = await project.types("found.parquet");
    expect(types).toMatchObject({ fs: "FLOAT[]", uid: "UUID", price: "DECIMAL(9,2)", local: "TIMESTAMP" });
    expect(types.big).toBe(target === "dev" ? "UBIGINT" : "DECIMAL(20,0)");
  });

  test.each<readonly [string, string, string, RegExp]>([
    [
      "the labels' own table",
      'table:"my.schema".labels',
      'table:"my.schema".labels',
      /ended with 2\n.*the labels are read from it/,
    ],
    [
      "a table that the labels' query reads",
      'query:SELECT * FROM "my.schema".labels',
      'table:"my.schema".labels',
      /the labels are read from it/,
    ],
    ["a source's table", labels, "table:raw", /source `rows` reads it/],
    ["a view", labels, "table:seen_rows", /it is a view; name another one/],
    ["a table under a view that the labels read", "table:seen_rows", "table:raw", /the labels are read from it/],
    [
      "no schema",
      labels,
      "table:nowhere.t",
      /there is no schema nowhere in the warehouse: create it first \(`CREATE SCHEMA "nowhere"`\)/,
    ],
    ["no name", labels, "table:a..b", /"a\.\.b" is no name of a table/],
    ["another database", labels, "table:a.b.c", /another database/],
    [
      "no such labels",
      "table:public.gone",
      "table:t",
      /label table public\.gone does not exist|there is no schema public/,
    ],
    [
      "labels that are two statements",
      "query:SELECT 1; SELECT 2",
      "x.csv",
      /label query: there are (2|several) statements where one SELECT is expected/,
    ],
    ["labels that write", "query:DELETE FROM raw RETURNING *", "x.csv", /label query: .*syntax error/i],
    [
      "labels without a key",
      "query:SELECT now() AS event_timestamp",
      "x.csv",
      /label query has no key `id`; it has `event_timestamp`/,
    ],
    [
      "a key that does not convert",
      "query:SELECT 'x' AS id, now() AS event_timestamp",
      "x.csv",
      /label query, row 1, column `id`: "x" is not a valid int64/,
    ],
    [
      "a time that is a number",
      "query:SELECT 1 AS id, 1704067200 AS event_timestamp",
      "x.csv",
      /looks like s since 1970: make times of it in a query/,
    ],
    [
      "a column with a feature's name",
      "query:SELECT 1 AS id, now() AS event_timestamp, 1 AS f_b",
      "x.csv",
      /column `f_b` has the name of feature/,
    ],
  ])("%s is an error", async (_, from, out, said) => {
    await run(
      target,
      "DROP VIEW IF EXISTS seen_rows; CREATE VIEW seen_rows AS SELECT id, seen AS event_timestamp FROM raw",
    );
    const before = await tablesOf(target);
    expect(await failure(train(target, from, out))).toMatch(said);
    expect(await tablesOf(target)).toEqual(before);
  });

  test("a run that fails leaves the old table", async () => {
    await run(target, "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS x");
    const before = await tablesOf(target);
    const failed = failure(
      project.feat("train", "overflows", "--target", target, "--labels", labels, "--out", "table:kept"),
    );
    expect(await failed).toMatch(/ended with 3\n.*int64 overflow/);
    expect(await tablesOf(target)).toEqual(before);
    await project.feat(
      "train",
      "again",
      "--target",
      target,
      "--labels",
      "query:SELECT x AS id, now() AS event_timestamp FROM kept",
      "--out",
      "kept.csv",
    );
    expect(project.read("kept.csv")).toMatch(/^id,event_timestamp,seen_at\n7,/);
  });
});

test("a table in a warehouse in memory is an error", async () => {
  const text = await failure(train("memory", "none.csv", "table:t"));
  expect(text).toMatch(/can't write table t: the target's DuckDB is in memory, .*give it a `path`/);
});

test("structs and maps in a table of Postgres are JSON with the texts of times and bytes", async () => {
  await train("postgres", 'table:"my.schema".labels', "table:nested");
  const { rows } = await withClient(url, (client) =>
    client.query(
      "SELECT f_st::text, f_m::text, f_ls::text, f_j::text, f_e, pg_typeof(f_ts)::text AS ts FROM nested WHERE id = 1 AND event_timestamp IS NOT NULL",
    ),
  );
  expect(rows).toEqual([
    {
      f_st: '{"d": 123456789012345678.90, "n": 9007199254740993, "y": "AP8=", "at": "1969-12-31T23:59:59.999999Z"}',
      f_m: '{"2024-02-29": {"at": "2024-02-29T12:00:00.000000Z"}}',
      f_ls: '[{"a": "2024-02-29"}, null]',
      f_j: '{"b": 1.10, "a": [null]}',
      f_e: "small",
      ts: "timestamp with time zone[]",
    },
  ]);
});

/** The tables of the warehouse, with the numbers of their rows. */
async function tablesOf(target: string): Promise<readonly string[]> {
  if (target === "postgres") {
    const { rows } = await withClient(url, (client) =>
      client.query<{ t: string }>(
        "SELECT schemaname || '.' || tablename AS t FROM pg_tables WHERE schemaname IN ('public', 'my.schema') ORDER BY 1",
      ),
    );
    return rows.map(({ t }) => t);
  }
  await using duckdb = await openDuckDB({ folder: project.folder, path: "w.duckdb" });
  const found: unknown[] = [];
  const sql = "SELECT schema_name || '.' || table_name AS t FROM duckdb_tables() WHERE NOT temporary ORDER BY 1";
  for await (const batch of duckdb.read({ of: "tables", sql, columns: [{ name: "t", type: scalar("string") }] }))
    found.push(...batch.columns[0]!);
  return found.map(String);
}

async function rowsOf(path: string, names: readonly string[] | null = null): Promise<readonly unknown[]> {
  await using duckdb = await openDuckDB({ folder: project.folder });
  const found: unknown[] = [];
  const columns = [{ name: "row", type: scalar("string") }];
  const list =
    names === null
      ? "*"
      : names
          .map((name) => (name === "f_j" ? "CAST(f_j AS VARCHAR) AS f_j" : `"${name.replaceAll('"', '""')}"`))
          .join(", ");
  const sql = `SELECT CAST(to_json(x) AS VARCHAR) AS row FROM (SELECT ${list} FROM '${path}') AS x`;
  for await (const batch of duckdb.read({ of: path, sql, columns })) found.push(...batch.columns[0]!);
  return found;
}
const typesOf = (path: string): Promise<Readonly<Record<string, string>>> => project.types(path);
