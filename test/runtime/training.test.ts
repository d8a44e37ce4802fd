import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { TrainingArtifact } from "../../runtime/artifacts.js";
import { DataError } from "../../runtime/errors.js";
import { runTraining, trainingRows } from "../../runtime/training/index.js";
import { scalar, type Type } from "../../runtime/types.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import type { Labels } from "../../runtime/warehouse/warehouse.js";
import { temporaryFolder } from "./stores.js";

const folder = temporaryFolder();
const warehouse = await openDuckDB({ folder });
afterAll(() => warehouse.close());
const at = (name: string) => join(folder, name);

/** A statement of the shape that the compiler prints: the labels' own columns, then features. */
function echoArtifact(
  inputs: Readonly<Record<string, Type | [Type, "request"]>>,
  feature = "feat_row",
): TrainingArtifact {
  return {
    service: "echo",
    sql: `SELECT * EXCLUDE (feat_row, feat_at${Object.keys(inputs)
      .map((name) => `, "feat_in_${name}"`)
      .join("")}), ${feature} AS f FROM feat_labels ORDER BY feat_row`,
    inputs: Object.entries(inputs).map(([name, type]) =>
      Array.isArray(type) ? { name, type: type[0], role: "request" } : { name, type, role: "key" },
    ),
    features: [{ name: "f", type: scalar("int64") }],
  };
}

async function query(sql: string): Promise<readonly unknown[]> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}
async function write(sql: string, name: string): Promise<string> {
  await query(`COPY (${sql}) TO '${at(name)}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`);
  return at(name);
}
function csv(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}
/** The rows of `feat_at` and the inputs after conversion. */
async function loaded(
  path: string,
  inputs: Readonly<Record<string, Type | [Type, "request"]>>,
  labels: Partial<Labels & { kind: "file" }> = {},
) {
  const artifact = echoArtifact(inputs);
  await warehouse.loadLabels({ kind: "file", path, ...labels }, artifact, "rows");
  const columns = [
    { name: "feat_at", type: scalar("timestamp", true) },
    ...artifact.inputs.map(({ name, type }) => ({ name: `feat_in_${name}`, type })),
  ];
  const rows: unknown[][] = [];
  for await (const batch of warehouse.read({ of: "x", sql: "SELECT * FROM feat_labels ORDER BY feat_row", columns }))
    for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => column[row]));
  return rows;
}
const nullable = { int: scalar("int64", true), float: scalar("float64", true), string: scalar("string", true) };

describe("labels from CSV", () => {
  test("columns are typed by declaration: 012 stays text, an empty cell is null, a quoted empty cell is a text", async () => {
    const path = csv(
      "a.csv",
      'zip,n,event_timestamp\r\n012,012,2024-01-01T00:00:00Z\r\n,,\r\n"",5.0,2024-01-01 01:02:03.1234567+01\r\nNULL,-1,2024-01-02\r\n',
    );
    expect(await loaded(path, { zip: nullable.string, n: nullable.int })).toEqual([
      [1704067200000000, "012", 12],
      [null, null, null],
      [1704067323123456, "", 5],
      [1704153600000000, "NULL", -1],
    ]);
  });

  test("names in the header match in any case, quoted, and after a BOM", async () => {
    const path = csv("b.csv", '\uFEFF"Zip","a ""b"", c",EVENT_timestamp\n"x\ny",1,1969-12-31T23:59:59.999999Z');
    expect(await loaded(path, { zip: nullable.string })).toEqual([[-1, "x\ny"]]);
  });

  test("NaN and infinity read as null in a field, and stay in their own column (C23)", async () => {
    const path = csv(
      "nan.csv",
      "x,event_timestamp\nNaN,2024-01-01\n-inf,2024-01-01\nInfinity,2024-01-01\n-0.0,2024-01-01\n",
    );
    expect((await loaded(path, { x: [nullable.float, "request"] })).map(([, x]) => x)).toEqual([null, null, null, 0]);
    const artifact = echoArtifact({ x: [nullable.float, "request"] });
    for (const out of ["nan-out.csv", "nan-out.parquet"])
      await runTraining({ warehouse, artifact, labels: { kind: "file", path }, out: { path: at(out) } });
    expect(readFileSync(at("nan-out.csv"), "utf8")).toBe(
      "x,event_timestamp,f\nNaN,2024-01-01,0\n-inf,2024-01-01,1\nInfinity,2024-01-01,2\n-0.0,2024-01-01,3\n",
    );
    expect(await query(`SELECT isnan(x) AS n, isinf(x) AS i FROM '${at("nan-out.parquet")}'`)).toEqual([
      { n: true, i: false },
      { n: false, i: true },
      { n: false, i: true },
      { n: false, i: false },
    ]);
  });

  test("texts convert to all types", async () => {
    const path = csv(
      "types.csv",
      'b,d,t,y,j,a,event_timestamp\nTrue,2024-02-29,2024-01-01T00:00:00.5Z,AP8=,"{""k"":1}","[1,null]",2024-01-01T00:00:00Z\n',
    );
    const array: Type = { kind: "array", element: nullable.int, size: null, nullable: true };
    const inputs = {
      b: scalar("bool"),
      d: scalar("date"),
      t: scalar("timestamp"),
      y: scalar("bytes"),
      j: scalar("json"),
      a: array,
    };
    expect(await loaded(path, inputs)).toEqual([
      [1704067200000000, true, 19782, 1704067200500000, new Uint8Array([0, 255]), '{"k":1}', [1, null]],
    ]);
  });

  test("other columns: text is kept from CSV; a Parquet column is numbers if every text is one", async () => {
    const path = csv(
      "extra.csv",
      "id,whole,price,code,flag,note,event_timestamp\n1,5,1.50,012,true,a,2024-01-01T00:00:00Z\n2,,2,13,false,,2024-01-01T00:00:00Z\n",
    );
    const artifact = echoArtifact({ id: scalar("int64") });
    for (const out of ["extra-out.csv", "extra-out.parquet"])
      await runTraining({ warehouse, artifact, labels: { kind: "file", path }, out: { path: at(out) } });
    expect(readFileSync(at("extra-out.csv"), "utf8")).toBe(
      "id,whole,price,code,flag,note,event_timestamp,f\n1,5,1.50,012,true,a,2024-01-01T00:00:00Z,0\n2,,2,13,false,,2024-01-01T00:00:00Z,1\n",
    );
    const types = (await query(`DESCRIBE SELECT * FROM '${at("extra-out.parquet")}'`)) as readonly Record<
      string,
      string
    >[];
    expect(types.map(({ column_name, column_type }) => `${column_name} ${column_type}`)).toEqual([
      "id BIGINT",
      "whole BIGINT",
      "price DOUBLE",
      "code VARCHAR",
      "flag BOOLEAN",
      "note VARCHAR",
      "event_timestamp TIMESTAMP WITH TIME ZONE",
      "f BIGINT",
    ]);
  });
});

describe("labels from Parquet", () => {
  test.each<[string, Type, unknown]>([
    ["5::INTEGER", nullable.int, 5],
    ["5::DOUBLE", nullable.int, 5],
    ["'NaN'::DOUBLE", nullable.int, null],
    ["5::UBIGINT", nullable.int, 5],
    ["5.00::DECIMAL(9,2)", nullable.int, 5],
    ["9223372036854775807::BIGINT", nullable.int, 9223372036854775807n],
    ["7::BIGINT", nullable.float, 7],
    ["1.5::FLOAT", nullable.float, 1.5],
    ["'inf'::DOUBLE", nullable.float, null],
    ["'x'::VARCHAR", nullable.string, "x"],
    ["7::BIGINT", nullable.string, "7"],
    ["'abc'::BLOB", scalar("bytes"), new Uint8Array([97, 98, 99])],
    ["DATE '1969-12-31'", scalar("date"), -1],
    ["TIMESTAMP '1969-12-31 00:00:00'", scalar("date"), -1],
    ["TIMESTAMPTZ '2024-01-01 00:00:00+01'", scalar("timestamp"), 1704063600000000],
    [
      "[DATE '1970-01-02', NULL]",
      { kind: "array", element: scalar("date", true), size: null, nullable: true },
      [1, null],
    ],
    [
      "[TIMESTAMP '1970-01-01 00:00:01']",
      { kind: "array", element: scalar("timestamp", true), size: null, nullable: true },
      [1000000],
    ],
    [
      "'[\"1970-01-01T00:00:01Z\", null]'",
      { kind: "array", element: scalar("timestamp", true), size: null, nullable: true },
      [1000000, null],
    ],
    ["[1.5, 2]::FLOAT[2]", { kind: "array", element: scalar("float32"), size: 2, nullable: true }, [1.5, 2]],
    // A vector with a null element reads as null (MEANING 72).
    ["[1.5, NULL]::FLOAT[2]", { kind: "array", element: scalar("float32"), size: 2, nullable: true }, null],
    ["'[1.5, null]'", { kind: "array", element: scalar("float32"), size: 2, nullable: true }, null],
    ["['nan'::DOUBLE, 1]", { kind: "array", element: scalar("float64"), size: 2, nullable: true }, null],
    ["['nan'::DOUBLE, 1]", { kind: "array", element: nullable.float, size: null, nullable: true }, [null, 1]],
    ["{'a': [1]}", scalar("json"), '{"a":[1]}'],
    ["[1, NULL]::BIGINT[]", { kind: "array", element: nullable.int, size: null, nullable: true }, [1, null]],
  ])("%s as %o", async (sql, type, value) => {
    const path = await write(`SELECT ${sql} AS x, TIMESTAMP '2024-01-01' AS event_timestamp`, "typed.parquet");
    expect(await loaded(path, { x: [type, "request"] })).toEqual([[1704067200000000, value]]);
  });

  test.each<[string, number | null]>([
    ["TIMESTAMP '2024-01-01 00:00:00.123456'", 1704067200123456],
    ["TIMESTAMPTZ '2024-01-01 00:00:00+05:30'", 1704047400000000],
    ["'2024-01-01 00:00:00.1234567'::TIMESTAMP_NS", 1704067200123456],
    ["'1969-12-31 23:59:59.9999999'::TIMESTAMP_NS", -1],
    ["'2024-01-01 00:00:00'::TIMESTAMP_MS", 1704067200000000],
    ["DATE '2024-01-01'", 1704067200000000],
    ["'2024-01-01T00:00:00Z'", 1704067200000000],
    ["NULL::TIMESTAMP", null],
  ])("the time %s", async (sql, micros) => {
    const path = await write(`SELECT 1 AS id, ${sql} AS "When"`, "time.parquet");
    expect(await loaded(path, { id: nullable.int }, { time: "when" })).toEqual([[micros, 1]]);
  });

  test("a hundred thousand rows, duplicates and nulls keep their order; a key=value folder adds no column", async () => {
    mkdirSync(at("ds=2024-01-01"), { recursive: true });
    const path = await write(
      "SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 31) % 1000 END AS id, i AS n, TIMESTAMP '2024-01-01' AS event_timestamp FROM range(100000) t(i)",
      "ds=2024-01-01/many [1].parquet",
    );
    const artifact = echoArtifact({ id: nullable.int });
    for (const out of ["deep/er/many.parquet", "deep/er/many.csv"]) {
      const report = await runTraining({ warehouse, artifact, labels: { kind: "file", path }, out: { path: at(out) } });
      expect(report.rows).toBe(100000);
      expect(
        await query(
          `SELECT count(*) AS n FROM (SELECT row_number() OVER () - 1 AS r, * FROM '${at(out)}') WHERE r <> n OR f <> n`,
        ),
      ).toEqual([{ n: "0" }]);
    }
    expect(readdirSync(at("deep/er"))).toEqual(["many.csv", "many.parquet"]);
  });
});

test.each<[string, string, Readonly<Record<string, Type | [Type, "request"]>>, RegExp]>([
  [
    "no key",
    "x,event_timestamp\n1,2024-01-01\n",
    { id: nullable.int },
    /label file .*bad.csv has no key `id`; it has `x`, `event_timestamp`/,
  ],
  [
    "a missing request field",
    "x,event_timestamp\n1,2024-01-01\n",
    { cart: [nullable.int, "request"] },
    /has no request field `cart`/,
  ],
  [
    "no time",
    "id\n1\n",
    { id: nullable.int },
    /has no time column `event_timestamp`; it has `id`; service echo needs the keys `id`, a time in `event_timestamp` \(`--time COLUMN` names another one\)$/,
  ],
  [
    "a text that is not an int64",
    "id,event_timestamp\n1,2024-01-01\nx1,2024-01-01\n",
    { id: nullable.int },
    /row 2, column `id`: "x1" is not a valid int64, which key `id` is/,
  ],
  [
    "an int64 out of range",
    "id,event_timestamp\n9223372036854775808,2024-01-01\n",
    { id: nullable.int },
    /row 1, column `id`: "9223372036854775808" is out of range for int64, which key `id` is; it takes a whole number from -922/,
  ],
  ["a fraction", "id,event_timestamp\n1.5,2024-01-01\n", { id: nullable.int }, /"1.5" is not a valid int64/],
  [
    "a list with an element that is not an int64",
    'xs,event_timestamp\n"[1,2]",2024-01-01\n"[1,1.5]",2024-01-01\n',
    { xs: [{ kind: "array", element: nullable.int, size: null, nullable: true }, "request"] },
    /row 2, column `xs`, at xs\[1\]: "1.5" is not a valid int64; it takes a whole number$/,
  ],
  [
    "a list of lists with an element that does not convert",
    'xs,event_timestamp\n"[[1],[""a""]]",2024-01-01\n',
    {
      xs: [
        {
          kind: "array",
          element: { kind: "array", element: nullable.int, size: null, nullable: true },
          size: null,
          nullable: true,
        },
        "request",
      ],
    },
    /row 1, column `xs`, at xs\[1\]\[0\]: "a" is not a valid int64/,
  ],
  [
    "a vector with a null, of another length",
    'w,event_timestamp\n"[1,null]",2024-01-01\n',
    { w: [{ kind: "array", element: scalar("float32"), size: 3, nullable: true }, "request"] },
    /row 1, column `w`: "\[1, NULL\]" has 2 elements, and is not a valid float32\[3\]/,
  ],
  [
    "a time that does not exist",
    "id,event_timestamp\n1,2024-01-01\n2,2024-02-30\n",
    { id: nullable.int },
    /row 2, column `event_timestamp`: "2024-02-30" is not a valid time/,
  ],
  [
    "an empty text for a time",
    'id,event_timestamp\n1,""\n',
    { id: nullable.int },
    /row 1, column `event_timestamp`: "" is not a valid time/,
  ],
  [
    "a null in a non-null field (C24)",
    "x,event_timestamp\n1,2024-01-01\n,2024-01-01\n",
    { x: [scalar("int64"), "request"] },
    /row 2, column `x`: request field `x` can't be null/,
  ],
  [
    "a feature's name",
    "id,F,event_timestamp\n1,2,2024-01-01\n",
    { id: nullable.int },
    /column `F` has the name of feature `f` of echo/,
  ],
  [
    "a name that Feat reserves",
    "id,feat_at,event_timestamp\n1,2,2024-01-01\n",
    { id: nullable.int },
    /`feat_at` is Feat's own/,
  ],
  [
    "two columns with one name",
    "id,ID,event_timestamp\n1,2,2024-01-01\n",
    { id: nullable.int },
    /two columns named `id` and `ID`/,
  ],
  [
    "a line with too many fields",
    "id,event_timestamp\n1,2024-01-01,3\n",
    { id: nullable.int },
    /line 2 of the CSV file: Expected Number of Columns: 2 Found: 3$/,
  ],
  ["nothing", "", { id: nullable.int }, /bad.csv is empty/],
])("labels refused: %s", async (_, text, inputs, message) => {
  const path = csv("bad.csv", text);
  const running = runTraining({
    warehouse,
    artifact: echoArtifact(inputs),
    labels: { kind: "file", path },
    out: { path: at("never.parquet") },
  });
  await expect(running).rejects.toThrow(DataError);
  await expect(running).rejects.toThrow(message);
  expect(existsSync(at("never.parquet"))).toBe(false);
});

test("labels that do not exist, or are not Parquet", async () => {
  const artifact = echoArtifact({ id: nullable.int });
  writeFileSync(at("text.parquet"), "id\n1\n");
  writeFileSync(at("labels.txt"), "id\n1\n");
  await query(`COPY (SELECT [1] AS id, 5 AS event_timestamp) TO '${at("list.parquet")}'`);
  for (const [name, message] of [
    ["nowhere.csv", /label file .*nowhere.csv does not exist/],
    ["text.parquet", /text.parquet is not a Parquet file/],
    ["labels.txt", /the name must end in .parquet or .csv/],
    ["list.parquet", /column `event_timestamp` is INTEGER, and time column `event_timestamp` is timestamp/],
  ] as const) {
    const running = runTraining({
      warehouse,
      artifact,
      labels: { kind: "file", path: at(name) },
      out: { path: at("never.csv") },
    });
    await expect(running).rejects.toThrow(DataError);
    await expect(running).rejects.toThrow(message);
  }
});

test.each(["a file", "a file/below"])("an output path below a file: %s", async (below) => {
  writeFileSync(at("a file"), "mine");
  const running = runTraining({
    warehouse,
    artifact: echoArtifact({ id: nullable.int }),
    labels: { kind: "rows", rows: [{ at: 1, inputs: { id: 7 } }] },
    out: { path: at(`${below}/out.csv`) },
  });
  await expect(running).rejects.toThrow(DataError);
  await expect(running).rejects.toThrow(
    `can't make the folder ${at(below)}: there is a file at ${at("a file")}, where a folder is needed`,
  );
  expect(readFileSync(at("a file"), "utf8")).toBe("mine");
});

describe("statements", () => {
  const labels: Labels = {
    kind: "rows",
    rows: [
      { at: 1, inputs: { id: 7 } },
      { at: null, inputs: { id: null } },
    ],
  };
  const over = (sql: string): TrainingArtifact => ({ ...echoArtifact({ id: nullable.int }), sql });

  test("rows come from the caller and go to the caller", async () => {
    const features = [];
    for await (const { columns } of trainingRows({
      warehouse,
      labels,
      artifact: over("SELECT feat_in_id AS f FROM feat_labels ORDER BY feat_row"),
    }))
      features.push(...columns[0]!);
    expect(features).toEqual([7, null]);
  });

  test.each<[string, string, RegExp]>([
    [
      "a missing table",
      "SELECT 1 AS f FROM feat_labels, raw.clicks",
      /table raw.clicks does not exist in the warehouse/,
    ],
    ["a missing column", "SELECT nothing AS f FROM feat_labels", /a source has no column "nothing" in its data/],
    [
      "an error of the statement itself",
      "SELECT error('feature x: int64 overflow (label row 3)') AS f FROM feat_labels",
      /^feature x: int64 overflow \(label row 3\)$/,
    ],
  ])("%s", async (_, sql, message) => {
    for (const name of ["never.csv", "never.parquet"]) {
      const running = runTraining({ warehouse, artifact: over(sql), labels, out: { path: at(`nothing/${name}`) } });
      await expect(running).rejects.toThrow(DataError);
      await expect(running).rejects.toThrow(message);
    }
    expect(existsSync(at("nothing")) ? readdirSync(at("nothing")) : []).toEqual([]);
  });

  test("an int64 overflow names the feature and the label row (B3)", async () => {
    const rows = Array.from({ length: 1000 }, (_, id) => ({ at: 1, inputs: { id } }));
    const sql =
      "SELECT feat_in_id AS f, feat_in_id * 2 AS g, feat_in_id * 13000000000000000 AS h FROM feat_labels ORDER BY feat_row";
    const features = ["f", "g", "h"].map((name) => ({ name, type: scalar("int64") }));
    const artifact = { ...over(sql), features };
    const many: Labels = { kind: "rows", rows };
    const message = "feature h of echo: int64 overflow at label row 711";
    await expect(runTraining({ warehouse, artifact, labels: many, out: { path: at("never.csv") } })).rejects.toThrow(
      message,
    );
    const reading = async () => {
      for await (const batch of trainingRows({ warehouse, artifact, labels: many }))
        expect(batch.rows).toBeGreaterThan(0);
    };
    await expect(reading()).rejects.toThrow(message);
    await expect(reading()).rejects.toThrow(DataError);
  });

  test("a statement that loses rows leaves no file", async () => {
    const running = runTraining({
      warehouse,
      artifact: over("SELECT 1 AS f FROM feat_labels LIMIT 1"),
      labels,
      out: { path: at("lost.csv") },
    });
    await expect(running).rejects.toThrow(/1 rows came out for 2 labels/);
    expect(existsSync(at("lost.csv"))).toBe(false);
  });

  test("CSV output: values that are not scalars are JSON, times are RFC 3339, bytes base64", async () => {
    const sql =
      "SELECT [1, NULL] AS a, make_timestamptz(1704067200123456) AS t, 'x'::BLOB AS y, DATE '2024-01-01' AS d, NULL::VARCHAR AS n, '' AS e, true AS b FROM feat_labels LIMIT 2";
    await runTraining({ warehouse, artifact: over(sql), labels, out: { path: at("forms.csv") } });
    expect(readFileSync(at("forms.csv"), "utf8").split("\n")[1]).toBe(
      '"[1,null]",2024-01-01T00:00:00.123456Z,eA==,2024-01-01,,"",true',
    );
  });
});

describe("a database file", () => {
  const labels: Labels = { kind: "rows", rows: [{ at: 1, inputs: { id: 7 } }] };
  const artifact: TrainingArtifact = {
    ...echoArtifact({ id: nullable.int }),
    sql: "SELECT x AS f FROM feat_labels, raw.clicks",
  };
  const first = async (path: string) => {
    await using file = await openDuckDB({ folder, path });
    const rows: unknown[] = [];
    for await (const { columns } of trainingRows({ warehouse: file, labels, artifact })) rows.push(...columns[0]!);
    return rows;
  };

  test("it is only read, and by several at once", async () => {
    await using writer = await openDuckDB({ folder, path: "deep/w.duckdb", access: "write" });
    await writer.run("CREATE SCHEMA raw; CREATE TABLE raw.clicks AS SELECT 5 AS x");
    await writer.close();
    await using other = await openDuckDB({ folder, path: "deep/w.duckdb" });
    expect(await first("deep/w.duckdb")).toEqual([5]);
    await expect(other.run("CREATE TABLE y AS SELECT 1")).rejects.toThrow(/read-only/);
  });

  test("if it does not exist it counts as empty and is not created; a file that is not a database is an error", async () => {
    await expect(first("nowhere/w.duckdb")).rejects.toThrow(/table raw.clicks does not exist in the warehouse/);
    expect(existsSync(at("nowhere"))).toBe(false);
    writeFileSync(at("garbage.duckdb"), "no database".repeat(5000));
    await expect(first("garbage.duckdb")).rejects.toThrow(DataError);
    await expect(first("garbage.duckdb")).rejects.toThrow(/can't open the warehouse .*garbage.duckdb: /);
  });
});
