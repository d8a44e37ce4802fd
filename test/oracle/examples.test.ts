/**
 * Compares the oracle with the engines on the examples' own data: labels of every service, and online reads after
 * materialization.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { externsIn, loadExterns } from "../../cli/externs.js";
import { compile } from "../../compiler/index.js";
import type { Service } from "../../compiler/ir/index.js";
import { openDuckDB, openEmbedded } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { type PhysicalRow, serviceAt, type UserFunctions, worldOf } from "./evaluate/index.js";
import { type Asked, served, stored, trained } from "./support/engines.js";
import { userFunctionsOf } from "./support/externs.js";
import { loadSource, plain } from "./support/load.js";
import { same } from "./support/same.js";

/** Projects that generate their own data, with the labels of each service in `data/SERVICE.parquet` or `.csv`. */
const features = join(import.meta.dirname, "../../features");
const examples = readdirSync(features, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("generate.ts"))
  .map((path) => dirname(path))
  .sort();

test("the examples include the ports of ten systems", () => {
  expect(examples.filter((path) => path.startsWith("ports/")).length).toBe(10);
});

const hour = 3_600_000_000n;
/** Of each service. */
const MOST_LABELS = 40;

describe.each(examples)("%s", (example) => {
  const folder = join(features, example);
  const { value } = compile(diskHost, folder);
  if (value === null) throw new Error(`${example} does not compile`);
  const { project } = value;

  const scratch = mkdtempSync(join(tmpdir(), "feat-oracle-example-"));
  const physical = new Map<string, readonly PhysicalRow[]>();
  let warehouse: Awaited<ReturnType<typeof openDuckDB>>;
  let store: ReturnType<typeof openEmbedded>;
  let files: readonly string[];
  let externs: UserFunctions;
  const at = BigInt(Date.parse("2024-02-06T07:30:00Z")) * 1000n;
  /** All views are materialized once, by the first test that reads them. */
  let filled: Promise<void> | undefined;
  beforeAll(async () => {
    warehouse = await openDuckDB({ folder: scratch, externs: externsIn(project, loadExterns(project, folder)) });
    store = openEmbedded(join(scratch, "online"));
    externs = await userFunctionsOf(project, folder);
    const { generate }: { generate: (to: string) => Promise<void> } = await import(join(folder, "generate.ts"));
    await generate(join(scratch, "data"));
    files = readdirSync(join(scratch, "data"));
    for (const source of project.sources) {
      if (source.node === "physical") physical.set(source.name, await loadSource(warehouse, scratch, source));
    }
  });
  afterAll(async () => {
    await store.close();
    await warehouse.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** The labels of a service, in the oracle's form. */
  async function labelsOf(service: Service): Promise<readonly Asked[]> {
    const inputs = [...service.keys, ...service.requests];
    const file = files.find((name) => name.startsWith(`${service.name}.`));
    if (file === undefined) throw new Error(`${example} has no labels for ${service.name}`);
    const casts: Readonly<Record<string, (column: string) => string>> = {
      int64: (column) => `${column}::BIGINT`,
      float64: (column) => `${column}::DOUBLE`,
      string: (column) => `${column}::VARCHAR`,
      timestamp: (column) => `epoch_us(${column}::TIMESTAMP)`,
    };
    const list = inputs.map(({ name, type }) => `${casts[type.kind]?.(`"${name}"`) ?? `"${name}"`} AS "${name}"`);
    const sql = `SELECT epoch_us(event_timestamp::TIMESTAMP) AS at, ${list.join(", ")} FROM '${join(scratch, "data", file)}'`;
    const columns = [
      { name: "at", type: scalar("int64", true) },
      ...inputs.map(({ name, type }) => ({ name, type: type.kind === "timestamp" ? scalar("int64", true) : type })),
    ];
    const asked: Asked[] = [];
    for await (const batch of warehouse.read({ of: service.name, sql, columns })) {
      for (let row = 0; row < batch.rows; row++) {
        const [at = null, ...values] = batch.columns.map((column) => column[row] ?? null);
        asked.push({
          at: at === null ? null : BigInt(at as number),
          inputs: new Map(inputs.map(({ name, type }, place) => [name, plain(type, values[place] ?? null)])),
        });
      }
    }
    return asked;
  }

  describe.each(project.services)("$name", (service) => {
    test("the features of the labels match the oracle", { timeout: 240_000 }, async () => {
      const world = worldOf(project, physical, externs);
      const all = await labelsOf(service);
      expect(all.length).toBeGreaterThanOrEqual(100);
      // The oracle is slow, so every label has its turn only up to some dozens.
      const asked = all.filter((_, index) => index % Math.ceil(all.length / MOST_LABELS) === 0);
      const rows = await trained(warehouse, project, service, asked);
      expect(rows.length).toBe(asked.length);
      const seen = new Set<string>();
      for (const [index, { at, inputs }] of asked.entries()) {
        const answer = serviceAt(world, service, inputs, { stored: at, read: at });
        for (const [place, { name, type }] of service.features.entries()) {
          const [expected, actual] = [answer.get(name)?.value ?? null, rows[index]?.[place] ?? null];
          if (!same(type, expected, actual)) expect(actual, `${name} of row ${index}`).toEqual(expected);
          if (expected !== null) seen.add(name);
        }
      }
      // A feature that is null for every label has not been tested.
      expect(service.features.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
    });

    test("online reads match the oracle, up to days after materialization", { timeout: 240_000 }, async () => {
      const world = worldOf(project, physical, externs);
      const asked = (await labelsOf(service)).slice(0, 60);
      filled ??= stored(warehouse, store, project, externs, at);
      await filled;
      // The oracle is slow, so each instant has other rows.
      for (const [turn, later] of [0n, hour, 5n * 24n * hour, 9n * 24n * hour].entries()) {
        const inputs = asked.filter((_, index) => index % 5 === turn).map((each) => each.inputs);
        const rows = await served(store, project, externs, service, inputs, at + later);
        for (const [index, given] of inputs.entries()) {
          const answer = serviceAt(world, service, given, { stored: at, read: at + later });
          for (const { name, type } of service.features) {
            const cell = answer.get(name);
            const [actual, status] = [rows[index]?.features[name], rows[index]?.statuses[name]];
            const where = `${name} of row ${index}, ${later} µs later`;
            if (cell === undefined || !same(type, cell.value, actual)) expect(actual, where).toEqual(cell?.value);
            expect(status, where).toBe(cell?.status);
          }
        }
      }
    });
  });
});
