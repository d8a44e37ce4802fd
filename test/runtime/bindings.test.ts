/** How the data of a source becomes a relation that a statement reads. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SourceBinding, SourceLocation, Statement } from "../../runtime/artifacts.js";
import { DataError } from "../../runtime/errors.js";
import { scalar } from "../../runtime/types.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { runnable } from "../../runtime/warehouse/runnable.js";
import { temporaryFolder } from "./stores.js";

const parent = temporaryFolder();
/** A folder whose name is a pattern that matches another folder. */
const folder = join(parent, "pro[je]ct*'s?");
const environment = {
  DIR: "it's",
  DIR2: "it's/",
  EMPTY: "",
  ABS: folder,
  GLOB: "*",
  T: "raw.clicks",
  QUOTED: 'it\'s "5"',
};
mkdirSync(folder, { recursive: true });
const warehouse = await openDuckDB({ folder, environment });
afterAll(() => warehouse.close());

/** A file of one row that contains the file's path. */
function file(path: string, head = "x"): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${head}\n"${path.replaceAll('"', '""')}"\n`);
}
const csv = (path: string, own = ""): SourceLocation => ({ kind: "file", path, folder: own, format: "csv" });
const query = (sql: string, own = ""): SourceLocation => ({ kind: "query", sql, folder: own });
const bound = (location: SourceLocation, more: Partial<SourceBinding> = {}): SourceBinding => ({
  source: "orders",
  relation: "feat_source_orders",
  location,
  at: { file: "y/sources.yaml", line: 7 },
  columns: [{ name: "x", column: "x", type: scalar("string", true) }],
  // The rows need no times here.
  time: { column: "x", format: "timestamp", zone: null, day: "start" },
  key: [],
  ...more,
});
const over = (
  sources: readonly SourceBinding[],
  result = "SELECT CAST(x AS VARCHAR) AS x FROM feat_source_orders",
): Statement => ({
  sources,
  blocks: [],
  result,
});
async function read(sql: Statement): Promise<unknown> {
  const rows: unknown[] = [];
  for await (const { columns } of warehouse.read({
    of: "x",
    sql,
    columns: [{ name: "x", type: scalar("string", true) }],
  }))
    rows.push(...columns[0]!);
  return rows;
}

describe("a file", () => {
  const hostile = ["it's", 'say "hi"', "a b", "$HOME", "$&", "a{b}c", "a--b;c", "a/*b", "line\nend", "ä🦆", "100%"];
  test.each(hostile.map((name) => [name]))("in the folder %j", async (name) => {
    file(`${name}/a.csv`);
    expect(await read(over([bound(csv(`${name}/a.csv`))]))).toEqual([`${name}/a.csv`]);
    expect(await read(over([bound(csv("a.csv", name))]))).toEqual([`${name}/a.csv`]);
  });

  test("the project's folder and the YAML file's folder are not patterns, a path is one", async () => {
    file("d[1]/a.csv");
    file("d1/a.csv");
    file("d1/b[2].csv");
    expect(await read(over([bound(csv("a.csv", "d[1]"))]))).toEqual(["d[1]/a.csv"]);
    expect(await read(over([bound(csv("d[1]/a.csv"))]))).toEqual(["d1/a.csv"]);
    expect(await read(over([bound(csv("d[[]1]/a.csv"))]))).toEqual(["d[1]/a.csv"]);
    await expect(read(over([bound(csv("b[2].csv", "d1"))]))).rejects.toThrow(
      /no file matches .*; a file has this very name, but .* write `\[\*\]`, `\[\?\]`, `\[\[\]`$/,
    );
  });

  test.each([
    ["a value", "${DIR}/v.csv", "", "it's/v.csv"],
    ["a value that ends in a slash", "${DIR2}/v.csv", "", "it's/v.csv"],
    ["a value that is relative (MEANING 123)", "${DIR}/v.csv", "y", "y/it's/v.csv"],
    ["a value that is relative and ends in a slash (MEANING 123)", "${DIR2}/v.csv", "y", "y/it's/v.csv"],
    ["a value that is absolute (MEANING 123)", "${ABS}/v.csv", "y", "v.csv"],
    ["a default", "${NOPE:-it's}/v.csv", "y", "y/it's/v.csv"],
    ["a default that leads out of the folder", "${NOPE:-../it's}/v.csv", "y", "it's/v.csv"],
    ["a default for an empty value", "${EMPTY:-it's}/v.csv", "", "it's/v.csv"],
    ["a value that is a pattern", "only/${GLOB}.csv", "", "only/v.csv"],
    ["text that is not a variable", "${1}/v.csv", "", "${1}/v.csv"],
  ])("%s in its path", async (_, path, own, found) => {
    for (const there of ["it's/v.csv", "y/it's/v.csv", "v.csv", "only/v.csv", "${1}/v.csv"]) file(there);
    expect(await read(over([bound(csv(path, own))]))).toEqual([found]);
  });

  test("JSON: keys that differ only by case, keys that no line has, objects in a list", async () => {
    const json = (text: string, column: string): SourceBinding => {
      writeFileSync(join(folder, "j.json"), text);
      return bound(
        { kind: "file", path: "j.json", folder: "", format: "json" },
        {
          columns: [{ name: "x", column, type: scalar("json", true) }],
          time: { column: "a", format: "timestamp", zone: null, day: "start" },
        },
      );
    };
    expect(await read(over([json('{"a": 1.5}\n{"b": "x", "a": null}', "a")]))).toEqual(["1.5", null]);
    expect(await read(over([json('{"a": 1}\n{"b": "x"}', "none")]))).toEqual([null, null]);
    expect(await read(over([json('{"a": 1, "A": 2}\n{"A": 3}', "A")]))).toEqual(["2", "3"]);
    expect(await read(over([json('{"a": 1, "A": 2}\n{"A": 3}', "a")]))).toEqual(["1", null]);
    expect(await read(over([json('[{"a": [1, {"b": 2.50}]}, {"a": {}}]', "a")]))).toEqual(['[1,{"b":2.5}]', "{}"]);
  });

  test("a column whose name contains a line end", async () => {
    file("ends.csv", '"a\nb"');
    const columns = [{ name: "x", column: "a\nb", type: scalar("string", true) }];
    const time = { column: "a\nb", format: "timestamp", zone: null, day: "start" } as const;
    expect(await read(over([bound(csv("ends.csv"), { columns, time })]))).toEqual(["ends.csv"]);
  });
});

describe("a table", () => {
  const hostile = [
    "it's",
    'say "hi"',
    "a b",
    "$HOME",
    "$&",
    "a{b}c",
    "a--b;c",
    "a/*b",
    "line\nend",
    "a*[b]?",
    "select",
  ];
  test.each(hostile.map((name) => [name]))("%j", async (name) => {
    await warehouse.run(`CREATE OR REPLACE TABLE "${name.replaceAll('"', '""')}" AS SELECT 'here' AS x`);
    expect(await read(over([bound({ kind: "table", name })]))).toEqual(["here"]);
  });

  test("dots separate the parts of its name, also in a variable's value", async () => {
    await warehouse.run("CREATE SCHEMA raw; CREATE TABLE raw.clicks AS SELECT 'raw' AS x");
    for (const name of ["raw.clicks", "memory.raw.clicks", "${T}", "${NOPE:-raw.clicks}", "raw.${NOPE:-clicks}"])
      expect(await read(over([bound({ kind: "table", name })]))).toEqual(["raw"]);
  });
});

describe("a query", () => {
  test.each([
    ["a comment at its end", "SELECT 'a' AS x -- the end", "a"],
    ["a block comment at its end", "SELECT 'a' AS x /* ; */", "a"],
    ["a semicolon", "SELECT 'a' AS x;", "a"],
    ["semicolons and a comment", "SELECT 'a' AS x ; ; -- ;", "a"],
    ["a named block", "WITH feat AS (SELECT 'a' AS x) SELECT * FROM feat", "a"],
    ["FROM first", "FROM (VALUES ('a')) t(x)", "a"],
    ["a block named like the statement", "WITH feat_source_orders AS (SELECT 'a' AS x) FROM feat_source_orders", "a"],
    ["$name in a text", "SELECT '$name $1 $& {0}' AS x", "$name $1 $& {0}"],
    ["a variable in a text", "SELECT 'v: ${QUOTED}' AS x", 'v: it\'s "5"'],
    ["a variable in a text with escapes", "SELECT E'\\'v\\': ${QUOTED}' AS x", "'v': it's \"5\""],
    ["a variable in a quoted name", 'SELECT "${QUOTED}" AS x FROM (SELECT 1 AS "it\'s ""5""")', "1"],
    ["a bare variable", "SELECT ${NOPE:-1 + 1} AS x", "2"],
    ["a variable in comments", "SELECT 'a' AS x -- ${NOPE} '\n/* ${NOPE} /* ' */ \" */", "a"],
    [
      "a variable in a dollar-quoted text",
      "SELECT $$${NOPE} it's$$ || $t$ $$ ${NOPE}$t$ AS x",
      "${NOPE} it's $$ ${NOPE}",
    ],
    ["text that is not a variable", "SELECT '${1} ${} ${a b}' AS x", "${1} ${} ${a b}"],
    ["a path", "SELECT x FROM read_csv('q.csv')", "q.csv"],
    ["a path relative to the YAML file's folder", "SELECT x FROM read_csv('q.csv')", "y/q.csv", "y"],
    ["a path with a variable", "SELECT x FROM read_csv('${DIR}/q.csv', header = true, delim = ',')", "it's/q.csv"],
    ["paths in a list", "SELECT max(x) AS x FROM read_csv(['q.csv', '${DIR}/q.csv'], delim = ',')", "q.csv"],
    ["a text that is not a path", "SELECT 'q.csv' || max(',') AS x FROM read_csv('q.csv', delim = ',')", "q.csv,"],
  ])("with %s", async (_, sql, value, own = "") => {
    for (const there of ["q.csv", "y/q.csv", "it's/q.csv"]) file(there);
    expect(await read(over([bound(query(sql, own))]))).toEqual([value]);
  });
});

test.each<[string, SourceLocation, RegExp]>([
  ["a file that does not exist", csv("none/*.csv"), /no file matches none\/\*\.csv$/],
  [
    "a file that is not Parquet",
    { ...csv("q.csv"), format: "parquet" } as SourceLocation,
    /q\.csv is not a Parquet file$/,
  ],
  ["a folder", csv("y"), /./],
  [
    "a table that does not exist",
    { kind: "table", name: "raw.none" },
    /table (raw\.)?none does not exist in the warehouse$/,
  ],
  ["a variable that is not set", csv("${NOPE}/a.csv"), /the environment variable NOPE, .* is not set$/],
  [
    "a query that is not SQL",
    query("SELECT 1 AS x\n  FORM t WHERE x"),
    /syntax error at or near "FORM" \(line 2 of the query\)$/,
  ],
  [
    "a query of a table that does not exist",
    query("SELECT *\nFROM\n  none"),
    /table none does not exist in the warehouse \(line 3 of the query\)$/,
  ],
  ["an empty query", query(" -- "), /syntax error at end of input/],
  ["two queries", query("SELECT 1 AS x; SELECT 2 AS x"), /there are 2 statements where one SELECT is expected$/],
  ["a statement that changes data", query("SELECT 1 AS x; DROP TABLE raw.clicks"), /there are 2 statements/],
  [
    "a query that is not a SELECT",
    query("DROP TABLE raw.clicks"),
    /syntax error at or near "DROP" \(line 1 of the query\)$/,
  ],
  ["a query with a parameter", query("SELECT $name AS x"), /prepared parameter/],
  ["a query with an open comment", query("SELECT 1 AS x /* "), /unterminated \/\* comment/],
  ["a query with an open text", query("SELECT 'x"), /unterminated quoted string/],
])("%s is an error that names the source and its line", async (_, location, message) => {
  file("q.csv");
  mkdirSync(join(folder, "y"), { recursive: true });
  const reading = read(over([bound(location)]));
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toThrow(/^y\/sources\.yaml:7 source orders: /);
  await expect(reading).rejects.toThrow(message);
});

test("files and tables may change between two statements", async () => {
  const both = over([bound(csv("changing.csv"))], "SELECT CAST(max(x) AS VARCHAR) AS x FROM feat_source_orders");
  writeFileSync(join(folder, "changing.csv"), "x\n1\n");
  expect(await read(both)).toEqual(["1"]);
  writeFileSync(join(folder, "changing.csv"), "y,x\n1,2\n");
  expect(await read(both)).toEqual(["2"]);
  const table = over(
    [bound({ kind: "table", name: "changing" })],
    "SELECT CAST(max(x) AS VARCHAR) AS x FROM feat_source_orders",
  );
  await warehouse.run("CREATE TABLE changing AS SELECT 1 AS x");
  expect(await read(table)).toEqual(["1"]);
  await warehouse.run("CREATE OR REPLACE TABLE changing AS SELECT 1 AS y, 'b' AS x");
  expect(await read(table)).toEqual(["b"]);
});

test("sources whose names differ only by case are two sources", async () => {
  file("A.csv");
  file("b.csv");
  const one = bound(csv("A.csv"), { source: "Orders", relation: "feat_source_Orders" });
  const two = bound(csv("b.csv"), { relation: "feat_source_orders_2" });
  const result = "SELECT a.x || b.x AS x FROM feat_source_Orders a, feat_source_orders_2 b";
  expect(await read(over([one, two], result))).toEqual(["A.csvb.csv"]);
});

test("a printed statement creates the views first, but shows no values of variables", async () => {
  const shown = await runnable(over([bound(query("SELECT 'a' AS x -- the rows"))]), warehouse);
  expect(
    shown.startsWith("CREATE OR REPLACE TEMP VIEW \"feat_source_orders rows\" AS\nSELECT 'a' AS x -- the rows\n;\n"),
  ).toBe(true);
  expect(shown.endsWith("\n;\n\nSELECT CAST(x AS VARCHAR) AS x FROM feat_source_orders\n")).toBe(true);
  await using fresh = await openDuckDB({ folder });
  await fresh.run(shown);
  const hidden = await runnable(over([bound(query("SELECT '${QUOTED}' AS x"))]), warehouse);
  expect(hidden).toBe("SELECT CAST(x AS VARCHAR) AS x FROM feat_source_orders\n");
  const none = await runnable(over([bound(csv("none.csv"))]), warehouse);
  expect(none).toMatch(
    /^-- The data of its sources cannot be shown: y\/sources.yaml:7 source orders: no file matches /,
  );
});

test("if a query fails at a row, the error names its source, whatever line of the statement the engine names", async () => {
  const rows = "FROM (VALUES ('1'), ('b')) t(y)";
  const block = { name: "rows", sql: "SELECT *\nFROM feat_source_orders", place: "a.feat:1 rows" };
  const failing = bound(query(`SELECT\n\n\n\n\n\n\nCAST(y AS INTEGER) AS x ${rows}`));
  const statement = { ...over([failing], "SELECT CAST(x AS VARCHAR) AS x FROM rows"), blocks: [block] };
  await expect(read(statement)).rejects.toThrow(
    /^y\/sources\.yaml:7 source orders: Could not convert string 'b' to INT32/,
  );
  const casting = { ...block, sql: "SELECT\n  CAST(y AS INTEGER) AS x\nFROM feat_source_orders" };
  const columns = [{ name: "y", column: "y", type: scalar("string", true) }];
  const time = { column: "y", format: "timestamp", zone: null, day: "start" } as const;
  const whole = { ...statement, sources: [bound(query(`SELECT y ${rows}`), { columns, time })], blocks: [casting] };
  await expect(read(whole)).rejects.toThrow(/^a\.feat:1 rows: Could not convert string 'b' to INT32/);
});
