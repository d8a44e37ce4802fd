/**
 * Compares streamed views with training sets and with the oracle, on random programs and rows. Rows are pushed and
 * materialized in a random order, several at once, some more than once, and some too late. Once all have arrived, a read
 * at any instant must be what `feat train` computes for it.
 *
 * FEAT_SEED sets the seed; FEAT_RUNS sets the number of programs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.js";
import type { PhysicalSource } from "../../compiler/ir/index.js";
import { seedArtifact } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { materialize, type OnlineStore, openDuckDB, openEmbedded, openRedis } from "../../runtime/index.js";
import { createPusher } from "../../runtime/push/index.js";
import type { Type } from "../../runtime/types.js";
import { fromOracle } from "../functions/support/oracle.js";
import { Fault, type PhysicalRow, serviceAt, type Value, worldOf } from "../oracle/evaluate/index.js";
import { externs, externTexts, registeredExterns } from "../oracle/random/externs.js";
import { type Program, streamedProgram } from "../oracle/random/program.js";
import { compileTexts } from "../oracle/support/compile.js";
import { json, served, trained } from "../oracle/support/engines.js";
import { holds } from "../oracle/support/holds.js";
import { same } from "../oracle/support/same.js";
import { tableSql } from "../oracle/support/tables.js";
import { ownRedis } from "../support/own-redis.js";
import { smallProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "feat-streams-"));
const warehouse = await openDuckDB({
  folder,
  environment: {},
  threads: 1,
  externs: registeredExterns(externTexts, externs),
});
const stores: Readonly<Record<string, OnlineStore>> = {
  embedded: openEmbedded(join(folder, "online")),
  redis: openRedis({ url: ownRedis(), timeout: 30_000, writeTimeout: 30_000 }),
};
afterAll(async () => {
  for (const store of Object.values(stores)) await store.close();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = 1_704_067_200_000_000n;
const halfHour = 1_800_000_000n;

/** What becomes of a row: the phases in which it is pushed, and the materialization that finds it first, if one does. */
interface Fate {
  readonly pushed: readonly number[];
  readonly lands: 1 | 2 | 3;
}
/** Phases of pushes: before the first materialization, during it, after it, during the second, and after that. */
const phases = 5;
const fate: fc.Arbitrary<Fate> = fc.record({
  pushed: fc.uniqueArray(fc.nat(phases - 1), { minLength: 1, maxLength: 2 }),
  lands: fc.constantFrom(1 as const, 2 as const, 3 as const),
});
const story = fc.record({
  /** One for each row of a source, again from the first one on. */
  fates: fc.array(fate, { minLength: 7, maxLength: 7 }),
  order: fc.array(fc.nat(1000), { minLength: 11, maxLength: 11 }),
  /** Rows that the data has twice. */
  twice: fc.array(fc.nat(30), { maxLength: 3 }),
  first: fc.nat(9),
  then: fc.nat(5),
  reads: fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 3 }),
});

/** Gives every program its own name, so that their data stay separate in the stores. */
let made = 0;

function compiled(drawn: Program): Compiled {
  const targets = { dev: { online: { kind: "embedded", path: "x" }, stream: Object.keys(drawn.rows) } };
  const yaml = { project: `streamed_${process.pid}_${made++}`, targets };
  return compileTexts({ ...drawn.files, "feat.yaml": JSON.stringify(yaml) });
}

/** A row as a caller pushes it. Null if no caller can: it has no time, or a null in the source's key. */
function given(row: PhysicalRow, source: PhysicalSource): Record<string, unknown> | null {
  if (row.time === null || source.key.some((name) => (row.columns.get(name) ?? null) === null)) return null;
  return Object.fromEntries(
    source.columns.map(({ name, type }) => [name, written(row.columns.get(name) ?? null, type)]),
  );
}
const written = (value: Value, type: Type): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : json(value, type);

const rowText = (row: PhysicalRow): string => show([row.time, row.created, row.sequence, [...row.columns.values()]]);

describe("streamed views", () => {
  test.each([
    ["small programs", "embedded", smallProgram, 12],
    ["small programs", "redis", smallProgram, 8],
    ["large programs", "embedded", streamedProgram, 2],
  ] as const)("of %s agree with training on %s", { timeout: 300_000 }, async (_, kind, programsOf, runs) => {
    const store = stores[kind]!;
    let compared = 0;
    let pushed = 0;
    let programs = 0;
    await holds(fc.tuple(programsOf, story), { runs, show: ([, told]) => show(told) }, async ([drawn, told]) => {
      const { project } = compiled(drawn);
      const artifact = loadArtifact(project, externs);
      const sources = new Map(
        project.sources.flatMap((source) => (source.node === "physical" ? [[source.name, source] as const] : [])),
      );
      const rows = new Map(
        [...sources.keys()].map((name) => {
          const own = drawn.rows[name] ?? [];
          // The oracle tells rows apart by identity, so a row that is there twice is two objects.
          const twice = told.twice.flatMap((index) => own[index] ?? []).map((row) => ({ ...row }));
          return [name, [...own, ...twice]] as const;
        }),
      );
      const fates = new Map<string, Fate>();
      const fateOf = (name: string, row: PhysicalRow): Fate => {
        const id = `${name} ${rowText(row)}`;
        const known = fates.get(id) ?? told.fates[fates.size % told.fates.length]!;
        fates.set(id, known);
        const cannot = given(row, sources.get(name)!) === null;
        return cannot ? { pushed: [], lands: known.lands === 3 ? 2 : known.lands } : known;
      };
      const tables = async (phase: number) => {
        for (const [name, all] of rows)
          await warehouse.run(
            tableSql(
              name,
              all.filter((row) => fateOf(name, row).lands <= phase),
              drawn.formats[name] ?? "timestamp",
            ),
          );
      };
      const pusher = createPusher({ store, project: artifact, edge: jsonEdge });
      const push = async (phase: number) => {
        await Promise.all(
          [...rows].flatMap(([name, all]) => {
            const source = sources.get(name)!;
            const now = all.filter((row) => {
              const { pushed: at } = fateOf(name, row);
              // A row of a source without a key is a row of its own each time that it is pushed.
              return source.key.length > 0 ? at.includes(phase) : at[0] === phase;
            });
            const mixed = now
              .map((row, index) => ({ row, place: told.order[index % told.order.length]! + index / 1000 }))
              .sort((a, b) => a.place - b.place)
              .map(({ row }) => given(row, source)!);
            pushed += mixed.length;
            // Two pushers at once, and the second one pushes some rows in batches of one.
            const half = Math.ceil(mixed.length / 2);
            return [
              pusher.push(name, mixed.slice(0, half)),
              ...mixed.slice(half).map((row) => pusher.push(name, [row])),
            ].slice(0, mixed.length === 0 ? 0 : undefined);
          }),
        );
      };
      const fill = async (at: bigint) => {
        const views = project.views.map((view) => seedArtifact(project, view));
        await materialize({ warehouse, store, project: artifact, views, at: fromOracle(at) as number });
      };
      const first = start + BigInt(told.first) * halfHour;
      const second = first + BigInt(told.then) * halfHour;
      await push(0);
      await tables(1);
      await Promise.all([fill(first), push(1)]);
      await push(2);
      await tables(2);
      await Promise.all([fill(second), push(3)]);
      await push(4);
      await tables(3);

      const [service] = project.services;
      const world = worldOf(project, rows, externs);
      const instants = told.reads.map((after, index) => second + BigInt(after) * (halfHour / 3n) + BigInt(index % 2));
      const asked = instants.flatMap((at) => drawn.labels.slice(0, 6).map(({ inputs }) => ({ at, inputs })));
      const training = await trained(warehouse, project, service!, asked);
      const answers = new Map(
        await Promise.all(
          instants.map(async (at) => {
            const inputs = asked.filter((one) => one.at === at).map((one) => one.inputs);
            return [at, await served(store, project, externs, service!, inputs, at)] as const;
          }),
        ),
      );
      for (const [row, { at, inputs }] of asked.entries()) {
        const expected = serviceAt(world, service!, inputs, { stored: at, read: at });
        if (expected instanceof Fault) throw new Error(`row ${row}: the oracle raises ${expected.message}`);
        const place = asked.filter((one) => one.at === at).findIndex((one) => one.inputs === inputs);
        const answer = answers.get(at)![place]!;
        const wrong = service!.features.flatMap(({ name, type }, index) => {
          const cell = expected.get(name)!;
          const [value, status] = [answer.features[name], answer.statuses[name]];
          compared++;
          if (!same(type, cell.value, training[row]?.[index]))
            return [`${name}: training has ${show(training[row]?.[index])}, not ${show(cell.value)}`];
          return same(type, cell.value, value) && status === cell.status
            ? []
            : [`${name} is ${show(value)} (${status}), not ${show(cell.value)} (${cell.status})`];
        });
        if (answer.error !== undefined) wrong.push(answer.error);
        if (wrong.length > 0) throw new Error(report(drawn, rows, `at ${at} for ${show([...inputs])}`, wrong));
      }
      programs++;
    });
    if (process.env.FEAT_SHOW !== undefined)
      console.log(`${programs} programs, ${compared} values, ${pushed} rows pushed`);
    expect(compared).toBeGreaterThan(30);
    expect(pushed).toBeGreaterThan(10);
  });
});

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "nothing";

function report(
  drawn: Program,
  rows: ReadonlyMap<string, readonly PhysicalRow[]>,
  where: string,
  wrong: readonly string[],
): string {
  const shown = [...rows].map(([name, all]) =>
    [`${name} (${drawn.formats[name]}):`, ...all.map((row) => show(Object.fromEntries(row.columns)))].join("\n  "),
  );
  return [`${where}:`, ...wrong, "", drawn.files["sources.yaml"], drawn.files["main.feat"], ...shown].join("\n");
}
