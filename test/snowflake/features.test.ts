/** The features of examples' labels on fakesnow are those on DuckDB, and each statement keeps Snowflake's documented rules. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/index.js";
import { snowflake } from "../../compiler/sql/dialects/snowflake/index.js";
import { planType } from "../../runtime/duckdb-types.js";
import { openDuckDB } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { type Asked, trained } from "../oracle/support/engines.js";
import { plain } from "../oracle/support/load.js";
import { same } from "../oracle/support/same.js";
import { Fakesnow } from "../support/fakesnow.js";
import { examples } from "./examples.js";
import { FakesnowWarehouse } from "./warehouse.js";

const features = join(import.meta.dirname, "../../features");
/** Services that fakesnow cannot run, or for which it gives other features, and why. */
const notOnFakesnow: Readonly<Record<string, string>> = {
  taste_v1: "its ARRAY_AGG keeps nulls, where Snowflake's leaves them out, so max_by finds other values",
};
/** Services whose requests hold lists, which are no columns of a table of fakesnow's. */
const withLists: ReadonlySet<string> = new Set(["plaid_v1"]);
/** Of each service. */
const MOST_LABELS = 60;

let engine: Fakesnow;
beforeAll(() => {
  engine = Fakesnow.open();
}, 300_000);
afterAll(() => engine?.close());

describe.each(examples)("%s", (example) => {
  const folder = join(features, example);
  const { value } = compile(diskHost, folder);
  if (value === null) throw new Error(`${example} does not compile`);
  const { project } = value;
  const scratch = mkdtempSync(join(tmpdir(), "feat-snowflake-"));
  const statements: string[] = [];
  let duckdb: Awaited<ReturnType<typeof openDuckDB>>;
  let warehouse: FakesnowWarehouse;
  beforeAll(async () => {
    duckdb = await openDuckDB({ folder: scratch });
    warehouse = new FakesnowWarehouse(engine, duckdb, (statement) => statements.push(statement));
    const { generate }: { generate: (to: string) => Promise<void> } = await import(join(folder, "generate.ts"));
    await generate(join(scratch, "data"));
  });
  afterAll(async () => {
    await duckdb.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function labelsOf(service: (typeof project.services)[number]): Promise<readonly Asked[]> {
    const inputs = [...service.keys, ...service.requests];
    const file = readdirSync(join(scratch, "data")).find((name) => name.startsWith(`${service.name}.`))!;
    const list = inputs.map(({ name, type }) =>
      type.kind === "timestamp"
        ? `epoch_us("${name}"::TIMESTAMP) AS "${name}"`
        : `"${name}"::${planType(type)} AS "${name}"`,
    );
    const columns = [
      { name: "at", type: scalar("int64", true) },
      ...inputs.map(({ name, type }) => ({ name, type: type.kind === "timestamp" ? scalar("int64", true) : type })),
    ];
    const sql = `SELECT ${["epoch_us(event_timestamp::TIMESTAMP) AS at", ...list].join(", ")} FROM '${join(scratch, "data", file)}'`;
    const asked: Asked[] = [];
    for await (const batch of duckdb.read({ of: service.name, sql, columns }))
      for (let row = 0; row < batch.rows; row++) {
        const [at = null, ...values] = batch.columns.map((column) => column[row] ?? null);
        asked.push({
          at: at === null ? null : BigInt(at as number),
          inputs: new Map(inputs.map(({ name, type }, place) => [name, plain(type, values[place] ?? null)])),
        });
      }
    return asked;
  }

  const services = project.services.filter(({ name }) => !withLists.has(name));
  test.each(services.map((service) => [service.name, service] as const))(
    "%s gives the same features as on DuckDB",
    { timeout: 200_000 },
    async (_, service) => {
      const all = await labelsOf(service);
      const asked = all.filter((_, index) => index % Math.ceil(all.length / MOST_LABELS) === 0);
      const expected = await trained(duckdb, project, service, asked);
      const found = await trained(warehouse, project, service, asked, snowflake);
      expect(found.length).toBe(asked.length);
      const different = expected.flatMap((values, row) =>
        service.features.flatMap(({ name, type }, place) => {
          const [own, theirs] = [found[row]?.[place] ?? null, values[place] ?? null];
          return same(type, plain(type, theirs), own) ? [] : [{ row, name, own, expected: theirs }];
        }),
      );
      if (service.name in notOnFakesnow) expect(different, "a listed service that works").not.toEqual([]);
      else expect(different).toEqual([]);
    },
  );

  test("sqlglot's parser of Snowflake's SQL understands the statements", { timeout: 100_000 }, async () => {
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) await engine.parse(statement);
  });
});
