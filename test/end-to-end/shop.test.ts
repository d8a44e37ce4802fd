/**
 * The shop example, through the command line. Every command succeeds, and online reads from both stores match a
 * training set at the same instant.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate } from "../../features/shop/generate.js";
import { ownRedis } from "../support/own-redis.js";
import { exampleProject, type Got, type TestProject } from "./support/project.js";

/** A copy of the shop with its own data, since other tests generate theirs at the same time. */
async function shop(env: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const project = exampleProject("shop", env);
  await generate(join(project.folder, "data"));
  return project;
}

const at = "2024-02-09T10:00:00Z";

interface Service {
  readonly name: string;
  readonly labels: string;
  /** A hundred rows of keys and request fields. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
const numbers = Array.from({ length: 100 }, (_, i) => i);
const services: readonly Service[] = [
  {
    name: "customer_churn_v1",
    labels: "data/customer_churn_v1.parquet",
    rows: numbers.map((i) => ({ customer_id: i })),
  },
  {
    name: "fraud_v2",
    labels: "data/fraud_v2.csv",
    rows: numbers.map((i) => ({
      buyer_id: i,
      seller_id: i % 13 === 0 ? null : (i * 53) % 90,
      current_cart_value: i * 1.5,
      items_in_cart: i % 9,
      country: i % 11 === 0 ? null : "US",
    })),
  },
  {
    name: "recommend_v1",
    labels: "data/recommend_v1.parquet",
    rows: numbers.map((i) => ({ customer_id: i % 40, product_id: `p${i % 27}` })),
  },
];

test("the checked-in generated code is up to date, and the shop's tests pass", async () => {
  using project = await shop();
  await project.feat("compile", "--check");
  expect(await project.feat("test")).toMatch(/\n\d+ tests passed\n$/);
});

test.each(services)("feat train $name gives one row for each label", async ({ name, labels }) => {
  using project = await shop();
  const report = JSON.parse(
    await project.feat("train", name, "--labels", labels, "--out", "out/set.parquet", "--json"),
  );
  const given = await project.rows(labels, { event_timestamp: "timestamp" });
  const made = await project.rows("out/set.parquet", { event_timestamp: "timestamp" });
  expect(report.rows).toBe(given.length);
  expect(made).toEqual(given);
});

describe.each(["dev", "redis"])("online on %s", (target) => {
  test.each(services)("$name: online reads match the training set at the same instant", async ({ name, rows }) => {
    // All tests share one Redis. Each writes the same rows, so they do not disturb each other.
    using project = await shop({ REDIS_URL: ownRedis(), FEAT_TARGET: target });
    await project.feat("materialize", "--to", at);
    project.write("rows.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const { answers: got }: { readonly answers: readonly Got[] } = JSON.parse(
      await project.feat("get", name, "--rows", "rows.jsonl", "--at", at, "--json"),
    );

    const columns = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => [...columns.map((column) => row[column] ?? ""), at].join(","));
    project.write("labels.csv", `${[...columns, "event_timestamp"].join(",")}\n${lines.join("\n")}\n`);
    await project.feat("train", name, "--labels", "labels.csv", "--out", "set.parquet");
    const types = await project.types("set.parquet");
    const features = Object.keys(got[0]?.features ?? {});
    expect(features.length).toBeGreaterThan(5);
    const kinds = { BIGINT: "int64", DOUBLE: "float64", BOOLEAN: "bool", VARCHAR: "string", FLOAT: "float32" } as const;
    const kindOf = (feature: string) => kinds[types[feature] as keyof typeof kinds];
    const trained = await project.rows("set.parquet", Object.fromEntries(features.map((each) => [each, kindOf(each)])));

    expect(trained.length).toBe(rows.length);
    for (const [index, row] of got.entries()) {
      for (const feature of features) {
        const [online, offline] = [row.features[feature], trained[index]?.[feature]];
        const what = `${feature} of ${JSON.stringify(rows[index])}`;
        if (typeof offline === "number" && typeof online === "number") expect(online, what).toBeCloseTo(offline, 9);
        else expect(online, what).toBe(offline);
      }
    }
    // The rows are chosen so that every status occurs.
    const statuses = new Set(got.flatMap((row) => Object.values(row.statuses)));
    if (name === "customer_churn_v1") expect([...statuses].sort()).toEqual(["missing", "null", "present", "stale"]);
  });
});
