/** Pushes over HTTP, on Feat's own route and on Feast's, into a real store. */
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { createServer } from "../../runtime/serve/index.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { compileTexts } from "../oracle/support/compile.js";
import { temporaryFolder } from "../stores/under-test.js";

const { project: ir } = compileTexts({
  "feat.yaml": "project: p\ntargets: { dev: { online: { kind: embedded, path: x }, stream: [clicks] } }\n",
  "sources.yaml": JSON.stringify({
    sources: {
      clicks: {
        kind: "events",
        file: "c.csv",
        time: "at",
        key: ["id"],
        columns: { id: "int64", user_id: "int64", price: "float64?", at: "timestamp" },
      },
    },
  }),
  "a.feat":
    "entity user { user_id: int64 }\nview v for user from clicks { n = count() over 1h, total = sum(price) over 1h }\nservice s { v.* }\n",
});
const project = loadArtifact(ir);
const started = Date.UTC(2024, 0, 1, 10);
const at = (minute: number): string => new Date(started + minute * 60_000).toISOString();

let online: OnlineStore;
let server: FastifyInstance;
const served = (environment: Readonly<Record<string, string>> = {}): Promise<FastifyInstance> =>
  createServer({
    project,
    online,
    version: "1",
    environment,
    maxBody: 100_000,
    maxRows: 3,
    timeout: 10_000,
    log: false,
  });

beforeAll(async () => {
  online = openEmbedded(join(temporaryFolder(), "online"));
  server = await served();
  // As after a materialization of a warehouse without rows.
  await online.advance(viewSpace(project, project.views.v!), { asOf: started * 1000, complete: started * 1000 });
});
afterAll(async () => {
  await server.close();
  await online.close();
});

async function ask(url: string, body: unknown, token?: string, on = server) {
  const headers = {
    "content-type": "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await on.inject({ method: "POST", url, headers, payload: JSON.stringify(body) });
  return { status: answer.statusCode, body: answer.payload === "" ? null : JSON.parse(answer.payload) };
}
const features = async (user: number, minute: number): Promise<unknown> =>
  (await ask("/v1/services/s", { rows: [{ user_id: user }], at: at(minute) })).body.answers[0].features;

const click = (id: number, user: number, minute: number) => ({ id, user_id: user, price: 2.5, at: at(minute) });

describe("POST /v1/sources/SOURCE", () => {
  test("rows count at once, and again pushed change nothing", async () => {
    const rows = [click(1, 1, 1), click(2, 1, 2)];
    expect(await ask("/v1/sources/clicks", rows)).toEqual({
      status: 200,
      body: { source: "clicks", rows: 2, views: ["v"] },
    });
    expect(await ask("/v1/sources/clicks", { rows, id: "first" })).toMatchObject({ status: 200 });
    expect(await features(1, 5)).toEqual({ n: 2, total: 5 });
    expect(await features(1, 62)).toEqual({ n: 1, total: 2.5 });
  });

  test.each<readonly [title: string, url: string, body: unknown, status: number, problem: object]>([
    ["an unknown source", "click", [], 404, { detail: "there is no streamed source `click`; did you mean `clicks`?" }],
    ["no list", "clicks", "x", 400, { detail: "the body must be a list of rows, or `{ rows, id }`" }],
    ["another field", "clicks", { rows: [], at: at(1) }, 400, { field: "at" }],
    ["a wrong row", "clicks", [click(7, 2, 1), { ...click(8, 2, 1), price: "x" }], 400, { field: "price", row: 1 }],
    ["too many rows", "clicks", [1, 2, 3, 4], 413, { field: "rows" }],
  ])("refuses %s", async (_, source, body, status, problem) => {
    const answer = await ask(`/v1/sources/${source}`, body);
    expect(answer).toMatchObject({ status, body: problem });
    expect(await features(2, 5)).toEqual({ n: 0, total: null });
  });

  test("asks for a token of its own if the server has tokens", async () => {
    const guarded = await served({ FEAT_TOKENS: "reader", FEAT_PUSH_TOKENS: "pusher", FEAT_ADMIN_TOKENS: "admin" });
    const statuses = [undefined, "reader", "pusher", "admin"].map(
      async (token) => (await ask("/v1/sources/clicks", [], token, guarded)).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 200, 200]);
    await guarded.close();
  });

  test("stands in the OpenAPI document", async () => {
    const { payload } = await server.inject({ url: "/openapi.json" });
    const document = JSON.parse(payload);
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    expect(
      document.paths["/v1/sources/clicks"].post.requestBody.content["application/json"].schema.oneOf[0],
    ).toMatchObject({
      items: { required: ["id", "user_id", "at"] },
    });
  });
});

describe("Feast's POST /write-to-online-store", () => {
  test("takes the columns of a view's source, with Feast's names of its times", async () => {
    const df = {
      id: [21, 22],
      user_id: [4, 4],
      price: [1, 2],
      event_timestamp: [at(1), "2024-01-01T10:02:00"],
      created: [at(1), at(2)],
    };
    const body = { feature_view_name: "v", df, allow_registry_cache: false };
    expect(await ask("/write-to-online-store", body)).toEqual({ status: 200, body: null });
    expect(await features(4, 5)).toEqual({ n: 2, total: 3 });
  });

  test.each<readonly [title: string, body: object, status: number, problem: object]>([
    ["no name", { df: {} }, 400, { field: "feature_view_name" }],
    ["an unknown view", { feature_view_name: "w", df: {} }, 404, { field: "feature_view_name" }],
    ["no columns", { feature_view_name: "v" }, 400, { field: "df" }],
    [
      "a computed feature",
      { feature_view_name: "v", df: { user_id: [1], n: [1], event_timestamp: [at(1)] } },
      400,
      { field: "n" },
    ],
  ])("refuses %s", async (_, body, status, problem) => {
    expect(await ask("/write-to-online-store", body)).toMatchObject({ status, body: problem });
  });

  test("refuses a view that is filled by materializations, and asks for a token that pushes need", async () => {
    const batch = await createServer({
      project: { ...project, streams: {} },
      online,
      version: "1",
      environment: { FEAT_PUSH_TOKENS: "pusher" },
      maxBody: 100_000,
      maxRows: 3,
      timeout: 10_000,
      log: false,
    });
    const body = { feature_view_name: "v", df: {} };
    expect(await ask("/write-to-online-store", body, "x", batch)).toMatchObject({ status: 401 });
    expect(await ask("/write-to-online-store", body, "pusher", batch)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("name its source under `stream:`") },
    });
    await batch.close();
  });
});

describe("Feast's POST /push", () => {
  test("takes columns, and times without a zone", async () => {
    const df = { id: [11, 12], user_id: [3, 3], price: [1, null], at: ["2024-01-01T10:01:00", "2024-01-01 10:02:00"] };
    const body = { push_source_name: "clicks", df, to: "online", allow_registry_cache: true };
    expect(await ask("/push", body)).toEqual({ status: 200, body: null });
    expect(await features(3, 5)).toEqual({ n: 2, total: 1 });
  });

  test.each<readonly [title: string, body: object, status: number, problem: object]>([
    ["no name", { df: {} }, 400, { field: "push_source_name" }],
    ["an unknown source", { push_source_name: "x", df: {} }, 404, { field: "push_source_name" }],
    ["the warehouse", { push_source_name: "clicks", df: {}, to: "offline" }, 400, { field: "to" }],
    ["no columns", { push_source_name: "clicks", df: [] }, 400, { field: "df" }],
    ["columns of different lengths", { push_source_name: "clicks", df: { id: [1], at: [] } }, 400, { field: "df" }],
  ])("refuses %s", async (_, body, status, problem) => {
    expect(await ask("/push", body)).toMatchObject({ status, body: problem });
  });
});
