/**
 * The CPU of an incremental materialization of 1 % new rows, against a full run at the same instant. CPU of this process
 * with DuckDB's threads; the store is embedded.
 *
 *   npx tsx --conditions=featlang-source bench/lifecycle/incremental.ts [--rows 10000000] [--spread spells|anyone] [--check]
 *
 * `spells`: each customer orders twenty times within three days. `anyone`: each order is of any customer, so 1 % new rows
 * belong to 18 % of the customers, and as many have lost an order from each window.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compile } from "../../compiler/compile.js";
import { runnableMaterialize } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { openDuckDB, openEmbedded } from "../../runtime/index.js";
import { materialize, type Reading } from "../../runtime/materialize/index.js";

const { values: options } = parseArgs({
  options: { rows: { type: "string" }, spread: { type: "string" }, check: { type: "boolean" } },
});
const rows = Number(options.rows ?? 10_000_000);
const customers = Math.max(1, Math.round(rows / 20));
const BAR = 0.1;

const texts: Readonly<Record<string, string>> = {
  "feat.yaml": "project: bench_incremental\n",
  "sources.yaml": `sources:
  orders:
    kind: events
    file: orders/*.parquet
    time: time
    created: written
    columns: { customer: int64, amount: float64, shop: string, time: timestamp, written: timestamp }
`,
  "a.feat": `entity buyer { customer: int64 }
view activity for buyer from orders {
  orders = count() over [1d, 7d, 30d, lifetime]
  spend = sum(amount) over [7d, 30d, lifetime]
  largest = max(amount) over 30d
  shop = last(shop) over lifetime
}
service s { activity.* }
`,
};
const { value } = compile(
  { read: (path) => texts[path] ?? null, list: () => Object.keys(texts).filter((path) => path.endsWith(".feat")) },
  "",
);
const { project } = value!;
const artifact = loadArtifact(project);
const views = project.views.map((view) => runnableMaterialize(project, view));

const start = Date.UTC(2022, 0, 1) * 1000;
const span = 720 * 86_400_000_000;
const micros = (share: number): number => start + Math.round(share * span);
/** Order i of all, in the order of their times. */
const spreads = {
  spells: `(i * ${customers} // ${rows} + hash(i) % greatest(1, ${customers} * 3 // 720)) % ${customers}`,
  anyone: `hash(i) % ${customers}`,
};

async function measured(spread: keyof typeof spreads): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "feat-bench-incremental-"));
  await using warehouse = await openDuckDB({ folder, memory: "1500MiB" });
  try {
    mkdirSync(join(folder, "orders"));
    const write = (name: string, from: number, to: number) =>
      warehouse.run(
        `COPY (SELECT (${spreads[spread]})::BIGINT AS customer, (hash(i, 1) % 100000) / 8 AS amount, 'shop ' || hash(i, 2) % 100 AS shop,
           make_timestamp(${start} + i * ${Math.floor(span / rows)}) AS time, make_timestamp(${start} + i * ${Math.floor(span / rows)} + 60000000) AS written
         FROM range(${from}, ${to}) AS r(i)) TO '${join(folder, "orders", name)}' (FORMAT parquet)`,
      );
    const before = Math.floor(rows * 0.99);
    await write("a.parquet", 0, before);
    await using filled = openEmbedded(join(folder, "filled"));
    await using fresh = openEmbedded(join(folder, "fresh"));
    const run = async (store: typeof filled, at: number, reading: Reading) => {
      const began = process.cpuUsage();
      const report = await materialize({ warehouse, store, project: artifact, views, at, reading });
      const { user, system } = process.cpuUsage(began);
      return { cpu: (user + system) / 1e6, ...report.views[0]! };
    };
    await settled();
    await run(filled, micros(0.99), "full");
    await write("b.parquet", before, rows);
    await settled();
    const some = await run(filled, micros(1) + 1, "incremental");
    const full = await run(fresh, micros(1) + 1, "full");
    const ratio = some.cpu / full.cpu;
    const shown = (n: number): string => n.toLocaleString("en");
    console.log(
      `${spread}: ${shown(rows)} rows, ${shown(customers)} customers; full ${full.cpu.toFixed(1)} s of CPU, ${shown(full.rows)} keys; ` +
        `1 % new rows ${some.cpu.toFixed(2)} s, ${shown(some.rows)} keys; ratio ${ratio.toFixed(3)}`,
    );
    return ratio;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run trusts what the file system says of files that have not changed for two seconds. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 2500));

const ratio = options.spread === "anyone" ? 0 : await measured("spells");
if (options.spread !== "spells") await measured("anyone");
if (options.check === true && ratio > BAR) {
  console.error(`an incremental run costs more than ${BAR} of a full one`);
  process.exitCode = 1;
}
