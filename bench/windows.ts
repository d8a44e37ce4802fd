/**
 * Windows: tiles against one frame per window, on three million flights, in one process and run.
 *
 *   npx tsx --conditions=featlang-source bench/windows.ts
 *
 * Prints seconds and the ratio to the plan that Feat uses. The answers must be equal.
 */
import { join } from "node:path";
import { diskHost } from "../cli/disk-host.js";
import { compile } from "../compiler/compile.js";
import type { Rel } from "../compiler/plan/algebra.js";
import { planTraining } from "../compiler/plan/index.js";
import { duckdb } from "../compiler/sql/dialects/duckdb.js";
import { trainingArtifact } from "../compiler/sql/index.js";
import { printSql } from "../compiler/sql/print.js";
import { labels, writeLabels } from "../features/flights/labels.js";
import { openDuckDB } from "../runtime/index.js";

const folder = join(import.meta.dirname, "../features/flights");
const compiled = compile(diskHost, folder).value;
if (compiled === null) throw new Error("features/flights has errors");
const { project } = compiled;
const whole = project.services[0]!;
const features = whole.features.filter(({ step }) => step === "airport_delays");
const service = { ...whole, features, steps: whole.steps.filter(({ id }) => id === "airport_delays") };

/** The same plan with another way to do its windows. */
function withMethod(rel: Rel, method: "frames" | "tiles"): Rel {
  const go = (r: Rel): Rel => withMethod(r, method);
  switch (rel.node) {
    case "windows":
      return { ...rel, method, left: go(rel.left), events: go(rel.events) };
    case "asOf":
    case "join":
      return { ...rel, left: go(rel.left), right: go(rel.right) };
    case "filter":
    case "project":
    case "distinct":
    case "greatest":
    case "rank":
    case "knownBest":
    case "training":
      return { ...rel, input: go(rel.input) };
    default:
      return rel;
  }
}

await writeLabels();
await using warehouse = await openDuckDB({ folder });
const artifact = trainingArtifact(project, service);
await warehouse.loadLabels({ kind: "file", path: labels }, artifact, "parquet");
const plan = planTraining(project, service);
const sums = features.map(({ name }) => `sum("${name}") AS "${name}"`).join(", ");
const results: { method: string; seconds: number; answer: string }[] = [];
for (const method of ["tiles", "frames"] as const) {
  const sql = printSql(withMethod(plan, method), duckdb).trim();
  const started = performance.now();
  let answer = "";
  const columns = features.map(({ name }) => ({ name, type: { kind: "float64", nullable: true } as const }));
  for await (const batch of warehouse.read({ of: method, sql: `SELECT ${sums} FROM (${sql})`, columns }))
    answer = batch.columns.map(([value]) => Number(value).toPrecision(9)).join(" ");
  results.push({ method, seconds: (performance.now() - started) / 1000, answer });
}
const [tiles, frames] = results;
if (tiles!.answer !== frames!.answer) throw new Error(`tiles: ${tiles!.answer}\nframes: ${frames!.answer}`);
for (const { method, seconds } of results)
  console.log(`${method.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s   ${(seconds / tiles!.seconds).toFixed(1)} ×`);
