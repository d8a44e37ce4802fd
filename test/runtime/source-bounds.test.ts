/** A statement for certain instants reads only the rows that can matter to them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, test } from "vitest";
import type { SourceTime } from "../../runtime/artifacts.js";
import { bind, type Bound as Views } from "../../runtime/warehouse/duckdb/bind.js";
import type { Engine } from "../../runtime/warehouse/duckdb/engine.js";
import { physicalOf } from "../../runtime/warehouse/duckdb/physical.js";
import { boundsOf } from "../../runtime/warehouse/sources/bounds.js";
import { Bound, file, query, table } from "../meaning/support/bound.js";

const bound = await Bound.open();
afterAll(() => bound.close());

const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run("SET TimeZone = 'UTC'; SET threads = 1; SET enable_external_file_cache = false");
const engine: Engine = {
  environment: {},
  labelColumns: null,
  folder: process.cwd(),
  run: async (sql) => void (await connection.run(sql)),
  runAlone: async (sql) => void (await connection.run(sql)),
  rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
  columns: async (from) => {
    const found = await connection.run(`SELECT * FROM ${from} LIMIT 0`);
    return found.columnNames().map((name, index) => ({ name, type: physicalOf(found.columnType(index)) }));
  },
};
const place = { folder: bound.folder, environment: {} };
const second = 1_000_000;
const start = Date.UTC(2024, 0, 1) * 1000;

/** Makes the row groups of a file unreadable, except those with rows between two instants (in seconds). */
async function spoil(path: string, from: number, to: number): Promise<void> {
  const whole = join(bound.folder, path);
  const bytes = readFileSync(whole);
  const groups = await engine.rows(
    `SELECT row_group_id, min(coalesce(dictionary_page_offset, data_page_offset)), max(data_page_offset + total_compressed_size), sum(row_group_num_rows) // count(*) FROM parquet_metadata('${whole}') GROUP BY 1 ORDER BY 1`,
  );
  let second = 0;
  let spoilt = 0;
  for (const [, start, end, rows] of groups.map((group) => group.map(Number))) {
    if (second > to || second + rows! - 1 < from) {
      bytes.fill(0xff, start!, end!);
      spoilt += rows!;
    }
    second += rows!;
  }
  expect(spoilt).toBeGreaterThan(150_000);
  writeFileSync(whole, bytes);
}

/** The sum over all rows of a source, in a statement for these instants, and the filters of its scan. */
async function summed(
  instants: { first: number; last: number } | null,
  path: string,
  more: object,
): Promise<{ readonly sum: string; readonly filters: string }> {
  const said = { columns: { x: "int64" }, reach: { before: 3600 * second, after: 0 }, ...more };
  await bind(engine, [bound.binding(file(path), said)], place, new Map() as Views, instants);
  const sql = 'SELECT sum(x)::VARCHAR FROM feat_source_s WHERE "@time" IS NOT NULL';
  const [[sum] = []] = await engine.rows(sql);
  const [[, plan] = []] = await engine.rows(`EXPLAIN (ANALYZE, FORMAT json) ${sql}`);
  const filters = [...String(plan).matchAll(/"Filters": ([^\n]*)/g)].map(([, filter]) => filter);
  return { sum: String(sum), filters: filters.join("; ") };
}

describe("row groups without rows that matter are skipped", () => {
  const rows = (t: string) => `SELECT (hash(i) >> 2)::BIGINT AS x, ${t} AS t FROM range(200000) r(i)`;
  const types: readonly (readonly [name: string, sql: string, more: object])[] = [
    ["a timestamp", "TIMESTAMP '2024-01-01' + to_seconds(i)", {}],
    ["a timestamp with a zone", "(TIMESTAMP '2024-01-01' + to_seconds(i)) AT TIME ZONE 'UTC'", {}],
    ["nanoseconds", "(TIMESTAMP '2024-01-01' + to_seconds(i))::TIMESTAMP_NS", {}],
    ["seconds", "(1704067200 + i)::BIGINT", { time: { format: "unix_s" } }],
    ["milliseconds", "(1704067200 + i)::BIGINT * 1000", { time: { format: "unix_ms" } }],
    ["microseconds", "(1704067200 + i)::BIGINT * 1000000", { time: { format: "unix_us" } }],
    ["nanoseconds as numbers", "(1704067200 + i)::BIGINT * 1000000000", { time: { format: "unix_ns" } }],
  ];
  test.each(types)("by the file's statistics of %s", async (_, sql, more) => {
    await bound.copy("groups.parquet", rows(sql), "FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION uncompressed");
    const instant = start + 100_000 * second;
    await summed(null, "groups.parquet", more);
    await spoil("groups.parquet", 100_000 - 3600, 100_000);
    await expect(summed(null, "groups.parquet", more)).rejects.toThrow();
    const some = await summed({ first: instant, last: instant }, "groups.parquet", more);
    expect(some.filters).toMatch(/t>=.*t<=|t<=.*t>=/);
    const [[wanted] = []] = await engine.rows(
      "SELECT sum((hash(i) >> 2)::BIGINT)::VARCHAR FROM range(100000 - 3600, 100001) r(i)",
    );
    expect(some.sum).toBe(wanted);
  });

  test("a null count of zero in the statistics removes the null check of a column", async () => {
    await bound.copy("whole.parquet", rows("TIMESTAMP '2024-01-01' + to_seconds(i)"));
    const binding = bound.binding(file("whole.parquet"), { columns: { x: "int64" } });
    const [view] = await bind(engine, [binding], place, new Map() as Views);
    expect(view?.statements.join("\n")).not.toContain("error(");
    await bound.copy("holes.parquet", "SELECT NULL::BIGINT AS x, TIMESTAMP '2024-01-01' AS t");
    const holes = bound.binding(file("holes.parquet"), { columns: { x: "int64" } });
    const [guarded] = await bind(engine, [holes], place, new Map() as Views);
    expect(guarded?.statements.join("\n")).toContain("error('column x of source s is null");
  });
});

describe("no row that matters is left out", () => {
  const around = [-86_400_000_001, -1_000_001, -1000, -1, 0, 1, 999, 1000, 1_000_000, 86_400_000_000].map(String);
  const instants = ["1704067200000000", "-1", "0", "1718000000123456", "253402300799999999", "-62135596800000000"];
  const kinds: readonly (readonly [sql: (micros: string) => string, time: Partial<SourceTime>])[] = [
    [(micros) => `make_timestamp(${micros}::BIGINT)`, {}],
    [(micros) => `make_timestamp(${micros}::BIGINT)`, { zone: "Pacific/Kiritimati" }],
    [(micros) => `make_timestamp(${micros}::BIGINT)`, { zone: "America/Adak" }],
    [(micros) => `make_timestamp(${micros}::BIGINT) AT TIME ZONE 'UTC'`, {}],
    [(micros) => `make_timestamp(${micros}::BIGINT) AT TIME ZONE 'UTC'`, { zone: "America/Adak" }],
    [(micros) => `TRY(make_timestamp_ns(${micros}::BIGINT * 1000))`, {}],
    [(micros) => `CAST(make_timestamp(${micros}::BIGINT) AS DATE)`, { format: "date", day: "start" }],
    [
      (micros) => `CAST(make_timestamp(${micros}::BIGINT) AS DATE)`,
      { format: "date", day: "end", zone: "Pacific/Kiritimati" },
    ],
    [
      (micros) => `date_trunc('day', make_timestamp(${micros}::BIGINT))`,
      { format: "date", day: "end", zone: "America/Adak" },
    ],
    [(micros) => `CAST(make_timestamp(${micros}::BIGINT) AS DATE)`, {}],
    [(micros) => `${micros}::BIGINT // 1000000`, { format: "unix_s" }],
    [(micros) => `${micros}::BIGINT // 1000`, { format: "unix_ms" }],
    [(micros) => `${micros}::BIGINT`, { format: "unix_us" }],
    [(micros) => `TRY_CAST(${micros}::HUGEINT * 1000 AS BIGINT)`, { format: "unix_ns" }],
    [(micros) => `TRY_CAST(${micros}::BIGINT // 1000000 AS INTEGER)`, { format: "unix_s" }],
    [(micros) => `${micros}::DOUBLE / 1e6`, { format: "unix_s" }],
  ];
  test.each(kinds.map(([sql, time]) => [sql("µ"), JSON.stringify(time), sql, time] as const))(
    "%s, %s",
    async (_, __, sql, time) => {
      for (const at of instants) {
        const values = around.map((off) => `(${sql(String(BigInt(at) + BigInt(off)))})`).join(", ");
        const first = BigInt(at) - 2_000_000n;
        const matter = `count(*) FILTER (WHERE "@time" BETWEEN ${first} AND ${at})`;
        await bound.warehouse.run(`CREATE OR REPLACE TABLE many AS SELECT 1 AS x, t FROM (VALUES ${values}) v(t)`);
        const said = { columns: { x: "int64" }, time };
        const all = await bound.rows(table("many"), said, matter, "1");
        const reach = { before: 2 * second, after: 0 };
        expect(await bound.rows(table("many"), { ...said, reach }, matter, "1", BigInt(at))).toEqual(all);
      }
    },
  );

  test("rows whose time is infinite or a text are kept", async () => {
    const reach = { before: null, after: 0 };
    const infinite = query("SELECT 1 AS x, TIMESTAMP '-infinity' AS t");
    expect(await bound.rows(infinite, { columns: { x: "int64" }, reach }, "x", "1", start)).toEqual([1]);
    const text = query("SELECT 1 AS x, '2024-01-01' AS t");
    expect(await bound.rows(text, { columns: { x: "int64" }, reach }, "x", "1", start)).toEqual([1]);
  });
});

describe("files in folders named for their day", () => {
  const days = ["2024-01-01", "20240102", "2024-03-01", "2024-03-02", "2024-06-01", "not a day"];
  const said = { columns: { x: "int64", ds: "string" }, time: { column: "ds", format: "date", day: "end" } } as const;

  test("are not opened if their day cannot matter", async () => {
    for (const [index, ds] of days.entries())
      await bound.copy(`days/ds=${ds}/a.parquet`, `SELECT ${index} AS x WHERE ${index} < 5`);
    const at = Date.UTC(2024, 2, 2) * 1000;
    const reach = { before: 86_400 * second, after: 0 };
    const [view] = await bind(
      engine,
      [bound.binding(file("days/*/*.parquet"), { ...said, reach })],
      place,
      new Map() as Views,
      { first: at, last: at },
    );
    const text = view?.statements.join("\n") ?? "";
    expect(days.filter((ds) => text.includes(`ds=${ds}/`))).toEqual(["2024-03-01", "2024-03-02", "not a day"]);
    const matter = `count(*) FILTER (WHERE "@time" BETWEEN ${at - 86_400 * second} AND ${at})`;
    expect(await engine.rows(`SELECT ${matter}::INT FROM feat_source_s`)).toEqual([[1]]);
    const early = { first: start - 400 * 86_400 * second, last: start - 400 * 86_400 * second };
    const kept = bound.binding(file("days/ds=2*/*.parquet"), { ...said, reach });
    await bind(engine, [kept], place, new Map() as Views, early);
    expect(await engine.rows("SELECT count(*)::INT FROM feat_source_s")).toEqual([[0]]);
  });
});

test("statements that read different columns in turn keep one view, until the data changes", async () => {
  await bound.copy("turns.parquet", "SELECT 1 AS a, 2 AS b, TIMESTAMP '2024-01-01' AS t");
  const views: Views = new Map();
  const of = async (column: string) => {
    const binding = bound.binding(file("turns.parquet"), { columns: { [column]: "int64" } });
    const [view] = await bind(engine, [binding], place, views);
    return view;
  };
  await of("a");
  const both = await of("b");
  expect(await of("a")).toBe(both);
  expect(await of("b")).toBe(both);
  await bound.copy("turns.parquet", "SELECT 1.0 AS a, TIMESTAMP '2024-01-01' AS t, 'changed' AS c");
  expect(await of("a")).not.toBe(both);
  await expect(of("b")).rejects.toThrow('there is no column "b"');
});

test("a source without a reach is read whole, and so is every source if there are no instants", () => {
  expect(boundsOf(undefined, { first: 0, last: 1 })).toBeNull();
  expect(boundsOf({ before: 5, after: 7 }, null)).toBeNull();
  expect(boundsOf({ before: null, after: null }, { first: 0, last: 1 })).toBeNull();
  expect(boundsOf({ before: 5, after: -7 }, { first: 10, last: 20 })).toEqual({ from: 5n, to: 13n });
});
