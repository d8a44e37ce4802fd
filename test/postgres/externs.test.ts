/** `extern fn` on Postgres: TypeScript computes what needs one, from the rows that SQL returns. */
import { beforeAll, describe, expect, test } from "vitest";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { firstColumn, withClient } from "./support.js";

let url: string;
beforeAll(async () => {
  url = await ownPostgres();
  await withClient(url, async (client) => {
    await client.query(`CREATE TABLE ev (k bigint, t timestamptz, x float8, n bigint, tags text[]);
      INSERT INTO ev VALUES (1, '2024-01-01Z', 5.5, 2, '{a,b}'), (2, '2024-01-01Z', 13, 1, NULL), (3, '2024-01-01Z', 14, 1, '{}'),
        (4, '2024-01-01Z', NULL, 9007199254740993, NULL), (5, '2024-01-01Z', 1, 9223372036854775806, NULL), (6, '2024-01-01Z', 1, 9223372036854775807, NULL);
      CREATE TABLE zips (zip bigint, t timestamptz, name text); INSERT INTO zips VALUES (1, '2024-01-01Z', 'one'), (2, '2024-01-01Z', 'two');
      CREATE TABLE labels AS SELECT i::bigint AS k, NULL::float8 AS z, TIMESTAMPTZ '2024-01-01 10:00Z' AS event_timestamp, 'own ' || i AS own
        FROM unnest(ARRAY[1, 3, 4, 9]) AS i`);
  });
}, 60_000);

const files: Readonly<Record<string, string>> = {
  "sources.yaml": `sources:
  ev: { kind: events, table: ev, time: t, columns: { k: int64, t: timestamp, x: float64?, n: int64?, tags: "string[]?" } }
  zips: { kind: state, table: zips, time: t, columns: { zip: int64, t: timestamp, name: string } }
`,
  "labels.csv":
    "k,z,event_timestamp\n1,,2024-01-01T10:00:00Z\n3,,2024-01-01T10:00:00Z\n4,1,2024-01-01T10:00:00Z\n5,1,2024-01-01T10:00:00Z\n9,,2024-01-01T10:00:00Z\n,2,\n",
  "bad.csv": "k,z,event_timestamp\n1,,2024-01-01T10:00:00Z\n3,,2024-01-01T10:00:00Z\n2,,2024-01-01T10:00:00Z\n",
  "large.csv": "k,z,event_timestamp\n1,,2024-01-01T10:00:00Z\n6,,2024-01-01T10:00:00Z\n",
  "main.feat": `entity e { k: int64 }
entity z { zip: int64 }
request r { z: float64? }
view v for e from ev { s = sum(x) over 1d, n = last(n) over 1d, last_at = max(t) over 1d, tags }
view places for z from zips { name }
extern fn score(x: float64, n: int64): float64 from "./score.ts"
extern fn lenient(x: float64?, at: timestamp?): string from "./score.ts"
extern fn joined(tags: string[]): struct { all: string, first: string? } from "./score.ts"
extern fn big(n: int64): int64 from "./score.ts"
extern fn at_hour(t: timestamp): int64 from "./score.ts"
fn twice(x: float64?): float64? = score(x, 2) * 2.0
transform t {
  use places (zip = v.n)
  let scored = score(v.s + (r.z ?? 0.0), v.n)
  let huge = v.n * 4
  a = scored
  plain = (v.s ?? 0.0) * 2.0
  b = twice(scored) default -1.0
  c = lenient(v.s, v.last_at)
  d = joined(v.tags)
  first = joined(v.tags).first
  g = if v.n < 1_000_000 then big(huge) else big(v.n)
  hour_now = at_hour(now())
  key = big(e_of.k)
  place = places.name
  all = collect(joined([x, x]).all) each x in v.tags
}
transform e_of { k = k }
service s { t.* }
service plain { t.plain }
`,
  "score.ts": `export function score(x: number, n: number | bigint): number {
  if (x === null || n === null) throw new Error("called with null");
  if (x === 13) throw new Error("unlucky");
  if (x === 14) return Number.NaN;
  return x * Number(n);
}
export const lenient = (x: number | null, at: Date | null): string | undefined =>
  x === null && at === null ? undefined : \`\${x}/\${at?.toISOString()}\`;
export const joined = (tags: readonly string[]) => ({ all: tags.join(), first: tags[0] ?? null });
export const big = (n: number | bigint): number | bigint => (typeof n === "bigint" ? n + 1n : n + 1);
export const at_hour = (t: Date): number => t.getUTCHours();
`,
  "tests.feat": `test "scored" {
  given v { s: 2.0, n: 3, tags: ["x"] } given r { z: 1.0 }
  expect t { a: 9.0, b: 36.0, d: { all: "x", first: "x" }, plain: 4.0, all: ["x,x"] }
  given v { s: 13.0, n: 3, tags: [] } given r { z: 0.0 }
  expect t { a: error }
}
`,
};

/** The project on Postgres and, with the same data copied to files, on DuckDB. */
const made = (more: Readonly<Record<string, string>> = {}): TestProject =>
  newProject(
    {
      ...files,
      "feat.yaml": `project: p\nfeatures: "*.feat"\nsources: sources.yaml\ndialects: [duckdb, postgres]\ntargets:
  dev: { offline: { kind: postgres, url: "\${URL}" } }
  here: { offline: { kind: duckdb } }\n`,
      ...more,
    },
    { URL: url, FEAT_POSTGRES_URL: url },
  );
const duckdbSources = `sources:
  ev: { kind: events, query: "SELECT * FROM (VALUES (1, TIMESTAMPTZ '2024-01-01 00:00:00Z', 5.5::DOUBLE, 2::BIGINT, ['a', 'b']), (2, TIMESTAMPTZ '2024-01-01 00:00:00Z', 13, 1, NULL), (3, TIMESTAMPTZ '2024-01-01 00:00:00Z', 14, 1, []), (4, TIMESTAMPTZ '2024-01-01 00:00:00Z', NULL, 9007199254740993, NULL), (5, TIMESTAMPTZ '2024-01-01 00:00:00Z', 1, 9223372036854775806, NULL)) AS v(k, t, x, n, tags)", time: t, columns: { k: int64, t: timestamp, x: float64?, n: int64?, tags: "string[]?" } }
  zips: { kind: state, query: "SELECT * FROM (VALUES (1::BIGINT, TIMESTAMPTZ '2024-01-01 00:00:00Z', 'one'), (2, TIMESTAMPTZ '2024-01-01 00:00:00Z', 'two')) AS v(zip, t, name)", time: t, columns: { zip: int64, t: timestamp, name: string } }
`;
const failure = (action: Promise<string>): Promise<string> =>
  action.then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );

test("a training set in a file is the one of DuckDB, to the last value", async () => {
  using here = made({ "sources.yaml": duckdbSources });
  await here.feat("train", "s", "--target", "here", "--labels", "labels.csv", "--out", "here.csv");
  using project = made();
  expect(await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv")).toMatch(/6 rows/);
  expect(project.read("out.csv")).toBe(here.read("here.csv"));
  expect(project.read("out.csv")).toContain("1,,2024-01-01T10:00:00Z,11.0,11.0,44.0,5.5/2024-01-01T00:00:00.000Z,");
});

test("a training set in a table has the same values, and no other table is left", async () => {
  using project = made();
  await project.feat("train", "s", "--labels", "table:labels", "--out", "table:trained");
  const rows = await withClient(url, (client) => client.query("SELECT * FROM trained ORDER BY k"));
  expect(rows.rows[0]).toEqual({
    k: "1",
    z: null,
    event_timestamp: new Date("2024-01-01T10:00:00Z"),
    own: "own 1",
    a: 11,
    plain: 11,
    b: 44,
    c: "5.5/2024-01-01T00:00:00.000Z",
    d: { all: "a,b", first: "a" },
    first: "a",
    g: "9",
    hour_now: "10",
    key: "2",
    place: "two",
    all: ["a,a", "b,b"],
  });
  expect(rows.rows).toHaveLength(4);
  const left = await firstColumn(
    url,
    "SELECT relname FROM pg_class WHERE relname LIKE 'feat%' OR relpersistence = 't'",
  );
  expect(left).toEqual([]);
});

test("many labels come back in batches, each with its own values", async () => {
  await withClient(url, (client) =>
    client.query(
      `CREATE TABLE many AS SELECT 1 + i % 9 AS k, i / 2.0::float8 AS z, TIMESTAMPTZ '2024-01-01 10:00Z' AS event_timestamp FROM generate_series(1, 12345) AS i WHERE 1 + i % 9 NOT IN (2, 6)`,
    ),
  );
  using project = made();
  await project.feat("train", "s", "--labels", "table:many", "--out", "table:many_trained");
  const sums = `SELECT (count(*), count(*) FILTER (WHERE a IS DISTINCT FROM CASE k WHEN 1 THEN 2 * (5.5 + z) WHEN 3 THEN CASE WHEN z <> 0 THEN 14 + z END WHEN 5 THEN (1 + z) * 9223372036854775806 END))::text FROM many_trained`;
  expect(await firstColumn(url, sums)).toEqual(["(9601,0)"]);
});

describe("errors", () => {
  test("an exception names the feature and the label's row, and nothing is written", async () => {
    using project = made();
    const said = /feature a of s: extern fn score: unlucky at label row 3\n/;
    expect(await failure(project.feat("train", "s", "--labels", "bad.csv", "--out", "out.csv"))).toMatch(said);
    expect(await failure(project.feat("train", "s", "--labels", "bad.csv", "--out", "table:none"))).toMatch(said);
    expect(
      await firstColumn(url, "SELECT relname FROM pg_class WHERE relname = 'none' OR relname LIKE 'feat%'"),
    ).toEqual([]);
  });

  test("a text that Postgres cannot hold is an error where it would go to a table", async () => {
    using project = made({
      "main.feat": `entity e { k: int64 }\nextern fn nul(k: int64): string from "./nul.ts"\nextern fn nuls(k: int64): struct { x: string } from "./nul.ts"
transform t { a = nul(e_of.k) }\ntransform u { a = nuls(e_of.k) }\ntransform e_of { k = k }\nservice s { t.* }\nservice s2 { u.* }\n`,
      "nul.ts": 'export const nul = (): string => "a\\0b";\nexport const nuls = () => ({ x: nul() });\n',
      "sources.yaml": "sources: {}\n",
      "tests.feat": "",
    });
    await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
    for (const service of ["s", "s2"])
      expect(await failure(project.feat("train", service, "--labels", "labels.csv", "--out", "table:none"))).toMatch(
        /ended with 3\nerror: feature a of s2? holds U\+0000, which a text of Postgres cannot, at label row 1\n/,
      );
  });

  test("a value that is not used does not fail, also where SQL could compute it", async () => {
    using project = made();
    // `huge` overflows for this key, and only the other branch reads it.
    await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
    const row = project.read("out.csv").split("\n")[4];
    expect(row).toMatch(/^5,1,.*,9223372036854775807,/);
  });

  test("an overflow within a function's result is an error of the feature", async () => {
    using project = made();
    expect(await failure(project.feat("train", "s", "--labels", "large.csv", "--out", "out.csv"))).toMatch(
      /feature g of s: extern fn big: .* at label row 2/,
    );
  });
});

test("so does what calls a function that Postgres lacks, also through a `fn`", async () => {
  const lacking = {
    "main.feat": `entity e { k: int64 }
request r { z: float64? }
view v for e from ev { s = sum(x) over 1d, tags }
fn first_of(x: string): string? = regex_extract(x, "a|ab|abc|b.*")
transform t {
  word = regex_extract(concat("xab", string(v.s ?? 0.0)), "ab|a|abc|ab5")
  other = first_of(concat(string(v.s ?? 0.0), "abc")) ?? "none"
  both = word ?? other
  plain = v.s * 2.0
  found = collect(regex_extract(concat(x, "bc"), "ab|a|abc")) each x in v.tags
}
service s { t.* }
`,
    "tests.feat": "",
  };
  using here = made({ "sources.yaml": duckdbSources, ...lacking });
  await here.feat("train", "s", "--target", "here", "--labels", "labels.csv", "--out", "here.csv");
  using project = made(lacking);
  await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
  expect(project.read("out.csv")).toBe(here.read("here.csv"));
  expect(project.read("out.csv")).toMatch(/^1,,2024-01-01T10:00:00Z,ab,/m);
  await project.feat("compile");
  expect(project.read("generated/p/sql/postgres/training/s.sql")).toMatch(
    /TypeScript computes word, other, both, found from its rows\./,
  );
});

test("tests of the project run on Postgres as on DuckDB", async () => {
  using project = made();
  expect(await project.feat("test")).toMatch(/1 test passed/);
  expect(await project.feat("test", "--engine", "postgres")).toMatch(/1 test passed/);
});

test("a service without one is computed by SQL alone; generated SQL says what is missing in it", async () => {
  using project = made();
  await project.feat("compile");
  const sql = (service: string): string => project.read(`generated/p/sql/postgres/training/${service}.sql`);
  expect(sql("s")).toMatch(/TypeScript computes a, b, c, d, first, g, hour_now, key, all from its rows\./);
  expect(sql("plain")).not.toMatch(/TypeScript/);
  expect(await project.feat("explain", "s", "--labels", "labels.csv")).toMatch(/the result/);
});
