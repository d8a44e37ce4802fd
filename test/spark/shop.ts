import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { loaderOf } from "../../cli/loader-of.js";
import { compile } from "../../compiler/index.js";
import { checkArtifact, dialectNamed, materializeArtifact, trainingArtifact } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { generate } from "../../features/shop/generate.js";
import { materialize, openDuckDB, openEmbedded, validate, type Warehouse } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { openSpark } from "../../runtime/warehouse/spark/index.js";
import type { SparkWorker } from "../../runtime/warehouse/spark/worker.js";

const source = join(import.meta.dirname, "../../features/shop");
const at = 1_707_472_800_000_000;
type Row = Readonly<Record<string, unknown>>;

/** The shop example on Spark gives the same training sets, stored values and rules as on DuckDB. */
export function shopOnSpark(worker: () => SparkWorker, all: boolean): void {
  const { value } = compile(diskHost, source);
  const { project } = value!;
  const folder = mkdtempSync(join(tmpdir(), "feat-spark-shop-"));
  const engines = new Map<"duckdb" | "spark", Warehouse>();
  beforeAll(async () => {
    await generate(join(folder, "data"));
    engines.set("duckdb", await openDuckDB({ folder, environment: {} }));
    const prelude = dialectNamed("spark")!.prelude?.();
    engines.set("spark", await openSpark({ worker: worker(), folder, environment: {}, prelude }));
  }, 120_000);
  afterAll(async () => {
    for (const warehouse of engines.values()) await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes a training set by each engine, and gives the rows. */
  const train = async (
    engine: "duckdb" | "spark",
    name: string,
    labels: string,
    out: string,
  ): Promise<readonly Row[]> => {
    const service = project.services.find((each) => each.name === name)!;
    const artifact = trainingArtifact(project, service, { dialect: dialectNamed(engine), load: loaderOf(new Map()) });
    const warehouse = engines.get(engine)!;
    const report = await warehouse.loadLabels({ kind: "file", path: join(folder, labels) }, artifact, "parquet");
    await warehouse.write(artifact, { path: join(folder, out) }, report);
    return rowsOf(join(folder, out.endsWith("/") ? `${out}*.parquet` : out));
  };

  describe("the shop on Spark", () => {
    const services = [
      ["fraud_v2", "data/fraud_v2.csv"],
      ["customer_churn_v1", "data/customer_churn_v1.parquet"],
      ["recommend_v1", "data/recommend_v1.parquet"],
    ] as const;
    test.each(all ? services : services.slice(0, 1))(
      "the training set of %s",
      { timeout: 300_000 },
      async (name, labels) => {
        const expected = await train("duckdb", name, labels, `${name}.parquet`);
        const found = await train("spark", name, labels, `${name}-spark.parquet`);
        expect(differences(expected, found)).toEqual([]);
      },
    );

    if (!all) return;
    test("a training set that Spark writes as a folder", { timeout: 300_000 }, async () => {
      const [name, labels] = ["fraud_v2", "data/fraud_v2.csv"];
      const expected = await train("duckdb", name, labels, `${name}-file.parquet`);
      const found = await train("spark", name, labels, `${name}-folder/`);
      expect(differences(expected, found)).toEqual([]);
    });

    test("stored values and rules", { timeout: 300_000 }, async () => {
      const stored = async (engine: "duckdb" | "spark"): Promise<unknown> => {
        const dialect = dialectNamed(engine)!;
        const warehouse = engines.get(engine)!;
        const store = openEmbedded(join(folder, `online-${engine}`));
        const views = project.views.map((view) => materializeArtifact(project, view, undefined, { dialect }));
        const artifact = loadArtifact(project);
        const reports = await materialize({ warehouse, store, project: artifact, views, at });
        await store.close();
        const checks = project.views.flatMap((view) => checkArtifact(project, view, { dialect }) ?? []);
        const rules = await validate({ warehouse, project: artifact, checks, at });
        return { reports: JSON.parse(JSON.stringify(reports, untimed)), rules };
      };
      expect(await stored("spark")).toEqual(await stored("duckdb"));
    });
  });
}

const untimed = (key: string, value: unknown): unknown =>
  /milliseconds|seconds|time/i.test(key) ? undefined : typeof value === "bigint" ? String(value) : value;

export function differences(left: readonly Row[], right: readonly Row[]): readonly string[] {
  if (left.length !== right.length) return [`${left.length} rows and ${right.length}`];
  return left.flatMap((expected, row) =>
    Object.entries(expected).flatMap(([name, value]) =>
      same(value, right[row]![name])
        ? []
        : [`${row} ${name}: ${JSON.stringify(value)} and ${JSON.stringify(right[row]![name])}`],
    ),
  );
}
const same = (a: unknown, b: unknown): boolean =>
  typeof a === "number" && typeof b === "number" && !(Number.isInteger(a) && Number.isInteger(b))
    ? Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
    : JSON.stringify(a) === JSON.stringify(b);

async function rowsOf(path: string): Promise<readonly Row[]> {
  await using duckdb = await openDuckDB();
  const found: Row[] = [];
  const columns = [{ name: "row", type: scalar("string") }];
  const sql = `SELECT CAST(to_json(x) AS VARCHAR) AS row FROM '${path}' AS x`;
  for await (const batch of duckdb.read({ of: path, sql, columns }))
    for (const row of batch.columns[0] ?? []) found.push(JSON.parse(String(row)) as Row);
  return found;
}
