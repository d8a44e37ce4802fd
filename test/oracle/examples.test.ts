/** The oracle over the shop's own data: every label of every service, and what is read online after the instant of materialization. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/index.js";
import { generate } from "../../features/shop/generate.js";
import { openDuckDB, openEmbedded } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { type PhysicalRow, serviceAt, type Value, worldOf } from "./evaluate/index.js";
import { type Asked, served, stored, trained } from "./support/engines.js";
import { loadSource } from "./support/load.js";
import { same } from "./support/same.js";

const folder = join(import.meta.dirname, "../../features/shop");
const { value } = compile(diskHost, folder);
if (value === null) throw new Error("the shop does not compile");
const { project } = value;

const scratch = mkdtempSync(join(tmpdir(), "feat-oracle-shop-"));
const warehouse = await openDuckDB({ folder: scratch });
const store = openEmbedded(join(scratch, "online"));
const physical = new Map<string, readonly PhysicalRow[]>();
beforeAll(async () => {
  await generate(join(scratch, "data"));
  for (const source of project.sources) {
    if (source.node === "physical") physical.set(source.name, await loadSource(warehouse, scratch, source));
  }
});
afterAll(async () => {
  await store.close();
  await warehouse.close();
  rmSync(scratch, { recursive: true, force: true });
});

const labelFiles: Readonly<Record<string, string>> = {
  customer_churn_v1: "data/churn_labels.parquet",
  fraud_v2: "data/fraud_labels.csv",
  recommend_v1: "data/recommend_labels.parquet",
};

/** The labels of a service, as the oracle asks. */
async function labelsOf(service: (typeof project.services)[number]): Promise<readonly Asked[]> {
  const inputs = [...service.keys, ...service.requests];
  const list = inputs.map(
    ({ name, type }) =>
      `"${name}"::${type.kind === "int64" ? "BIGINT" : type.kind === "float64" ? "DOUBLE" : "VARCHAR"} AS "${name}"`,
  );
  const sql = `SELECT epoch_us(event_timestamp::TIMESTAMP) AS at, ${list.join(", ")} FROM '${join(scratch, labelFiles[service.name] ?? "")}'`;
  const asked: Asked[] = [];
  const columns = [
    { name: "at", type: scalar("timestamp", true) },
    ...inputs.map(({ name, type }) => ({ name, type: { ...type, nullable: true } })),
  ];
  for await (const batch of warehouse.read({ of: service.name, sql, columns })) {
    for (let row = 0; row < batch.rows; row++) {
      const [at = null, ...values] = batch.columns.map((column) => column[row] ?? null);
      asked.push({
        at: at === null ? null : BigInt(at as number),
        inputs: new Map(
          inputs.map(({ name, type }, place): [string, Value] => {
            const given = values[place] ?? null;
            return [name, type.kind === "int64" && given !== null ? BigInt(given as number) : (given as Value)];
          }),
        ),
      });
    }
  }
  return asked;
}

describe.each(project.services)("$name", (service) => {
  test("every label's features are what the meaning says", { timeout: 240_000 }, async () => {
    const world = worldOf(project, physical);
    const asked = await labelsOf(service);
    expect(asked.length).toBeGreaterThan(300);
    const rows = await trained(warehouse, project, service, asked);
    expect(rows.length).toBe(asked.length);
    for (const [index, { at, inputs }] of asked.entries()) {
      const answer = serviceAt(world, service, inputs, { stored: at, read: at });
      for (const [place, { name, type }] of service.features.entries()) {
        const [expected, actual] = [answer.get(name)?.value ?? null, rows[index]?.[place] ?? null];
        if (!same(type, expected, actual)) expect(actual, `${name} of row ${index}`).toBe(expected);
      }
    }
  });

  test("so is what is read online, days after the instant of materialization", { timeout: 240_000 }, async () => {
    const world = worldOf(project, physical);
    const asked = (await labelsOf(service)).slice(0, 120);
    const at = BigInt(Date.parse("2024-02-06T07:30:00Z")) * 1000n;
    await stored(warehouse, store, project, at);
    const inputs = asked.map((each) => each.inputs);
    for (const later of [0n, 3_600_000_000n, 5n * 86_400_000_000n, 9n * 86_400_000_000n]) {
      const rows = await served(store, project, service, inputs, at + later);
      for (const [index, given] of inputs.entries()) {
        const answer = serviceAt(world, service, given, { stored: at, read: at + later });
        for (const { name, type } of service.features) {
          const cell = answer.get(name);
          const [actual, status] = [rows[index]?.features[name], rows[index]?.statuses[name]];
          const where = `${name} of row ${index}, ${later} µs later`;
          if (cell === undefined || !same(type, cell.value, actual)) expect(actual, where).toBe(cell?.value);
          expect(status, where).toBe(cell?.status);
        }
      }
    }
  });
});
