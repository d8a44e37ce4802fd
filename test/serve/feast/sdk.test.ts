/**
 * Feast's own Python SDK reads from `feat serve`: its driver example, beside Feast's own store over the same data, and
 * the shop, beside the client's answers.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../../features/shop/generate.js";
import { project } from "../../../generated/shop/client.js";
import { createClientRuntime } from "../../../runtime/client/index.js";
import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import { exampleProject, newProject, type TestProject } from "../../end-to-end/support/project.js";
import { featServe, type Served } from "../../support/feat-serve.js";
import { openSdk, type Sdk } from "./sdk.js";

let sdk: Sdk;
beforeAll(() => {
  sdk = openSdk();
}, 300_000);
afterAll(() => sdk?.close());

describe("the example of `feast init`", () => {
  let driver: TestProject;
  let served: Served;
  const features = ["conv_rate", "acc_rate", "avg_daily_trips"].map((name) => `driver_hourly_stats:${name}`);
  const nested = ["driver_metadata", "driver_config", "driver_profile"].map((name) => `driver_hourly_stats:${name}`);
  const transformed = ["transformed_conv_rate:conv_rate_plus_val1", "transformed_conv_rate:conv_rate_plus_val2"];
  const drivers = [1001, 1002, 1003, 1004, 1005];
  const rows = drivers.map((driver_id) => ({ driver_id }));
  const asked = drivers.map((driver_id, i) => ({ driver_id, val_to_add: 1000 + i, val_to_add_2: 2000 }));

  beforeAll(async () => {
    const file = (name: string) => readFileSync(join(import.meta.dirname, "driver", name), "utf8");
    const names = ["feat.yaml", "sources.yaml", "driver.feat"];
    driver = newProject(Object.fromEntries(names.map((name) => [name, file(name)])));
    const parquet = join(driver.folder, "driver_stats.parquet");
    await sdk.ask({ do: "write_drivers", parquet });
    await driver.feat("materialize");
    served = await featServe(driver.folder);
    await sdk.ask({ do: "apply_drivers", parquet, folder: driver.folder, url: served.url });
  }, 300_000);
  afterAll(async () => {
    await served?.stop();
    driver?.[Symbol.dispose]();
  });

  test.each([
    ["features of the view", { features, entity_rows: rows }],
    ["maps, structs and JSON", { features: nested, entity_rows: rows }],
    ["a service", { feature_service: "driver_activity_v2", entity_rows: asked }],
    ["full names", { feature_service: "driver_activity_v2", entity_rows: asked, full_feature_names: true }],
    ["a service with a part of a view", { feature_service: "driver_activity_v1", entity_rows: asked }],
    ["features of a transform by name", { features: [...features, ...transformed], entity_rows: asked }],
    ["a transform alone, with full names", { features: transformed, entity_rows: asked, full_feature_names: true }],
  ])("%s are what Feast gives from its own store", async (_, question) => {
    const own = await sdk.ask({ do: "read", store: "local", defined: true, ...question });
    const ours = await sdk.ask({ do: "read", store: "remote", defined: true, ...question });
    expect(Object.keys(ours.columns).sort()).toEqual(Object.keys(own.columns).sort());
    for (const [name, values] of Object.entries<readonly unknown[]>(own.columns)) {
      expect(values.some((value) => value !== null)).toBe(true);
      expect([name, ours.columns[name].map(plain)]).toEqual([name, values.map(plain)]);
      expect([name, ours.statuses[name]]).toEqual([name, own.statuses[name]]);
    }
  });

  test("the types of values are told by their JSON", async () => {
    const { kinds } = await sdk.ask({ do: "read", store: "remote", features, entity_rows: rows });
    expect(kinds).toMatchObject({
      driver_id: drivers.map(() => "int64_val"),
      conv_rate: drivers.map(() => "double_val"),
      avg_daily_trips: drivers.map(() => "int64_val"),
    });
  });

  test("the read by view takes every value with its declared type", async () => {
    const names = [...features, ...nested].map((reference) => reference.split(":")[1]);
    const question = { do: "read_view", view: "driver_hourly_stats", drivers, features: names };
    const own = await sdk.ask({ ...question, store: "local" });
    expect(await sdk.ask({ ...question, store: "remote" })).toEqual(own);
    expect(own[0]).toMatchObject({ conv_rate: "float_val", avg_daily_trips: "int64_val", driver_config: "json_val" });
  });

  test("a stale driver and an unknown one have no value and say why", async () => {
    const entity_rows = [{ driver_id: 1001 }, { driver_id: 1006 }, { driver_id: 9999 }];
    const { columns, statuses } = await sdk.ask({ do: "read", store: "remote", features, entity_rows });
    for (const name of ["conv_rate", "acc_rate", "avg_daily_trips"]) {
      expect(columns[name]).toEqual([expect.any(Number), null, null]);
      expect(statuses[name]).toEqual(["PRESENT", "OUTSIDE_MAX_AGE", "NOT_FOUND"]);
    }
    expect(statuses.driver_id).toEqual(["PRESENT", "PRESENT", "PRESENT"]);
  });

  test.each([
    ["an unknown feature", { features: ["driver_hourly_stats:conv_rat"], entity_rows: rows }, "404", "`conv_rate`"],
    ["an unknown view", { features: ["driver_hourly:conv_rate"], entity_rows: rows }, "404", "`driver_hourly_stats`"],
    ["a missing request field", { features: transformed, entity_rows: rows }, "400", "`val_to_add` is missing"],
    ["a key of another type", { features, entity_rows: [{ driver_id: "x" }] }, "400", "driver_id"],
  ])("%s is an error that says so", async (_, question, status, says) => {
    const failed = sdk.ask({ do: "read", store: "remote", ...question });
    await expect(failed).rejects.toThrow(status);
    await expect(failed).rejects.toThrow(says);
  });

  test("what the SDK writes of a view is served at once, if the target streams the view's source", async () => {
    await driver.feat("materialize", "--target", "live");
    const live = await featServe(driver.folder, ["--target", "live"]);
    try {
      const parquet = join(driver.folder, "driver_stats.parquet");
      await sdk.ask({ do: "apply_drivers", parquet, folder: join(driver.folder, "writing"), url: live.url });
      const event_timestamp = new Date(Date.now() - 1000).toISOString();
      const row = { driver_id: 1001, conv_rate: 0.25, acc_rate: 0.5, avg_daily_trips: 7, event_timestamp };
      const nested = {
        driver_metadata: { vehicle_type: "van", rating: "5" },
        driver_config: "{}",
        driver_profile: { name: "n", age: "1" },
      };
      await sdk.ask({ do: "write_view", store: "remote", view: "driver_hourly_stats", rows: [{ ...row, ...nested }] });
      const { columns } = await sdk.ask({ do: "read", store: "remote", features, entity_rows: rows.slice(0, 2) });
      expect(columns.conv_rate).toEqual([0.25, expect.any(Number)]);
      expect(columns.acc_rate[0]).toBe(0.5);
      expect(columns.avg_daily_trips[0]).toBe(7);
    } finally {
      await live.stop();
    }
  });
});

/** Feast's own store gives JSON as text or as a value, and keeps a float32 as a double. */
const plain = (value: unknown): unknown =>
  typeof value === "string" && /^[{[]/.test(value) ? JSON.parse(value) : value;

describe("the shop", () => {
  let shop: TestProject;
  let served: Served;
  const tokens = { FEAT_TOKENS: "all", FEAT_TOKENS_FRAUD_V2: "fraud" };
  const at = "2024-02-09T10:00:00Z";

  beforeAll(async () => {
    shop = exampleProject("shop");
    await generate(join(shop.folder, "data"));
    await shop.feat("materialize", "--to", at);
    served = await featServe(shop.folder, [], tokens);
    for (const token of ["all", "fraud", "wrong"]) {
      const auth = { type: "oidc", token };
      const folder = join(shop.folder, token);
      await sdk.ask({ do: "connect", store: token, project: "shop", folder, url: served.url, auth });
    }
  }, 300_000);
  afterAll(async () => {
    await served?.stop();
    shop?.[Symbol.dispose]();
  });

  const numbers = Array.from({ length: 60 }, (_, i) => i);
  test.each([
    ["customer_churn_v1", numbers.map((i) => ({ customer_id: i }))],
    [
      "fraud_v2",
      numbers.map((i) => ({
        buyer_id: i,
        seller_id: (i * 53) % 90,
        current_cart_value: i * 1.5,
        items_in_cart: i % 9,
        country: i % 3 === 0 ? null : "US",
      })),
    ],
    ["recommend_v1", numbers.map((i) => ({ customer_id: i % 40, product_id: `p${i % 27}` }))],
  ])("%s has the client's values and statuses", async (name, entity_rows) => {
    const answer = await sdk.ask({ do: "read", store: "all", feature_service: name, entity_rows });
    await using client = createClientRuntime(project, { online: openEmbedded(join(shop.folder, ".feat/online")) });
    const expected = await client.json(name).getMany(entity_rows);
    const statusOf = { present: "NULL_VALUE", null: "NULL_VALUE", missing: "NOT_FOUND", stale: "OUTSIDE_MAX_AGE" };
    for (const { name: feature, type } of project.services[name]!.features) {
      expect([feature, answer.columns[feature]]).toEqual([feature, expected.map((row) => row.features[feature])]);
      expect([feature, answer.statuses[feature]]).toEqual([
        feature,
        expected.map((row) => (row.features[feature] === null ? statusOf[row.statuses[feature]!] : "PRESENT")),
      ]);
      if (type.kind !== "float64") continue;
      const kinds = answer.kinds[feature].filter((kind: unknown) => kind !== null);
      expect([feature, [...new Set(kinds)]]).toEqual([feature, kinds.length === 0 ? [] : ["double_val"]]);
    }
  });

  test("a token of Feast's OIDC client is a bearer token", async () => {
    const question = {
      do: "read",
      feature_service: "fraud_v2",
      entity_rows: [{ buyer_id: 1, seller_id: 2, current_cart_value: 10, items_in_cart: 1, country: "US" }],
    };
    expect((await sdk.ask({ ...question, store: "fraud" })).columns.buyer_id).toEqual([1]);
    await expect(sdk.ask({ ...question, store: "wrong" })).rejects.toThrow("this token is not taken");
    const churn = { do: "read", feature_service: "customer_churn_v1", entity_rows: [{ customer_id: 1 }] };
    await expect(sdk.ask({ ...churn, store: "fraud" })).rejects.toThrow("not taken for `customer_churn_v1`");
  });
});
