/**
 * Compares incremental runs with full ones, over random programs and histories of their data. FEAT_SEED sets another
 * seed; FEAT_RUNS sets the number of programs.
 */
import { join } from "node:path";
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
import type { Query, Warehouse } from "../../runtime/warehouse/warehouse.js";
import { type Engines, openEngines } from "../fuzz/engines.js";
import { withoutNul } from "../fuzz/without-nul.js";
import { micros } from "../oracle/random/data.js";
import { externs } from "../oracle/random/externs.js";
import { changingProgram, type Program } from "../oracle/random/program.js";
import { compileTexts } from "../oracle/support/compile.js";
import { tableSql } from "../oracle/support/tables.js";
import { temporaryFolder } from "../stores/under-test.js";
import { history, type Rows, type Step, steps } from "./histories.js";
import { SourceFiles } from "./source-files.js";

let made = 0;
const k = [1n, 11n, 2n, -7n, 3n];
const m = ["12", "2", ""];
const keysOf = (view: ViewArtifact): readonly (readonly Value[])[] =>
  view.keys.length === 1 ? k.map((one) => [Number(one)]) : k.flatMap((one) => m.map((two) => [Number(one), two]));

const formatOf = ({ formats }: Program, name: string) => formats[name] ?? "timestamp";

/** Where the rows of a history are. */
interface Home {
  readonly placed: (source: string) => object;
  readonly hold: (rows: Rows) => Promise<void>;
}

const inTables = ({ load }: Engines, program: Program): Home => ({
  // The tables have the same names on every engine.
  placed: (name) => ({ table: { duckdb: name, postgres: name } }),
  hold: async (rows) => {
    for (const [name, own] of Object.entries(rows)) await load(name, tableSql(name, own, formatOf(program, name)));
  },
});

/** How long a file must be unchanged before a run trusts what the file system says of it. */
const SETTLED = 30;

function inFiles({ warehouse }: Engines, program: Program, folder: string): Home {
  const files = new Map<string, SourceFiles>();
  return {
    placed: (name) => ({ file: join(folder, name, "*.parquet") }),
    hold: async (rows) => {
      for (const [name, own] of Object.entries(rows)) {
        const known = files.get(name) ?? new SourceFiles(warehouse, join(folder, name), formatOf(program, name));
        files.set(name, known);
        await known.hold(own);
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLED + 15));
    },
  };
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

function at({ placed }: Home, files: Program["files"]): Program["files"] {
  const { sources } = JSON.parse(files["sources.yaml"]!) as { readonly sources: Record<string, object> };
  const own = Object.entries(sources).map(([name, { table: _, ...source }]: [string, { readonly table?: unknown }]) => [
    name,
    { ...source, ...placed(name) },
  ]);
  return { ...files, "sources.yaml": JSON.stringify({ sources: Object.fromEntries(own) }) };
}

/** The same warehouse, which notes how often the rows of a source are read to compare them, in which files. */
function noting(warehouse: Warehouse): {
  readonly warehouse: Warehouse;
  readonly looks: { whole: number; part: number };
} {
  const looks = { whole: 0, part: 0 };
  return {
    looks,
    warehouse: new Proxy(warehouse, {
      get: (of, name: keyof Warehouse) => {
        const value = of[name];
        if (typeof value !== "function") return value;
        if (name !== "read") return value.bind(of);
        return (query: Query) => {
          if (query.of.startsWith("source ")) looks[JSON.stringify(query.sql).includes('"only"') ? "part" : "whole"]++;
          return of.read(query);
        };
      },
    }),
  };
}

/** Runs a history. Returns how many runs read only changes, and how often some files were not read to compare rows. */
async function check(engines: Engines, drawn: Program, home: Home, all: readonly Step[]) {
  const { store, dialect } = engines;
  const { warehouse, looks } = noting(engines.warehouse);
  const compiled = compileTexts(at(home, drawn.files));
  if (missingFunctions(compiled.project, compiled.files, dialect).length > 0) return { incremental: 0, ...looks };
  const name = `changing_${process.pid}_${made++}`;
  const loaded = loadArtifact(compiled.project, externs);
  const names = ["v1", "v2"];
  const views = compiled.project.views
    .filter((view) => names.includes(view.name))
    .map((view) => runnableMaterialize(compiled.project, view, { dialect }));
  let incremental = 0;
  let instant = micros({ half: 9, nudge: 0 }, 1n);
  for (const [step, rows] of [...history(drawn, all)].entries()) {
    await home.hold(rows);
    if (step > 0) instant += all[step - 1]!.moves;
    const into = (project: string, reading: "auto" | "full") =>
      materialize({
        warehouse,
        store,
        project: { ...loaded, name: project },
        views,
        at: Number(instant),
        reading,
        settled: SETTLED,
      });
    const report = await into(name, "auto");
    await into(`${name}_${step}`, "full");
    for (const { view, mode, reason } of report.views) {
      if (mode === "incremental") incremental++;
      const own = loaded.views[view]!;
      const now = Number(instant + 1_800_000_000n);
      const [some, full] = [await read(store, name, own, now), await read(store, `${name}_${step}`, own, now)];
      const wrong = some.flatMap((text, index) => (text === full[index] ? [] : [`${text}\nnot\n${full[index]}`]));
      if (wrong.length > 0) throw new Error(`step ${step}, ${view}: ${mode} ${reason ?? ""}\n${wrong.join("\n\n")}`);
    }
  }
  return { incremental, ...looks };
}

describe.each(["duckdb", "files", "postgres"] as const)("on %s", (place) => {
  const engine = place === "files" ? "duckdb" : place;
  let engines: Engines;
  beforeAll(async () => {
    engines = await openEngines(engine);
  }, 60_000);
  afterAll(() => engines[Symbol.asyncDispose]());

  test("an incremental run leaves what a full one puts, key by key", { timeout: 600_000 }, async () => {
    const sum = { incremental: 0, whole: 0, part: 0 };
    const property = fc.asyncProperty(changingProgram, steps, async (drawn, all) => {
      const program = engine === "postgres" ? withoutNul(drawn) : drawn;
      const home =
        place === "files"
          ? inFiles(engines, program, join(temporaryFolder(), String(made++)))
          : inTables(engines, program);
      const found = await check(engines, program, home, all);
      for (const name of ["incremental", "whole", "part"] as const) sum[name] += found[name];
    });
    const seed = Number(process.env.FEAT_SEED ?? 1);
    const numRuns = Number(process.env.FEAT_RUNS ?? (place === "duckdb" ? 3 : place === "files" ? 2 : 1));
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
    expect(sum.incremental).toBeGreaterThan(0);
    expect(sum.part > 0, "looks at new files alone").toBe(place === "files");
    if (process.env.FEAT_RUNS) console.log(place, sum);
  });
});
