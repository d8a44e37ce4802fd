/**
 * The main job, end to end, on three million real flights and without a server: `npm run demo`.
 *
 * Compiles the example projects, builds a training set, fills the online store, reads features through the generated client, and checks that
 * what is served is what a training set would hold at the same instant: every value of every row, or the demo fails.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { compile, emit, checkArtifacts, materializeArtifact, trainingArtifact } from "../compiler/index.js";
import { diskHost } from "../cli/disk-host.js";
import { labels, writeLabels } from "../features/flights/labels.js";
import { generate } from "../features/shop/generate.js";
import { createClient, project as flightsArtifact } from "../generated/flights/client.js";
import { materialize, openDuckDB, openEmbedded, runTraining, trainingRows } from "featlang/runtime";
import { bold, count, cyan, dim, line, step, table, title } from "./terminal.js";

const root = join(import.meta.dirname, "..");
const flights = join(root, "features/flights");
const out = join(flights, ".feat");

/** Noon of the last day, in UTC. */
const instant = "2001-06-30T12:00:00Z";
const at = Date.parse(instant) * 1000;

async function compiled(name: string) {
  const { value, diagnostics } = compile(diskHost, join(root, "features", name));
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const differences = checkArtifacts(join(root, "generated", name), await emit(value.project));
  if (differences.length > 0) throw new Error(`generated/${name} is not current: ${differences.map(({ path }) => path).join(", ")}`);
  return value.project;
}

const started = performance.now();
title("Feat: one definition, a training set and an online answer");

const project = await step(
  "compile features/flights and features/shop",
  async () => {
    await generate();
    const [first] = [await compiled("flights"), await compiled("shop")];
    return first;
  },
  (p) => `${p.services.flatMap((s) => s.features).length} features; generated code is current`,
);
const service = project.services.find(({ name }) => name === "flight_delay_v1")!;
const training = trainingArtifact(project, service);

mkdirSync(out, { recursive: true });
await using warehouse = await openDuckDB({ folder: flights });

title("Training: what was known of each flight of June when it was scheduled to leave");
await step("write the labels", () => writeLabels(), () => "features/flights/.feat/labels.parquet");
const report = await step(
  "point-in-time join over 3,000,000 flights",
  () => runTraining({ warehouse, artifact: training, labels: { kind: "file", path: labels }, out: { path: join(out, "training.parquet") } }),
  ({ rows, features }) => `${count(rows)} rows × ${features} features`,
);
line(`  ${cyan("features/flights/.feat/training.parquet")} ${dim("opens in pandas, polars or DuckDB")}`);
if (report.rows < 500_000) throw new Error(`only ${report.rows} labels`);

title(`Serving: the same features as of ${instant}`);
const store = openEmbedded(join(out, "online"));
const written = await step(
  "materialize to the embedded store",
  () => materialize({ warehouse, store, project: flightsArtifact, views: project.views.map((v) => materializeArtifact(project, v)), at }),
  ({ views }) => views.map((r) => `${r.view} ${count(r.rows)}`).join(", "),
);
if (written.views.length !== project.views.length) throw new Error("a view was not materialized");

await using feat = createClient({ online: store });
const shown = [
  { origin: "SFO", destination: "LAX", distance: 337 },
  { origin: "ORD", destination: "JFK", distance: 740 },
  { origin: "ATL", destination: "SEA", distance: 2182 },
  { origin: "XXX", destination: "YYY", distance: 100 },
];
const rows = await step(
  "read four routes through the generated client",
  () => feat.flightDelayV1.getMany(shown, { at: instant }),
  () => "one round trip",
);
const number = (value: number | null): string => (value === null ? "–" : value.toFixed(1));
table(
  ["", "flights 7d", "avg delay 7d", "airport 7d", "late share 1d", "last delay", "haul"],
  rows.map(({ features: f, statuses }, index) => [
    `${shown[index]!.origin} → ${shown[index]!.destination}`,
    count(f.route_flights_7d),
    number(f.route_avg_delay_7d),
    number(f.avg_delay_7d),
    number(f.late_share_1d),
    statuses.route_last_delay === "present" ? String(f.route_last_delay) : statuses.route_last_delay,
    f.haul,
  ]),
);

title("Proof: served equals trained");
const sample = shown.concat(await someRoutes(2_000));
const checked = await step(
  "compare both at the same instant",
  async () => {
    const served = await feat.flightDelayV1.getMany(sample, { at: instant });
    let values = 0;
    let row = 0;
    const given = sample.map((inputs) => ({ at, inputs }));
    for await (const batch of trainingRows({ warehouse, artifact: training, labels: { kind: "rows", rows: given } }))
      for (let i = 0; i < batch.rows; i++, row++)
        for (const [column, { name }] of training.features.entries()) {
          const trained = batch.columns[column]![i] ?? null;
          const online: unknown = Reflect.get(served[row]!.features, name);
          if (!same(trained, online)) throw new Error(`${name} of ${JSON.stringify(sample[row])}: trained ${trained}, served ${online}`);
          values++;
        }
    if (row !== sample.length) throw new Error(`${row} rows of ${sample.length} were trained`);
    return values;
  },
  (values) => `${count(values)} values of ${count(sample.length)} routes are equal`,
);
if (checked === 0) throw new Error("nothing was compared");
console.log(`\n${bold("Done")} in ${((performance.now() - started) / 1000).toFixed(0)} s. Next: ${cyan("npx feat init my-features")}\n`);

/** Floats may differ in the order of their sums. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

async function someRoutes(limit: number) {
  const found: { origin: string; destination: string; distance: number }[] = [];
  const text = { kind: "string", nullable: false } as const;
  const int = { kind: "int64", nullable: false } as const;
  const sql = `SELECT origin, destination, min(distance) AS distance FROM read_parquet('../../node_modules/vega-datasets/data/flights-3m.parquet')
    GROUP BY ALL ORDER BY origin, destination LIMIT ${limit}`;
  const columns = [
    { name: "origin", type: text },
    { name: "destination", type: text },
    { name: "distance", type: int },
  ];
  for await (const { rows: n, columns: c } of warehouse.read({ of: "some routes", sql, columns }))
    for (let i = 0; i < n; i++)
      found.push({ origin: String(c[0]![i]), destination: String(c[1]![i]), distance: Number(c[2]![i]) });
  return found;
}
