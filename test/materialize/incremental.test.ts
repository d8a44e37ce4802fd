/**
 * Compares incremental runs with full ones, over random programs and histories of their data. FEAT_SEED sets another
 * seed; FEAT_RUNS sets the number of programs.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingFunctions, runnableMaterialize } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { ViewArtifact } from "../../runtime/artifacts.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { compileView, ViewBatch } from "../../runtime/client/view-batch.js";
import { materialize } from "../../runtime/materialize/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import type { Int, Value } from "../../runtime/values.js";
import { type Engines, openEngines } from "../fuzz/engines.js";
import { withoutNul } from "../fuzz/without-nul.js";
import { micros } from "../oracle/random/data.js";
import { externs } from "../oracle/random/externs.js";
import { changingProgram, type Program } from "../oracle/random/program.js";
import { compileTexts } from "../oracle/support/compile.js";
import { tableSql } from "../oracle/support/tables.js";
import { history, type Rows, type Step, steps } from "./histories.js";

let made = 0;
const k = [1n, 11n, 2n, -7n, 3n];
const m = ["12", "2", ""];
const keysOf = (view: ViewArtifact): readonly (readonly Value[])[] =>
  view.keys.length === 1 ? k.map((one) => [Number(one)]) : k.flatMap((one) => m.map((two) => [Number(one), two]));

async function load({ load: table }: Engines, { formats }: Program, rows: Rows): Promise<void> {
  for (const [name, own] of Object.entries(rows)) await table(name, tableSql(name, own, formats[name] ?? "timestamp"));
}

/** All that a client sees of a view, as text. */
async function read(store: OnlineStore, project: string, view: ViewArtifact, now: Int): Promise<readonly string[]> {
  const batch = new ViewBatch(compileView(project, view), store.address, now, 0);
  const refs = keysOf(view).map((key) => batch.add(key));
  const [answer] = await store.read([batch.request()!]);
  batch.accept(answer!);
  return refs.map((ref, index) => {
    const { features, statuses, asOf } = batch.answer(ref);
    const values = view.features.map(({ name, type }) => {
      try {
        return `${name}: ${JSON.stringify(jsonEdge.writer(type)(features[name]!))} ${statuses[name]}`;
      } catch (error) {
        return `${name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    });
    return [`${keysOf(view)[index]!.join(", ")} as of ${asOf}`, ...values].join("\n");
  });
}

/** The tables have the same names on every engine. */
function onEveryEngine(files: Program["files"]): Program["files"] {
  const { sources } = JSON.parse(files["sources.yaml"]!) as { readonly sources: Record<string, object> };
  const placed = Object.entries(sources).map(([name, source]) => [
    name,
    { ...source, table: { duckdb: name, postgres: name } },
  ]);
  return { ...files, "sources.yaml": JSON.stringify({ sources: Object.fromEntries(placed) }) };
}

/** Runs a history. Returns how many runs read only changes. */
async function check(engines: Engines, drawn: Program, all: readonly Step[]): Promise<number> {
  const { warehouse, store, dialect } = engines;
  const compiled = compileTexts(onEveryEngine(drawn.files));
  if (missingFunctions(compiled.project, compiled.files, dialect).length > 0) return 0;
  const name = `changing_${process.pid}_${made++}`;
  const loaded = loadArtifact(compiled.project, externs);
  const names = ["v1", "v2"];
  const views = compiled.project.views
    .filter((view) => names.includes(view.name))
    .map((view) => runnableMaterialize(compiled.project, view, { dialect }));
  let incremental = 0;
  let at = micros({ half: 9, nudge: 0 }, 1n);
  for (const [step, rows] of [...history(drawn, all)].entries()) {
    await load(engines, drawn, rows);
    if (step > 0) at += all[step - 1]!.moves;
    const into = (project: string, reading: "auto" | "full") =>
      materialize({ warehouse, store, project: { ...loaded, name: project }, views, at: Number(at), reading });
    const report = await into(name, "auto");
    await into(`${name}_${step}`, "full");
    for (const { view, mode, reason } of report.views) {
      if (mode === "incremental") incremental++;
      const own = loaded.views[view]!;
      const now = Number(at + 1_800_000_000n);
      const [some, full] = [await read(store, name, own, now), await read(store, `${name}_${step}`, own, now)];
      expect(some, `step ${step}, ${view}: ${mode} ${reason ?? ""}`).toEqual(full);
    }
  }
  return incremental;
}

describe.each(["duckdb", "postgres"] as const)("on %s", (engine) => {
  let engines: Engines;
  beforeAll(async () => {
    engines = await openEngines(engine);
  }, 60_000);
  afterAll(() => engines[Symbol.asyncDispose]());

  test("an incremental run leaves what a full one puts, key by key", { timeout: 600_000 }, async () => {
    let incremental = 0;
    const property = fc.asyncProperty(changingProgram, steps, async (drawn, all) => {
      incremental += await check(engines, engine === "postgres" ? withoutNul(drawn) : drawn, all);
    });
    const seed = Number(process.env.FEAT_SEED ?? 1);
    const numRuns = Number(process.env.FEAT_RUNS ?? (engine === "duckdb" ? 3 : 1));
    const details = await fc.check(property, { numRuns, seed, endOnFailure: true });
    if (details.failed) {
      const error = details.errorInstance;
      const [drawn, all] = (details.counterexample ?? []) as readonly [
        Program | undefined,
        readonly Step[] | undefined,
      ];
      const shown = JSON.stringify(all, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
      throw new Error(
        `FEAT_SEED=${seed}, program ${details.numRuns}\n${error instanceof Error ? error.message : String(error)}\n${drawn?.files["sources.yaml"]}\n${drawn?.files["main.feat"]}\n${shown}`,
      );
    }
    expect(incremental).toBeGreaterThan(0);
    if (process.env.FEAT_RUNS) console.log(`${engine}: ${incremental} incremental runs`);
  });
});
