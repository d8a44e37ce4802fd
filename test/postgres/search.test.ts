/** However a table writes its times, all strategies find the same rows, and a search uses the index of keys and time. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile, trainingArtifact } from "../../compiler/index.js";
import { dialectNamed } from "../../compiler/sql/index.js";
import { trainingRows } from "../../runtime/training/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import type { Engine } from "../../runtime/warehouse/postgres/engine.js";
import { openPostgres } from "../../runtime/warehouse/postgres/index.js";
import { findingOf, missingIndex, searchedTable } from "../../runtime/warehouse/postgres/sources/indexes.js";
import { ownPostgres } from "../support/own-postgres.js";
import { firstColumn, withClient } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "feat-search-"));
let url: string;

/** Instants at the ends of ranges in which times convert in different ways, and within them. */
const texts = [
  "-infinity",
  "1500-06-01 12:00:00.000001",
  "1899-12-31 23:59:59.999999",
  "1900-01-02 00:00:00",
  "1969-12-31 23:59:59.999999",
  "1970-01-01 00:00:00.000001",
  "2024-01-01 00:00:00",
  "2024-01-01 00:00:00",
  "2024-01-01 10:00:00.123456",
  "2024-01-02 00:00:00",
  "2024-01-05 07:30:00.000001",
  "2040-12-31 23:59:59.999999",
  "2041-01-01 00:00:00.000001",
  "2300-02-03 04:05:06.000007",
  "9000-01-01 00:00:00",
  "infinity",
];
const micros = (text: string): bigint =>
  BigInt(Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`)) * 1000n + BigInt(text.slice(20) || 0);
const finite = texts.filter((text) => !text.includes("infinity"));
const instants = [...new Set(finite.flatMap((text) => [-1n, 0n, 1n].map((by) => micros(text) + by)))];

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}` : each)) ?? "nothing";

interface Times {
  readonly type: string;
  /** SQL for the column's value, from a text. */
  readonly from: string;
  /** The source's `time` in the YAML. */
  readonly time: string;
  /** True if an index of the column finds rows by their instants. */
  readonly indexed: boolean;
  readonly texts: readonly string[];
  /** The type of the key. The default is the declared one. */
  readonly key?: string;
  /** The services that are tried. The default is all. */
  readonly services?: readonly string[];
}
const all = ["latest", "stale", "windows", "edge", "last", "kinds"];
const counted = (text: string, of: string): string => `(extract(epoch FROM ${text}::timestamptz) * ${of})::bigint`;
const times: Readonly<Record<string, Times>> = {
  timestamptz: { type: "timestamptz", from: "x::timestamptz", time: "at", indexed: true, texts },
  timestamp: { type: "timestamp", from: "x::timestamp", time: "at", indexed: true, texts },
  "timestamptz with small keys": {
    type: "timestamptz",
    from: "x::timestamptz",
    time: "at",
    indexed: true,
    texts: texts.slice(6),
    key: "smallint",
  },
  "timestamp with integer keys": {
    type: "timestamp",
    from: "x::timestamp",
    time: "at",
    indexed: true,
    texts,
    key: "int",
  },
  "timestamp in a zone": {
    type: "timestamp",
    from: "x::timestamp",
    time: "{ column: at, zone: Europe/Berlin }",
    indexed: false,
    texts,
  },
  date: { type: "date", from: "x::date", time: "{ column: at, format: date, at: start }", indexed: true, texts },
  "end of a date": {
    type: "date",
    from: "x::date",
    time: "{ column: at, format: date, at: end }",
    indexed: false,
    texts,
  },
  text: { type: "text", from: "x || 'Z'", time: "{ column: at, format: iso8601 }", indexed: false, texts: finite },
  microseconds: {
    type: "bigint",
    from: counted("x", "1000000"),
    time: "{ column: at, format: unix_us }",
    indexed: true,
    texts: finite,
  },
  milliseconds: {
    type: "bigint",
    from: counted("x", "1000"),
    time: "{ column: at, format: unix_ms }",
    indexed: true,
    texts: finite,
  },
  seconds: {
    type: "bigint",
    from: counted("x", "1"),
    time: "{ column: at, format: unix_s }",
    indexed: true,
    texts: finite,
  },
  "seconds in a smaller integer": {
    type: "integer",
    from: counted("x", "1"),
    time: "{ column: at, format: unix_s }",
    indexed: true,
    texts: finite.slice(3, 10),
    services: ["latest", "stale", "edge"],
  },
  nanoseconds: {
    type: "bigint",
    from: counted("x", "1000000000"),
    time: "{ column: at, format: unix_ns }",
    indexed: false,
    texts: finite.slice(3, 10),
    services: ["latest", "stale", "edge"],
  },
};

beforeAll(async () => {
  url = await ownPostgres();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(Object.entries(times))(
  "times as %s",
  (name, { type, from, time, indexed, texts, key = "bigint", services = all }) => {
    const table = name.replaceAll(" ", "_");
    const files: Readonly<Record<string, string>> = {
      "feat.yaml": "project: search\nsources: sources.yaml\nfeatures: main.feat\ndialects: [postgres]\n",
      "sources.yaml": `sources:
  rows: { kind: state, table: t_${table}, time: ${time}, columns: { k: int64, n: int64?, x: float64?, s: string? } }
  events: { kind: events, table: t_${table}, delay: 1s, time: ${time}, columns: { k: int64, n: int64?, x: float64?, s: string? } }
`,
      "main.feat": `entity key { k: int64 }
view newest for key from rows { n x s }
view fresh for key from rows ttl 2d { n }
view before for key from events before { count = count() over [1h, 40d] total = sum(x) over 40d top = max(n) over 40d all = count() over lifetime }
view upto for key from events upto delay 0s { count = count() over 2d }
view kinds for key from events { short = count_distinct(s) over [1h, 2d] all = count_distinct(n) where x > 1.0 over lifetime long = count_distinct(x) over 400d offset 1d }
service kinds { kinds.* }
view last for key from events before { newest = last_n(n, 3) over 40d rows = sum(x) over last 2 rows recent = last_n(x, 2) over lifetime offset 1h }
service last { last.* }
service latest { newest.* }
service stale { fresh.* }
service windows { before.* }
service edge { upto.* }
`,
    };
    beforeAll(() =>
      withClient(url, (client) =>
        client.query(`SET TimeZone = 'UTC'; CREATE TABLE t_${table} (k ${key} NOT NULL, at ${type}, n bigint, x float8, s text);
        INSERT INTO t_${table} SELECT k, ${from}, nullif(i * k, 6), i / 4.0, nullif('s' || i % 3, 's1')
        FROM unnest(ARRAY[${texts.map((text) => `'${text}'`).join(", ")}]) WITH ORDINALITY AS t(x, i), generate_series(1, 3) AS k;
        INSERT INTO t_${table} VALUES (1, NULL, 1, 1, 'no time');
        INSERT INTO t_${table} SELECT 10 + i % 1000, ${from}, i, NULL, NULL FROM generate_series(1, 20000) AS i, (VALUES ('2024-01-01 00:00:00')) AS v(x);
        CREATE INDEX ON t_${table} (k, at);
        ANALYZE t_${table}`),
      ),
    );

    test.each(services)("service %s", async (service) => {
      const host = { read: (path: string) => files[path] ?? null, list: () => ["main.feat"] };
      const { value } = compile(host, "");
      const own = value!.project.services.find((each) => each.name === service)!;
      const artifact = trainingArtifact(value!.project, own, { dialect: dialectNamed("postgres") });
      const strategies = strategiesOf(artifact.sql);
      expect(strategies).toContain("search for each label");
      if (service === "kinds") expect(strategies).toContain("spans of values");
      await using warehouse = await openPostgres({ url, folder, prelude: dialectNamed("postgres")?.prelude?.() });
      const rows = instants.flatMap((at) => [1n, 4n].map((k) => ({ at, inputs: { k } })));
      const found: Record<string, string> = {};
      for (const strategy of strategies) {
        const lines: string[] = [];
        const labels = { kind: "rows" as const, rows };
        for await (const { rows: count, columns } of trainingRows({ warehouse, artifact, labels, strategy }))
          for (let row = 0; row < count; row++) lines.push(columns.map((column) => shown(column[row])).join(", "));
        found[strategy] = lines.join("\n");
      }
      const [first] = strategies;
      expect(new Set(found[first!]!.split("\n")).size).toBeGreaterThan(2);
      for (const strategy of strategies) expect(found[strategy]).toBe(found[first!]);
    });

    test("a search reads the index", async () => {
      const read = () => firstColumn(url, `SELECT idx_scan > 0 FROM pg_stat_user_indexes WHERE relname = 't_${table}'`);
      // The server counts uses a moment later.
      await expect.poll(read, { timeout: 5000 }).toEqual([indexed ? true : expect.any(Boolean)]);
    });

    test("an index is proposed only with columns by which it finds rows", async () => {
      const { value } = compile({ read: (path: string) => files[path] ?? null, list: () => ["main.feat"] }, "");
      const own = value!.project.services.find((each) => each.name === "latest")!;
      const { sql, sources } = trainingArtifact(value!.project, own, { dialect: dialectNamed("postgres") });
      const index =
        typeof sql === "string" || !("stages" in sql)
          ? undefined
          : sql.stages[0]?.plans.find((plan) => plan.index)?.index;
      await withClient(url, async (client) => {
        const engine: Engine = {
          run: async (text) => void (await client.query(text)),
          runAlone: async (text) => void (await client.query(text)),
          rows: async (text, values = []) =>
            (
              await client.query<(string | null)[]>({
                text,
                values: [...values],
                rowMode: "array",
                types: { getTypeParser: () => (text: string) => text },
              })
            ).rows,
        };
        const place = { environment: {}, where: { host: "", port: 0, database: "", user: "" } };
        const searched = await searchedTable(
          engine,
          index!,
          sources!.map(({ binding }) => binding),
          place,
        );
        expect(searched).toMatchObject({ keys: ["k"], time: indexed ? "at" : null });
        expect(await findingOf(engine, searched!)).toBe(indexed ? "by keys and time" : "by keys");
        expect(missingIndex(searched!, "by reading")?.statement).toBe(
          `CREATE INDEX ON "t_${table}" ("k"${indexed ? ', "at"' : ""})`,
        );
        expect(missingIndex(searched!, indexed ? "by keys and time" : "by keys")).toBeNull();
      });
    });
  },
);
