/** A toy dialect and a toy warehouse, made as the documentation says, give the same values as DuckDB. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/compile.js";
import {
  type Dialect,
  dialects,
  materializeArtifact,
  missingFunctions,
  trainingArtifact,
} from "../../compiler/sql/index.js";
import { generate } from "../../features/shop/generate.js";
import { openDuckDB, trainingRows, type Value, type Warehouse } from "../../runtime/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import type { WarehouseKind } from "../../runtime/warehouse/warehouse.js";
import { exampleProject, type TestProject } from "../end-to-end/support/project.js";
import { compileTexts } from "../oracle/support/compile.js";
import { toy } from "./toy.js";

const kinds: readonly WarehouseKind[] = [
  {
    kind: "toy",
    dialect: "toy",
    location: "path",
    open: (path, options) => openDuckDB({ ...options, path }),
  },
];

let project: TestProject;
let warehouse: Warehouse;
beforeAll(async () => {
  project = exampleProject("shop");
  await generate(join(project.folder, "data"));
  warehouse = await kinds[0]!.open(undefined, { folder: project.folder, environment: {} });
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  project[Symbol.dispose]();
});

const shop = compile(diskHost, join(import.meta.dirname, "../../features/shop")).value!.project;
const labels = { customer_churn_v1: "parquet", fraud_v2: "csv", recommend_v1: "parquet" } as const;

describe.each(Object.entries(labels))("%s", (name, format) => {
  const service = shop.services.find((each) => each.name === name)!;
  const rowsOf = async (dialect: Dialect, strategy: string | undefined): Promise<readonly (readonly Value[])[]> => {
    const artifact = trainingArtifact(shop, service, { dialect });
    const path = join(project.folder, `data/${name}.${format}`);
    const rows: (readonly Value[])[] = [];
    const asked = { warehouse, artifact, labels: { kind: "file", path, format }, strategy } as const;
    for await (const batch of trainingRows(asked))
      for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => rounded(column[row] ?? null)));
    return rows;
  };

  test("every strategy gives the values of DuckDB", { timeout: 120_000 }, async () => {
    const expected = await rowsOf(dialects.duckdb!, undefined);
    expect(expected.length).toBeGreaterThan(10);
    const strategies = strategiesOf(trainingArtifact(shop, service, { dialect: toy }).sql);
    expect(strategies.length).toBeGreaterThan(1);
    for (const strategy of strategies) expect(await rowsOf(toy, strategy), strategy).toEqual(expected);
  });
});

test("every view is materialized with the values of DuckDB", { timeout: 60_000 }, async () => {
  for (const view of shop.views) {
    const stored = async (dialect: Dialect): Promise<readonly string[]> => {
      const { sql, columns } = materializeArtifact(shop, view, undefined, { dialect });
      const named = [
        ...view.keys.map(({ type }, index) => ({ name: `@k${index}`, type })),
        ...view.aggregates.map(({ id, type }) => ({ name: `a.${id}`, type })),
      ];
      const rows: string[] = [];
      const query = { of: view.name, sql, columns: named, parameters: { at: 1_707_472_800_000_000, from: null } };
      for await (const batch of warehouse.read(query))
        for (let row = 0; row < batch.rows; row++)
          rows.push(JSON.stringify(batch.columns.map((column) => rounded(column[row] ?? null))));
      expect(columns.aggregates.length).toBe(view.aggregates.length);
      return rows.sort();
    };
    expect(await stored(toy), view.name).toEqual(await stored(dialects.duckdb!));
  }
});

test("a function that the dialect lacks is a diagnostic with the line of its call", () => {
  const { project: own, files } = compileTexts({
    "feat.yaml": "project: p\nsources: s.yaml\n",
    "s.yaml":
      "sources: { st: { kind: state, file: none.csv, time: t, columns: { k: int64, s: string, t: timestamp } } }",
    "main.feat": 'entity e { k: int64 }\nview v for e from st {\n  d = levenshtein(s, "a")\n}\nservice x { v.* }\n',
  });
  const [missing] = missingFunctions(own, files, toy);
  expect(missing?.code).toBe("FEAT6001");
  expect(missing?.message).toContain("it has no distance of texts");
  expect(missing?.place.span.start).toBeGreaterThan(0);
});

/** Floats may differ in their last digits. */
function rounded(value: Value): Value {
  if (typeof value === "number") return Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map((each) => rounded(each as Value));
  if (value instanceof Map) return new Map([...value].map(([key, own]) => [key, rounded(own as Value)])) as Value;
  return value;
}
