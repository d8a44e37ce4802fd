/**
 * Compares every strategy of every engine with the oracle on data that plans find hard: hot keys, ties, rows exactly at
 * the ends of windows, tables of no or one row, outliers, keys that look alike, labels out of order and repeated.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Dialect, dialectNamed, trainingArtifact } from "../../compiler/sql/index.js";
import { openDuckDB, trainingRows, type Value, type Warehouse, warehouses } from "../../runtime/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import { copyTables } from "../postgres/copy-tables.js";
import { ownPostgres } from "../support/own-postgres.js";
import { serviceAt, worldOf } from "./evaluate/index.js";
import { compileTexts } from "./support/compile.js";
import { loadSource } from "./support/load.js";
import { same } from "./support/same.js";

const folder = mkdtempSync(join(tmpdir(), "feat-adversarial-"));
mkdirSync(join(folder, "data"));
const duckdb = await openDuckDB({ folder, threads: 2 });
const url = await ownPostgres();
const postgres = dialectNamed("postgres")!;
interface Engine {
  readonly dialect: Dialect;
  readonly warehouse: Warehouse;
}
const engines: readonly Engine[] = [
  { dialect: dialectNamed("duckdb")!, warehouse: duckdb },
  {
    dialect: postgres,
    warehouse: await warehouses.get("postgres")!.open(url, { folder, environment: {}, prelude: postgres.prelude?.() }),
  },
];
afterAll(async () => {
  for (const { warehouse } of engines) await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const files = {
  "feat.yaml": "project: hard\nsources: sources.yaml\ndialects: [duckdb, postgres, spark]\n",
  "sources.yaml": `sources:
  events:
    kind: events
    file: data/events.parquet
    table: { postgres: hard_events }
    time: at
    columns: { a: string, b: string, x: float64, n: int64?, flag: bool, delay_s: int64 }
  states:
    kind: state
    file: data/events.parquet
    table: { postgres: hard_events }
    time: at
    created: made
    columns: { a: string, b: string, x: float64, n: int64?, flag: bool }
  versions:
    kind: events
    key: [n]
    file: data/events.parquet
    table: { postgres: hard_events }
    time: at
    created: made
    columns: { a: string, b: string, x: float64, n: int64?, flag: bool }
`,
  "main.feat": `entity p { a: string, b: string }
view windows for p from events {
  c = count() over [1h, 7d]
  s = sum(x) over [1h, 7d]
  m = max(x) over 7d
  k = count() where flag over 7d
  total = sum(n) over lifetime
  distinct = count_distinct(n) over 7d
  newest = last_n(n, 3) over 7d
}
view late for p from events delay 1h { late_c = count() over 1h }
view paced for p from events every 1h { paced_c = count() over 1h }
view since for p from events { run = count() over since flag }
view recent for p from events { recent_s = sum(x) over last 3 rows }
view state for p from states ttl 7d { x, n, flag }
view known for p from states known { known_x = x }
view kept for p from versions { kept_c = count() over lifetime, kept_s = sum(x) over 7d }
${["windows", "late", "paced", "since", "recent", "state", "known", "kept"].map((view) => `service ${view}_s { ${view}.* }`).join("\n")}
`,
};
const { project } = compileTexts(files);

const at = (micros: string): string => `make_timestamp(1709251200000000 + (${micros})::BIGINT)`;
const HOUR = 3_600_000_000;
const WEEK = 168 * HOUR;

/** SQL for rows with these columns, and defaults for the others. `i` is the row's number. */
const rows = (count: number, columns: Readonly<Record<string, string>>): string => {
  const all = {
    a: "'a' || i % 3",
    b: "'b'",
    at: at(`i * ${HOUR / 4}`),
    made: at(`i * ${HOUR / 4} + (i % 5) * ${HOUR}`),
    x: "(i * 7 % 11)::DOUBLE",
    n: "nullif(i % 6, 5)",
    flag: "i % 13 = 0",
    delay_s: "0",
    ...columns,
  };
  const list = Object.entries(all).map(([name, sql]) => `${sql} AS ${name}`);
  return `SELECT ${list.join(", ")} FROM range(${count}) AS r(i)`;
};

interface Hard {
  readonly name: string;
  readonly events: string;
  /** The keys and times (in microseconds) of the labels. */
  readonly labels: readonly (readonly [a: string | null, b: string | null, micros: number | null])[];
}

const steps = (count: number, step: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + Math.round(index * step));
const on = (a: string, b: string, micros: readonly number[]): Hard["labels"] => micros.map((each) => [a, b, each]);
const end = 400 * (HOUR / 4);

const hard: readonly Hard[] = [
  { name: "no rows", events: `${rows(1, {})} WHERE false`, labels: on("a0", "b", [0, HOUR]) },
  { name: "one row", events: rows(1, {}), labels: on("a0", "b", [-1, 0, 1, HOUR, HOUR + 1, WEEK, WEEK + 1]) },
  {
    name: "a hot key",
    events: rows(500, { a: "CASE WHEN i % 10 < 9 THEN 'hot' ELSE 'a' || i END" }),
    labels: [...on("hot", "b", steps(30, end / 29)), ...on("a9", "b", steps(4, end / 3)), ["cold", "b", end]],
  },
  {
    name: "all times equal",
    events: rows(60, { at: at("0"), made: at("(i % 4) * 1000000") }),
    labels: on("a1", "b", [-1, 0, 1, 1_000_000, 3_000_000, HOUR]),
  },
  {
    name: "rows at t and t - w, and a microsecond before and after",
    events: rows(18, {
      a: "'a0'",
      at: at(`(i % 3 - 1) + [0, ${-HOUR}, ${-WEEK}, ${-2 * HOUR}, ${HOUR}, ${-HOUR - WEEK}][i // 3 + 1]`),
      made: at("0"),
    }),
    labels: on("a0", "b", [-HOUR, -1, 0, 1, HOUR - 1, HOUR, HOUR + 1, 2 * HOUR]),
  },
  {
    name: "outliers that swallow small numbers",
    // These rows have left all windows before the first label.
    events: rows(900, { x: "CASE WHEN i < 40 THEN 1e16 * (i % 2 * 2 - 1) ELSE 0.1 * (i % 7) END" }),
    labels: on("a1", "b", steps(12, 4 * HOUR, WEEK + 11 * HOUR)),
  },
  {
    name: "keys that concatenate alike",
    events: rows(90, { a: "['ab', 'a', '', 'a|b'][i % 4 + 1]", b: "['c', 'bc', 'abc', 'c'][i % 4 + 1]" }),
    labels: (["ab", "a", "", "a|b", "abc"] as const).flatMap((a) =>
      (["c", "bc", "abc", ""] as const).map((b) => [a, b, 20 * HOUR] as const),
    ),
  },
  {
    name: "labels out of order, twice, and without a key or a time",
    events: rows(200, {}),
    labels: [
      ...on("a0", "b", [end, 0, HOUR, end, 3 * HOUR, HOUR]),
      [null, "b", HOUR],
      ["a0", null, HOUR],
      ["a0", "b", null],
      ...on("a2", "b", [2 * HOUR, 2 * HOUR]),
    ],
  },
  {
    name: "duplicate rows",
    events: `${rows(40, {})} UNION ALL ${rows(40, {})}`,
    labels: on("a1", "b", steps(12, HOUR)),
  },
];

describe.each(hard)("$name", ({ events, labels }) => {
  test("every strategy agrees with the oracle", async () => {
    await duckdb.run(`CREATE OR REPLACE TABLE hard_events AS ${events}`);
    await duckdb.run(`COPY hard_events TO '${join(folder, "data/events.parquet")}' (FORMAT parquet)`);
    await copyTables(duckdb, url, ["hard_events"]);
    const physical = new Map<string, Awaited<ReturnType<typeof loadSource>>>();
    for (const source of project.sources)
      if (source.node === "physical") physical.set(source.name, await loadSource(duckdb, folder, source));
    const world = worldOf(project, physical);
    const asked = labels.map(([a, b, micros]) => ({
      at: micros === null ? null : 1_709_251_200_000_000 + micros,
      inputs: { a, b },
    }));
    for (const service of project.services) {
      const expected = asked.map((label) => {
        const t = label.at === null ? null : BigInt(label.at);
        return serviceAt(world, service, new Map(Object.entries(label.inputs)), { stored: t, read: t });
      });
      for (const { engine, strategy, artifact } of engines.flatMap((engine) => {
        const artifact = trainingArtifact(project, service, { dialect: engine.dialect });
        return strategiesOf(artifact.sql).map((strategy) => ({ engine, strategy, artifact }));
      })) {
        const { warehouse, dialect } = engine;
        const found: (readonly Value[])[] = [];
        for await (const batch of trainingRows({
          warehouse,
          artifact,
          labels: { kind: "rows", rows: asked },
          strategy,
        }))
          for (let row = 0; row < batch.rows; row++) found.push(batch.columns.map((column) => column[row] ?? null));
        expect(found.length).toBe(asked.length);
        const way = `by ${strategy} of ${dialect.name}`;
        for (const [index, answer] of expected.entries())
          for (const [place, { name, type }] of service.features.entries()) {
            const [should, is] = [answer.get(name)?.value ?? null, found[index]?.[place] ?? null];
            if (!same(type, should, is))
              expect(is, `${name} of label ${index} (${JSON.stringify(labels[index])}) ${way}`).toEqual(should);
          }
      }
    }
  });
});
