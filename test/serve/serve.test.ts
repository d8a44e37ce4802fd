/**
 * The HTTP server over the shop, with a real store: its answers are those of the client, its errors say what is wrong,
 * and its document says what it takes and gives.
 */
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../features/shop/generate.js";
import { project } from "../../generated/shop/client.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { StoreError } from "../../runtime/errors.js";
import { jsonTextOf } from "../../runtime/json-text.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { createServer, type ServeOptions } from "../../runtime/serve/index.js";
import { exampleProject, type TestProject } from "../end-to-end/support/project.js";

const at = "2024-02-09T10:00:00Z";
let shop: TestProject;
let online: OnlineStore;
let server: FastifyInstance;

const served = (over: Partial<ServeOptions> = {}): Promise<FastifyInstance> =>
  createServer({
    project,
    online,
    version: "1",
    environment: {},
    maxBody: 100_000,
    maxRows: 200,
    timeout: 10_000,
    log: false,
    ...over,
  });

beforeAll(async () => {
  shop = exampleProject("shop");
  await generate(join(shop.folder, "data"));
  await shop.feat("materialize", "--to", at);
  online = openEmbedded(join(shop.folder, ".feat/online"));
  server = await served();
});
afterAll(async () => {
  await server.close();
  await online.close();
  shop[Symbol.dispose]();
});

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the answers are checked by what they hold
  readonly body: any;
}

async function ask(url: string, body?: unknown, over: InjectOptions = {}, on = server): Promise<Reply> {
  const { headers: own, ...more } = over;
  const headers = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...own };
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const asked: InjectOptions = { url, method: body === undefined ? "GET" : "POST", headers, ...more };
  const answer = await on.inject(body === undefined ? asked : { ...asked, payload });
  const text = answer.payload;
  const isJson = /json/.test(String(answer.headers["content-type"]));
  return {
    status: answer.statusCode,
    type: String(answer.headers["content-type"]),
    text,
    body: isJson ? JSON.parse(text) : null,
  };
}

const numbers = Array.from({ length: 60 }, (_, i) => i);
const inputs: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  customer_churn_v1: [...numbers.map((i) => ({ customer_id: i })), { customer_id: null }],
  fraud_v2: numbers.map((i) => ({
    buyer_id: i,
    seller_id: (i * 53) % 90,
    current_cart_value: i * 1.5,
    items_in_cart: i % 9,
    ...(i % 3 === 0 ? {} : { country: i % 2 === 0 ? null : "US" }),
  })),
  recommend_v1: numbers.map((i) => ({ customer_id: i % 40, product_id: `p${i % 27}` })),
};

describe.each(Object.entries(inputs))("%s", (name, rows) => {
  const path = `/v1/services/${name}`;

  test("many rows are the client's answers", async () => {
    await using client = createClientRuntime(project, { online: { ...borrowed(online) } });
    const expected = await client.json(name).getMany(rows, { at });
    const { status, text } = await ask(path, { rows, at });
    expect(status).toBe(200);
    expect(text).toBe(jsonTextOf({ answers: expected }));
  });

  test("what rows share is given once, and a row's own value wins", async () => {
    const [first, second] = rows as [Record<string, unknown>, Record<string, unknown>];
    const { body } = await ask(path, { shared: first, rows: [{}, second], at });
    const { body: plain } = await ask(path, { rows: [first, { ...first, ...second }], at });
    expect(body).toEqual(plain);
  });

  test("answers and inputs are as the document says", async () => {
    const { body: document } = await ask("/openapi.json");
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "api");
    const member = project.services[name]!.member;
    const schema = `${member[0]!.toUpperCase()}${member.slice(1)}`;
    const valid = (part: string, value: unknown): unknown => {
      const check = ajv.compile({ $ref: `api#/components/schemas/${schema}${part}` });
      return check(value) ? null : check.errors;
    };
    for (const row of rows) {
      expect(valid("Input", row)).toBeNull();
      const { body } = await ask(path, row);
      expect(valid("Row", body)).toBeNull();
    }
    expect(valid("Batch", { rows, at })).toBeNull();
    expect(valid("Answers", (await ask(path, { rows, at })).body)).toBeNull();
    expect(valid("Input", { ...rows[0], other: 1 })).not.toBeNull();
  });

  test("Feast's wire gives the same values by column", async () => {
    const some = rows.slice(0, 20);
    const { answers } = (await ask(path, { rows: some })).body;
    const entities = Object.fromEntries(
      Object.keys({ ...some[0], ...some[1] }).map((column) => [column, some.map((row) => row[column] ?? null)]),
    );
    const { status, body } = await ask("/get-online-features", { feature_service: name, entities });
    expect(status).toBe(200);
    const names: readonly string[] = body.metadata.feature_names;
    const { keys, features } = project.services[name]!;
    const given = Object.keys(entities).filter((column) => keys.some((key) => key.name === column));
    expect(names).toEqual([...given, ...features.map((each) => each.name)]);
    for (const [index, feature] of names.entries()) {
      const { values, statuses, event_timestamps } = body.results[index];
      expect([values.length, statuses.length, event_timestamps.length]).toEqual([20, 20, 20]);
      if (index < keys.length) continue;
      expect(values).toEqual(answers.map((row: Reply["body"]) => row.features[feature]));
      const feast = { null: "NULL_VALUE", missing: "NOT_FOUND", stale: "OUTSIDE_MAX_AGE" };
      expect(statuses).toEqual(
        answers.map((row: Reply["body"]) =>
          row.features[feature] === null ? feast[row.statuses[feature] as keyof typeof feast] : "PRESENT",
        ),
      );
    }
  });
});

/** The same store, which its borrower does not close. */
function borrowed(store: OnlineStore): OnlineStore {
  const close = async (): Promise<void> => undefined;
  return {
    address: store.address,
    read: (requests, options) => store.read(requests, options),
    write: (space, rows, options) => store.write(space, rows, options),
    swap: (space, swaps, options) => store.swap(space, swaps, options),
    begin: (view) => store.begin(view),
    advance: (space, meta, mark) => store.advance(space, meta, mark),
    clear: (view) => store.clear(view),
    definitions: (view) => store.definitions(view),
    drop: (space) => store.drop(space),
    sweep: null,
    close,
    [Symbol.asyncDispose]: close,
  };
}

test("the document is valid OpenAPI 3.1", async () => {
  const { body } = await ask("/openapi.json");
  const { valid, errors } = await new Validator().validate(body);
  expect(errors ?? null).toBeNull();
  expect(valid).toBe(true);
  expect(body.openapi).toBe("3.1.0");
  expect(Object.keys(body.paths)).toEqual(Object.keys(project.services).map((name) => `/v1/services/${name}`));
});

test("/docs is a page", async () => {
  const { status, text } = await ask("/docs/");
  expect([status, /<html/i.test(text)]).toEqual([200, true]);
});

describe("Feast's wire", () => {
  const entities = { customer_id: [1, 2], unused: ["a", "b"] };

  test("features of views are read by name, in the order of the request", async () => {
    const { body } = await ask("/get-online-features", {
      features: ["customer_stats:is_vip", "customer_stats:total_spend"],
      entities,
    });
    expect(body.metadata.feature_names).toEqual(["customer_id", "is_vip", "total_spend"]);
    expect(body.results[0].values).toEqual([1, 2]);
  });

  test("full names have the view", async () => {
    const features = ["customer_stats:is_vip"];
    const { body } = await ask("/get-online-features", { features, entities, full_feature_names: true });
    expect(body.metadata.feature_names).toEqual(["customer_id", "customer_stats__is_vip"]);
  });

  test.each([
    [{ features: ["nope:x"], entities }, 404, "there is no feature view `nope`"],
    [{ features: ["customer_stat:x"], entities }, 404, "did you mean `customer_stats`?"],
    [{ features: ["customer_stats:is_vipp"], entities }, 404, "did you mean `is_vip`?"],
    [{ feature_service: "nope", entities }, 404, "there is no feature service `nope`"],
    [{ entities }, 400, "say `features`"],
    [{ features: [], entities }, 400, "say `features`"],
    [{ features: ["customer_stats:is_vip"] }, 400, "`entities` must be an object"],
    [{ features: ["customer_stats:is_vip"], entities: { customer_id: 1 } }, 400, "must be a list"],
    [{ features: ["customer_stats:is_vip"], entities: { customer_id: [1], other: [1, 2] } }, 400, "has 2 values"],
    [{ features: ["customer_stats:is_vip"], entities: { other: [1] } }, 400, "key `customer_id` is missing"],
    [[], 400, "the body must be an object"],
    [{ features: ["cart_signal:wealth_ratio"], entities }, 404, "did you mean `cart_signals`?"],
    [{ features: ["cart_signals:wealth"], entities }, 404, "there is no feature of `cart_signals` `wealth`"],
    [{ features: ["cart_signals:wealth_ratio"], entities }, 400, "key `buyer_id` is missing"],
    [
      { features: ["cart_signals:wealth_ratio", "customer_segments:spending_tier"], entities },
      400,
      "no service has `cart_signals` and `customer_segments` together",
    ],
  ])("%j", async (body, status, detail) => {
    const answer = await ask("/get-online-features", body);
    expect(answer.body.detail).toContain(detail);
    expect(answer.status).toBe(status);
  });
});

describe("errors are problem documents", () => {
  const churn = "/v1/services/customer_churn_v1";
  const fraud = { buyer_id: 1, seller_id: 2, current_cart_value: 1.5, items_in_cart: 1 };

  test.each<[string, string, unknown, InjectOptions, number, Readonly<Record<string, unknown>>]>([
    ["a key is missing", churn, {}, {}, 400, { field: "customer_id" }],
    ["an unknown field", churn, { customer_id: 1, x: 1 }, {}, 400, { field: "x" }],
    ["a key of another type", churn, { customer_id: "a" }, {}, 400, { field: "customer_id" }],
    ["an integer that is none", churn, { customer_id: 1.5 }, {}, 400, { field: "customer_id" }],
    ["a number that is out of range", churn, '{"customer_id": 9223372036854775808}', {}, 400, { field: "customer_id" }],
    ["the second row", churn, { rows: [{ customer_id: 1 }, {}] }, {}, 400, { field: "customer_id", row: 1 }],
    ["a row that is no object", churn, { rows: [{ customer_id: 1 }, 3] }, {}, 400, { row: 1 }],
    ["rows that are no list", churn, { rows: 1 }, {}, 400, { field: "rows" }],
    ["a field beside rows", churn, { rows: [], customer_id: 1 }, {}, 400, { field: "customer_id" }],
    ["an instant that is none", churn, { rows: [], at: "today" }, {}, 400, {}],
    ["an instant that is a number", churn, { rows: [], at: 1 }, {}, 400, { field: "at" }],
    [
      "an instant before the stored one",
      churn,
      { rows: [{ customer_id: 1 }], at: "2020-01-01T00:00:00Z" },
      {},
      409,
      {},
    ],
    [
      "a request field that is null",
      "/v1/services/fraud_v2",
      { ...fraud, items_in_cart: null },
      {},
      400,
      { field: "items_in_cart" },
    ],
    ["a list", churn, [1], {}, 400, {}],
    ["JSON that ends early", churn, '{"customer_id": ', {}, 400, { type: "urn:feat:problem:invalid-json" }],
    ["an empty body", churn, "", {}, 400, {}],
    ["no JSON", churn, "customer_id=1", { headers: { "content-type": "application/x-www-form-urlencoded" } }, 415, {}],
    ["too long a body", churn, { customer_id: "1".repeat(100_000) }, {}, 413, { type: "urn:feat:problem:too-large" }],
    [
      "too many rows",
      churn,
      { rows: Array.from({ length: 201 }, () => ({ customer_id: 1 })) },
      {},
      413,
      { field: "rows" },
    ],
    ["an unknown service", "/v1/services/churn", {}, {}, 404, { type: "urn:feat:problem:not-found" }],
    ["an unknown path", "/nope", undefined, {}, 404, { detail: "there is no GET /nope" }],
    ["another method", churn, undefined, {}, 404, { detail: `there is no GET ${churn}` }],
  ])("%s", async (_, url, body, over, status, problem) => {
    const answer = await ask(url, body, over);
    expect(answer.body).toMatchObject({ status, ...problem });
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(["type", "title", "status", "detail"]));
  });

  test("a long integer is read with all its digits", async () => {
    const { body } = await ask(churn, '{"customer_id": 9007199254740993}');
    expect(body.keys).toEqual({ customer_id: "9007199254740993" });
  });
});

describe("a store that was never filled", () => {
  const empty = (): OnlineStore => openEmbedded(join(shop.folder, ".feat/empty"));

  test("is not ready, and reads fail with the views and the command", async () => {
    await using store = empty();
    const own = await served({ online: store });
    const ready = await ask("/ready", undefined, {}, own);
    expect(ready.status).toBe(503);
    expect(ready.body.unfilled).toContain("customer_stats");
    const { status, body } = await ask("/v1/services/customer_churn_v1", { customer_id: 1 }, {}, own);
    expect([status, body.views]).toEqual([503, ["customer_stats"]]);
    expect(body.detail).toContain("feat materialize customer_stats");
    await own.close();
  });

  test("reads as missing if that was asked for", async () => {
    await using store = empty();
    const own = await served({ online: store, unmaterialized: "missing" });
    const { status, body } = await ask("/v1/services/customer_churn_v1", { customer_id: 1 }, {}, own);
    expect([status, body.statuses.total_spend, body.asOf]).toEqual([200, "missing", { customer_stats: null }]);
    await own.close();
  });
});

test("a filled store is ready, and says as of when", async () => {
  const { status, body } = await ask("/ready");
  expect([status, body.ready, body.unfilled]).toEqual([200, true, []]);
  expect(body.views.customer_stats).toBe("2024-02-09T10:00:00.000Z");
  expect((await ask("/health")).body).toEqual({ status: "ok" });
});

test("tokens: one for all services, one for a single service, and none without need", async () => {
  const own = await served({ environment: { FEAT_TOKENS: "all, next", FEAT_TOKENS_FRAUD_V2: "fraud" } });
  const churn = "/v1/services/customer_churn_v1";
  const cases: readonly [string, unknown, string | undefined, number][] = [
    [churn, { customer_id: 1 }, "Bearer all", 200],
    [churn, { customer_id: 1 }, "bearer next", 200],
    [churn, { customer_id: 1 }, "Bearer fraud", 401],
    [churn, { customer_id: 1 }, "Bearer ", 401],
    [churn, { customer_id: 1 }, "Basic all", 401],
    [churn, { customer_id: 1 }, undefined, 401],
    ["/v1/services/fraud_v2", { rows: [] }, "Bearer fraud", 200],
    ["/v1/services/fraud_v2", { rows: [] }, "Bearer all", 200],
    ["/get-online-features", { feature_service: "fraud_v2", entities: {} }, "Bearer fraud", 200],
    ["/get-online-features", { features: ["customer_stats:is_vip"], entities: {} }, "Bearer fraud", 401],
    ["/get-online-features", { features: ["customer_stats:is_vip"], entities: {} }, "Bearer all", 200],
  ];
  for (const [url, body, authorization, status] of cases) {
    const answer = await ask(url, body, authorization === undefined ? {} : { headers: { authorization } }, own);
    expect([url, authorization, answer.status, answer.text]).toEqual([url, authorization, status, expect.any(String)]);
    if (status === 401) expect(answer.text).not.toMatch(/next|all,/);
  }
  expect((await ask("/health", undefined, {}, own)).status).toBe(200);
  const { body: document } = await ask("/openapi.json", undefined, {}, own);
  expect(document.components.securitySchemes).toEqual({ token: { type: "http", scheme: "bearer" } });
  expect((await new Validator().validate(document)).errors ?? null).toBeNull();
  await own.close();
});

test("metrics count requests, rows, statuses, errors and ages", async () => {
  const own = await served();
  await ask("/v1/services/customer_churn_v1", { rows: [{ customer_id: 1 }, { customer_id: 99_999 }], at }, {}, own);
  await ask("/v1/services/customer_churn_v1", {}, {}, own);
  const { text } = await ask("/metrics", undefined, {}, own);
  const value = (name: string): number => {
    const line = text.split("\n").find((each) => each.startsWith(`${name} `));
    return Number(line?.split(" ").at(-1));
  };
  const route = 'route="/v1/services/customer_churn_v1"';
  expect(value(`feat_request_duration_seconds_count{${route},status="200"}`)).toBe(1);
  expect(value(`feat_request_duration_seconds_count{${route},status="400"}`)).toBe(1);
  expect(value('feat_rows_total{service="customer_churn_v1",outcome="answered"}')).toBe(2);
  expect(
    value('feat_feature_statuses_total{service="customer_churn_v1",step="customer_stats",status="missing"}'),
  ).toBeGreaterThan(0);
  expect(value('feat_view_age_seconds{view="customer_stats"}')).toBeGreaterThan(3600);
  await own.close();
});

test("a request that takes too long ends with an error", async () => {
  const slow = { ...borrowed(online), read: () => new Promise<never>(() => undefined) };
  const own = await served({ online: slow, timeout: 50 });
  const { status, body } = await ask("/v1/services/customer_churn_v1", { customer_id: 1 }, {}, own);
  expect([status, body.detail]).toEqual([504, "there was no answer within 50 ms"]);
  await own.close();
});

test("a read that fails after its request timed out is logged and counted", async () => {
  const lines: string[] = [];
  const read = () =>
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new StoreError("here", "the store is gone")), 150);
    });
  const own = await served({
    online: { ...borrowed(online), read },
    timeout: 30,
    log: { write: (line) => void lines.push(line) },
  });
  expect((await ask("/v1/services/customer_churn_v1", { customer_id: 1 }, {}, own)).status).toBe(504);
  expect((await ask("/ready", undefined, {}, own)).status).toBe(504);
  await expect.poll(() => lines.filter((line) => line.includes("failed after it was given up")).length).toBe(2);
  expect((await ask("/metrics", undefined, {}, own)).text).toMatch(/^feat_store_errors_total 2$/m);
  await own.close();
});

test("closing the server finishes the requests that it has begun", async () => {
  const waited = {
    ...borrowed(online),
    read: async (requests: Parameters<OnlineStore["read"]>[0]) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return online.read(requests);
    },
  };
  const own = await served({ online: waited });
  const url = await own.listen({ host: "127.0.0.1", port: 0 });
  const asked = fetch(`${url}/v1/services/customer_churn_v1`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rows: [{ customer_id: 1 }], at }),
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await own.close();
  const answer = await asked;
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as { answers: unknown[] }).answers).toHaveLength(1);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

describe("pages of other origins", () => {
  const origin = "https://shop.example.com";
  const preflight = { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } } as const;
  const churn = "/v1/services/customer_churn_v1";
  const allowed = async (own: FastifyInstance, over: InjectOptions = {}) =>
    (await own.inject({ url: churn, ...over })).headers["access-control-allow-origin"];

  test("may not call the server without an option", async () => {
    expect(await allowed(server, preflight)).toBeUndefined();
    expect(await allowed(server, { headers: { origin } })).toBeUndefined();
  });

  test.each([
    [[origin, "https://other.example.com"], origin, origin],
    [["*"], origin, "*"],
    [["https://other.example.com"], origin, undefined],
  ])("with %j, %s gets %s", async (corsOrigin, asks, gets) => {
    const own = await served({ corsOrigin });
    const headers = { ...preflight.headers, origin: asks };
    expect(await allowed(own, { ...preflight, headers })).toBe(gets);
    expect(await allowed(own, { method: "POST", payload: { customer_id: 1 }, headers: { origin: asks } })).toBe(gets);
    await own.close();
  });
});

describe("materialize over HTTP", () => {
  const runs: unknown[] = [];
  const start = async (run: unknown) => {
    runs.push(run);
    return { ended: Promise.resolve({ code: 3, said: "redis://here: connection refused" }) };
  };
  const headers = { authorization: "Bearer admin" };
  const own = () => served({ materialize: start, environment: { FEAT_ADMIN_TOKENS: "admin" } });

  test("is closed without an option", async () => {
    const { status, body } = await ask("/materialize", {});
    expect([status, body.detail]).toEqual([403, "/materialize needs `feat serve --allow-materialize`"]);
  });

  test.each<[string, unknown, number, string]>([
    ["/materialize", {}, 400, "say `start_ts` and `end_ts`"],
    ["/materialize", { start_ts: "2024-01-02", end_ts: "2024-01-02T00:00:00" }, 400, "must be before"],
    ["/materialize", { start_ts: "yesterday", end_ts: "2024-01-02" }, 400, "`start_ts` must be a time"],
    ["/materialize", { disable_event_timestamp: true, version: "v2" }, 400, "`version`"],
    ["/materialize", { disable_event_timestamp: true, feature_views: "a" }, 400, "must be a list of names"],
    ["/materialize", { disable_event_timestamp: true, feature_views: ["customer_stat"] }, 404, "`customer_stats`"],
    ["/materialize-incremental", {}, 400, "say `end_ts`"],
    ["/materialize-incremental", { end_ts: "2024-01-02" }, 503, "redis://here: connection refused"],
  ])("%s %j", async (path, body, status, detail) => {
    const server = await own();
    const answer = await ask(path, body, { headers }, server);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
    await server.close();
  });

  test("takes times without a zone as UTC, and asks for what the body says", async () => {
    const server = await own();
    runs.length = 0;
    const views = ["customer_stats", "zip_facts"];
    await ask(
      "/materialize",
      { start_ts: "2024-01-02T03:04:05", end_ts: "2024-01-03T00:00:00+01:00", feature_views: views },
      { headers },
      server,
    );
    await ask("/materialize", { disable_event_timestamp: true }, { headers }, server);
    expect(runs).toEqual([
      { views, from: "2024-01-02T03:04:05Z", to: "2024-01-03T00:00:00+01:00" },
      { views: [], from: null, to: null },
    ]);
    await server.close();
  });
});
