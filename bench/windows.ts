/**
 * Windows: tiles against one frame per window, on three million flights and half a million labels, for keys from sparse to hot.
 *
 *   npx tsx --conditions=featlang-source bench/windows.ts
 *
 * Prints seconds and the ratio to tiles, the plan that Feat uses. The answers must be equal.
 */
import { join } from "node:path";
import { diskHost } from "../cli/disk-host.js";
import { compile } from "../compiler/compile.js";
import type { Project, Service } from "../compiler/model/ir.js";
import type { Rel } from "../compiler/plan/algebra.js";
import { planTraining } from "../compiler/plan/index.js";
import { duckdb } from "../compiler/sql/dialects/duckdb/index.js";
import { trainingArtifact } from "../compiler/sql/index.js";
import { printSql } from "../compiler/sql/print.js";
import { labels, writeLabels } from "../features/flights/labels.js";
import { openDuckDB } from "../runtime/index.js";

const folder = join(import.meta.dirname, "../features/flights");
const compiled = compile(diskHost, folder).value;
if (compiled === null) throw new Error("features/flights has errors");
const { project } = compiled;
const whole = project.services[0]!;

/** The service's features of one view only. `keyless`: as if all flights belonged to one entity. */
function only(view: string, keyless: boolean): { readonly project: Project; readonly service: Service } {
  const steps = whole.steps.flatMap((step) =>
    step.node === "read" && step.view === view ? [keyless ? { ...step, keys: [] } : step] : [],
  );
  const features = whole.features.filter(({ step }) => step === steps[0]!.id && !/last_delay/.test(step));
  const views = project.views.map((v) => (keyless ? { ...v, entities: [], keys: [] } : v));
  return { project: { ...project, views }, service: { ...whole, steps, features } };
}

/** The same plan with another method for its windows. Shared parts of the plan stay shared. */
function withMethod(rel: Rel, method: "frames" | "tiles", done: Map<Rel, Rel> = new Map()): Rel {
  const known = done.get(rel);
  if (known !== undefined) return known;
  const made = rebuilt(rel, method, (r) => withMethod(r, method, done));
  done.set(rel, made);
  return made;
}
function rebuilt(rel: Rel, method: "frames" | "tiles", go: (rel: Rel) => Rel): Rel {
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
const cases = [
  { what: "3,399 routes", ...only("route_delays", false) },
  { what: "221 airports", ...only("airport_delays", false) },
  { what: "one key", ...only("airport_delays", true) },
];
for (const { what, project: of, service } of cases) {
  await warehouse.loadLabels({ kind: "file", path: labels }, trainingArtifact(of, service), "parquet");
  const plan = planTraining(of, service);
  const { features } = service;
  const sums = features.map(({ name }) => `sum("${name}") AS "${name}"`).join(", ");
  const columns = features.map(({ name }) => ({ name, type: { kind: "float64", nullable: true } as const }));
  const results: { method: string; seconds: number; answer: string }[] = [];
  for (const method of ["tiles", "frames"] as const) {
    const statement = printSql(withMethod(plan, method), of, duckdb);
    const summed = { ...statement, result: `SELECT ${sums} FROM (${statement.result})` };
    const started = performance.now();
    let answer = "";
    for await (const batch of warehouse.read({ of: method, sql: summed, columns }))
      answer = batch.columns.map(([value]) => Number(value).toPrecision(9)).join(" ");
    results.push({ method, seconds: (performance.now() - started) / 1000, answer });
  }
  const [tiles, frames] = results;
  if (tiles!.answer !== frames!.answer) throw new Error(`tiles: ${tiles!.answer}\nframes: ${frames!.answer}`);
  for (const { method, seconds } of results)
    console.log(
      `${what.padEnd(14)}${method.padEnd(8)}${seconds.toFixed(1).padStart(6)} s${(seconds / tiles!.seconds).toFixed(1).padStart(7)} ×`,
    );
}
