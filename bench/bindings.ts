/**
 * What it costs to read a source through its binding, beside reading the file itself.
 *
 *   npx tsx bench/bindings.ts [rows]
 *
 * Writes a Parquet file of ints, floats, texts and timestamps (10,000,000 rows by default), and runs the same
 * aggregates over the raw file and over the source's relation in turn, for several rounds. Prints the medians of CPU
 * and wall time, and their ratios. Where the types match, the ratio should be near 1. Where values must be checked, it
 * shows what the check costs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { SourceBinding } from "../runtime/artifacts.js";
import { type ScalarName, scalar } from "../runtime/types.js";
import { bind } from "../runtime/warehouse/duckdb/bind.js";
import type { Engine } from "../runtime/warehouse/duckdb/engine.js";
import { physicalOf } from "../runtime/warehouse/duckdb/physical.js";

const count = Number(process.argv[2] ?? 10_000_000);
const ROUNDS = 7;
const folder = mkdtempSync(join(tmpdir(), "feat-bench-"));
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run("SET TimeZone = 'UTC'");
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

const path = join(folder, "rows.parquet");
await connection.run(
  `COPY (SELECT (hash(i) % 1000000)::BIGINT AS id, (hash(i + 1) % 1000)::INTEGER AS small, (hash(i + 2) % 1000000)::DOUBLE / 7 AS amount,
    (hash(i + 3) % 100000)::DOUBLE AS whole, 'category ' || hash(i + 4) % 50 AS category, TIMESTAMP '2024-01-01' + to_milliseconds(i * 100) AS t
  FROM range(${count}) r(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
);

interface Measured {
  readonly name: string;
  readonly declared: Readonly<Record<string, readonly [type: ScalarName, nullable: boolean]>>;
  /** The same query over the raw file, and over the source's relation. */
  readonly raw: string;
  readonly bound: string;
}
const cases: readonly Measured[] = [
  {
    name: "types match: int64, int32, string",
    declared: { id: ["int64", false], small: ["int32", false], category: ["string", false] },
    raw: "SELECT sum(id), sum(small), max(category) FROM raw",
    bound: "SELECT sum(id), sum(small), max(category) FROM feat_source_s",
  },
  {
    name: "types match: float64 (NaN reads as null)",
    declared: { amount: ["float64", true] },
    raw: "SELECT sum(amount) FROM raw",
    bound: "SELECT sum(amount) FROM feat_source_s",
  },
  {
    name: "types match: int64, float64 and time, by key",
    declared: { id: ["int64", false], amount: ["float64", true] },
    raw: "SELECT max(s), max(t) FROM (SELECT id, max(amount) AS s, max(epoch_us(t)) AS t FROM raw WHERE t IS NOT NULL GROUP BY id)",
    bound:
      'SELECT max(s), max(t) FROM (SELECT id, max(amount) AS s, max("@time") AS t FROM feat_source_s WHERE "@time" IS NOT NULL GROUP BY id)',
  },
  {
    name: "int32 as int64",
    declared: { small: ["int64", false] },
    raw: "SELECT sum(small), max(small) FROM raw",
    bound: "SELECT sum(small), max(small) FROM feat_source_s",
  },
  {
    name: "a whole number in floats, as int64",
    declared: { whole: ["int64", false] },
    raw: "SELECT sum(CAST(whole AS BIGINT)), max(CAST(whole AS BIGINT)) FROM raw",
    bound: "SELECT sum(whole), max(whole) FROM feat_source_s",
  },
];

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
async function timed(sql: string): Promise<{ readonly cpu: number; readonly wall: number }> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await connection.runAndReadAll(sql);
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall: performance.now() - wall };
}

console.log(`${count} rows; milliseconds; medians of ${ROUNDS} rounds, in turn`);
for (const { name, declared, raw, bound } of cases) {
  await connection.run(`CREATE OR REPLACE TEMP VIEW raw AS SELECT * FROM read_parquet('${path}')`);
  const source: SourceBinding = {
    source: "s",
    relation: "feat_source_s",
    location: { kind: "file", path, folder: "", format: "parquet" },
    at: { file: "s.yaml", line: 1 },
    columns: Object.entries(declared).map(([column, [type, nullable]]) => ({
      name: column,
      column,
      type: scalar(type, nullable),
    })),
    time: { column: "t", format: "timestamp", zone: null, day: "start" },
    key: [],
  };
  await bind(engine, [source], { folder, environment: {} }, new Map());
  const [left, right] = [await engine.rows(raw), await engine.rows(bound)];
  // Sums of floats depend on the order of threads.
  const texts = [left, right].map((rows) => String(rows.flat().map((value) => Number(value).toPrecision(9))));
  if (texts[0] !== texts[1]) throw new Error(`${name}: ${left} and ${right} differ`);
  const rounds: { readonly raw: { cpu: number; wall: number }; readonly bound: { cpu: number; wall: number } }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ raw: await timed(raw), bound: await timed(bound) });
  const of = (side: "raw" | "bound", what: "cpu" | "wall"): number => median(rounds.map((each) => each[side][what]));
  const ratio = (what: "cpu" | "wall"): string => (of("bound", what) / of("raw", what)).toFixed(2);
  console.log(
    `${name.padEnd(48)} cpu ${of("raw", "cpu").toFixed(0)} → ${of("bound", "cpu").toFixed(0)} (× ${ratio("cpu")})   wall ${of("raw", "wall").toFixed(0)} → ${of("bound", "wall").toFixed(0)} (× ${ratio("wall")})`,
  );
}
rmSync(folder, { recursive: true, force: true });
