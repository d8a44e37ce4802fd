/** A statement that is kept and run again gives the same as a freshly prepared one, whatever ran before. */
import { afterAll, expect, test } from "vitest";
import { scalar } from "../../runtime/types.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { folder } from "../cli/feat.js";
import { temporaryFolder } from "./stores.js";

const warehouse = await openDuckDB({ folder: temporaryFolder() });
afterAll(() => warehouse.close());

async function read(sql: string, again: boolean): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  const columns = [{ name: "v", type: scalar("string", true) }];
  for await (const batch of warehouse.read({ of: "kept", sql, columns, again })) values.push(...batch.columns[0]!);
  return values;
}

/** So many rows that DuckDB does not choose a nested loop. */
test.each([
  ["an as-of join", "l ASOF LEFT JOIN r ON l.k = r.k AND l.t >= r.t"],
  ["an as-of join without a key", "l ASOF LEFT JOIN r ON l.t >= r.t"],
  ["a join on a range", "l JOIN r ON l.t >= r.t AND l.t < r.x"],
  ["a join with all rows before", "l JOIN r ON l.t >= r.t"],
])("%s", async (_, join) => {
  const sql = `SELECT concat_ws(' ', count(*), sum(l.t), sum(r.x)) AS v FROM ${join}`;
  const rows = (name: string, n: number) =>
    `DELETE FROM ${name}; INSERT INTO ${name} SELECT i % 7, i, i + 1 FROM range(${n}) t(i)`;
  await warehouse.run("CREATE OR REPLACE TABLE l (k BIGINT, t BIGINT, x BIGINT)");
  await warehouse.run("CREATE OR REPLACE TABLE r (k BIGINT, t BIGINT, x BIGINT)");
  await warehouse.run(rows("r", 2000));
  for (const n of [500, 500, 3, 0, 1000, 500]) {
    await warehouse.run(rows("l", n));
    expect(await read(sql, true), `${n} rows`).toEqual(await read(`${sql}`, false));
  }
});

/** Joins whose least and greatest values change with each run. */
test.each([
  ["a key", "l LEFT JOIN r ON l.k = r.k"],
  ["an inner join by a key", "l JOIN r ON l.k = r.k"],
  ["a key and a time", "l ASOF LEFT JOIN r ON l.k = r.k AND l.t >= r.t"],
  ["a key in a list of keys", "(SELECT *, 0 AS t FROM r WHERE k IN (SELECT k FROM l)) AS r"],
  ["a condition", "(SELECT k AS x FROM l WHERE k > 50 AND t IS NOT NULL) AS r"],
])("%s that no row before had", async (_, from) => {
  const sql = `SELECT concat_ws(' ', count(*), sum(r.x)) AS v FROM ${from}`;
  await warehouse.run("CREATE OR REPLACE TABLE l (k BIGINT, t BIGINT)");
  await warehouse.run("CREATE OR REPLACE TABLE r AS SELECT i % 7 AS k, i AS t, i + 1 AS x FROM range(100) s(i)");
  for (const values of ["(99, 50)", "(3, 50)", "(4, 500), (NULL, 3)", "(5000000000, NULL)", "(0, -1)"]) {
    await warehouse.run(`DELETE FROM l; INSERT INTO l VALUES ${values}`);
    expect(await read(sql, true), values).toEqual(await read(sql, false));
  }
});

test("feat test: a key that no row of the test before has", async () => {
  const tests = [9, 1, 2, 1].map(
    (k, n) => `test "t${n}" {
  given st { k: ${k === 9 ? 1 : k}, at: "2024-01-0${n + 1}T00:00:00Z", x: ${n} }
  at "2024-02-0${n + 1}T00:00:00Z" for { k: ${k} } expect v { x: ${k === 9 ? "null" : n} }
}`,
  );
  const project = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    // A snapshot ends the keys that it lacks: each test must be answered alone.
    "sources.yaml": `sources:
  st: { kind: state, file: none.csv, time: at, complete: true, columns: { k: int64, at: timestamp, x: int64 } }
`,
    "a.feat": `entity e { k: int64 }\nview v for e from st { x }\nservice s { v.* }\n${tests.join("\n")}\n`,
  });
  const { code, out } = await project.feat(["test"]);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("4 tests passed") });
});

test("feat test: of a hundred tests of states and joins, only those with forbidden nulls fail", {
  timeout: 60_000,
}, async () => {
  const tests = Array.from({ length: 100 }, (_, n) => {
    const x = n % 40 === 7 ? "null" : String(n);
    return `test "t${n}" {
  given st { k: ${n % 3}, at: "2024-01-01T00:00:00Z", x: ${x} }
  given ev { k: ${n % 3}, n: 2, at: "2024-01-02T00:00:00Z" }
  at "2024-01-03T00:00:00Z" for { k: ${n % 3} }
  expect t { sum: ${n + 2}, joined: ${n} }
}`;
  });
  const project = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:
  st: { kind: state, file: none.csv, time: at, columns: { k: int64, at: timestamp, x: int64 } }
  ev: { kind: events, file: none.csv, time: at, columns: { k: int64, at: timestamp, n: int64 } }
`,
    "a.feat": `entity e { k: int64 }
source with_state from ev join st on k { *, x = st.x }
view v for e from st { x }
view w for e from with_state { n, x }
transform t { sum = v.x + w.n, joined = w.x }
service s { t.* }
${tests.join("\n")}
`,
  });
  const { code, out } = await project.feat(["test"]);
  expect(out.match(/^✗ .*?(?= )/gm)).toEqual(["✗ t7", "✗ t47", "✗ t87"]);
  expect(out).toContain("3 tests failed, 97 passed");
  expect(code).toBe(1);
});
