/**
 * Compares the oracle with the engines on random programs and random rows. Training sets must match the meaning, and so
 * must online reads from every store, at the instant of materialization and after it.
 *
 * FEAT_SEED sets another seed; FEAT_RUNS sets the number of programs; FEAT_STRATEGY names the strategy for stages that
 * have it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.js";
import { type OnlineStore, openDuckDB, openEmbedded, openRedis } from "../../runtime/index.js";
import { ownRedis } from "../support/own-redis.js";
import { type Answer, Fault, type Inputs, type Moment, serviceAt, type World, worldOf } from "./evaluate/index.js";
import { rulesAt } from "./evaluate/rules.js";
import { micros, tick } from "./random/data.js";
import { externs, externTexts, registeredExterns } from "./random/externs.js";
import { type Program, program } from "./random/program.js";
import { programWithRules } from "./random/rules.js";
import { compileTexts } from "./support/compile.js";
import { served, stored, trained, validated } from "./support/engines.js";
import { holds } from "./support/holds.js";
import { same } from "./support/same.js";
import { tableSql } from "./support/tables.js";

const folder = mkdtempSync(join(tmpdir(), "feat-oracle-"));
const warehouse = await openDuckDB({
  folder,
  environment: {},
  threads: 1,
  externs: registeredExterns(externTexts, externs),
});
const stores: Readonly<Record<string, OnlineStore>> = {
  embedded: openEmbedded(join(folder, "online")),
  redis: openRedis(ownRedis(), { timeout: 10_000 }),
};
afterAll(async () => {
  for (const store of Object.values(stores)) await store.close();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Gives every program its own name, so that their data stay separate in the stores. */
let made = 0;

async function prepare(drawn: Program): Promise<{ readonly compiled: Compiled; readonly world: World }> {
  const files = { ...drawn.files, "feat.yaml": `project: random_${process.pid}_${made++}\n` };
  const compiled = compileTexts(files);
  for (const [name, rows] of Object.entries(drawn.rows)) {
    await warehouse.run(tableSql(name, rows, drawn.formats[name] ?? "timestamp"));
  }
  return { compiled, world: worldOf(compiled.project, new Map(Object.entries(drawn.rows)), externs) };
}

/** The oracle's answer, or its fault. */
function answerOf(world: World, inputs: Inputs, moment: Moment): Answer | Fault {
  const [service] = world.project.services;
  if (service === undefined) throw new Error("the program has no service");
  try {
    return serviceAt(world, service, inputs, moment);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

describe("on random programs", () => {
  test("training sets match the oracle", { timeout: 300_000 }, async () => {
    await holds(program, { runs: 4, show: text }, async (drawn) => {
      const { compiled, world } = await prepare(drawn);
      const [service] = compiled.project.services;
      if (service === undefined) throw new Error("the program has no service");
      const expected = drawn.labels.map(({ at, inputs }) => answerOf(world, inputs, { stored: at, read: at }));
      const actual = await trained(warehouse, compiled.project, service, drawn.labels);
      if (actual.length !== expected.length) throw new Error(`${expected.length} labels gave ${actual.length} rows`);
      for (const [index, answer] of expected.entries()) {
        if (answer instanceof Fault) throw new Error(`row ${index}: the oracle raises ${answer.message}`);
        const wrong: string[] = [];
        for (const [place, feature] of service.features.entries()) {
          const cell = answer.get(feature.name);
          const value = actual[index]?.[place];
          if (cell === undefined || same(feature.type, cell.value, value)) continue;
          wrong.push(`${feature.name} is ${show(value)}, not ${show(cell.value)}`);
        }
        if (wrong.length > 0) throw new Error(report(drawn, `row ${index}`, wrong));
      }
    });
  });

  test("online reads match the oracle", { timeout: 300_000 }, async () => {
    const moments = fc.record({
      stored: tick(13),
      later: fc.constantFrom(0n, 0n, 1n, 1_800_000_000n, 3_600_000_000n, 7_200_000_000n),
    });
    await holds(
      fc.tuple(program, moments),
      { runs: 5, show: ([drawn]) => text(drawn) },
      async ([drawn, { stored: tickStored, later }]) => {
        const { compiled, world } = await prepare(drawn);
        const [service] = compiled.project.services;
        if (service === undefined) throw new Error("the program has no service");
        const at = micros(tickStored, 1n);
        const moment: Moment = { stored: at, read: at + later };
        const inputs = drawn.labels.map((label) => label.inputs);
        const expected = inputs.map((row) => answerOf(world, row, moment));
        for (const [kind, store] of Object.entries(stores)) {
          await stored(warehouse, store, compiled.project, externs, at);
          const answers = await served(store, compiled.project, externs, service, inputs, at + later);
          for (const [index, answer] of expected.entries()) {
            const row = answers[index];
            if (answer instanceof Fault) throw new Error(`row ${index}: the oracle raises ${answer.message}`);
            const wrong = service.features.flatMap(({ name, type }) => {
              const cell = answer.get(name);
              const [value, status] = [row?.features[name], row?.statuses[name]];
              if (cell === undefined) return [`the oracle has no feature ${name}`];
              return same(type, cell.value, value) && status === cell.status
                ? []
                : [`${name} is ${show(value)} (${status}), not ${show(cell.value)} (${cell.status})`];
            });
            if (row?.error !== undefined) wrong.push(row.error);
            if (wrong.length > 0) throw new Error(report(drawn, `${kind}, row ${index}`, wrong));
          }
        }
      },
    );
  });

  test("the results of rules match the oracle", { timeout: 300_000 }, async () => {
    let rules = 0;
    await holds(
      fc.tuple(programWithRules, tick(13)),
      { runs: 6, show: ([drawn]) => text(drawn) },
      async ([drawn, drawnAt]) => {
        const { compiled, world } = await prepare(drawn);
        const at = micros(drawnAt, 1n);
        const results = await validated(warehouse, compiled.project, at);
        const expected = compiled.project.views.flatMap((view) =>
          rulesAt(world, view, at).map((answer) => ({ view, answer })),
        );
        const wrong = expected.flatMap(({ view, answer }, index) => {
          const samples = answer.failed
            ?.slice(0, 10)
            .map((key) => Object.fromEntries(view.keys.map(({ name }, place) => [name, plainKey(key[place] ?? null)])));
          const { holds, keys } = answer;
          const should = show({ holds, keys, failed: answer.failed?.length ?? null, samples: samples ?? [] });
          const result = results[index];
          const is = show({
            holds: result?.holds,
            keys: result?.keys,
            failed: result?.failed,
            samples: result?.samples,
          });
          return is === should ? [] : [`expect ${result?.rule} of ${view.name} is ${is}, not ${should}`];
        });
        rules += expected.length;
        if (results.length !== expected.length || wrong.length > 0) throw new Error(report(drawn, `at ${at}`, wrong));
      },
    );
    expect(rules).toBeGreaterThan(10);
  });
});

const text = (drawn: Program): string => drawn.files["main.feat"] ?? "";
const plainKey = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "nothing";

function report(drawn: Program, where: string, wrong: readonly string[]): string {
  const rows = Object.entries(drawn.rows).map(([name, all]) =>
    [`${name} (${drawn.formats[name]}):`, ...all.map((row) => show(Object.fromEntries(row.columns)))].join("\n  "),
  );
  const labels = drawn.labels.map((label) => show({ at: label.at, ...Object.fromEntries(label.inputs) }));
  return [
    `${where}:`,
    ...wrong,
    "",
    drawn.files["sources.yaml"],
    drawn.files["main.feat"],
    ...rows,
    "labels:",
    ...labels,
  ].join("\n");
}
