/** Requests that nobody waits for any more: their reads end in the store, and they are counted. */
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { StoreAround } from "../../runtime/online/around.js";
import type { CallOptions, OnlineStore, ReadAnswer, ReadRequest } from "../../runtime/online/store.js";
import { createServer } from "../../runtime/serve/index.js";
import { hour, project, put, statsService, statsView } from "../runtime/artifacts.js";
import { newSpace, openStore } from "../stores/under-test.js";
import { freePort } from "../support/free-port.js";
import { TcpProxy } from "../support/proxy.js";
import { until } from "../support/until.js";

/** Notes how the reads of a store end. */
class Noted extends StoreAround {
  readonly ends: string[] = [];
  reading = 0;

  override async read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    this.reading++;
    try {
      const answer = await super.read(requests, options);
      this.ends.push("answered");
      return answer;
    } catch (error) {
      this.ends.push(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.reading--;
    }
  }
}

const T = 1_700_006_400 * 1_000_000;
const view = statsView();
const space = newSpace("stats");
let proxy: TcpProxy;
let store: OnlineStore;
let noted: Noted;
let server: FastifyInstance;
const lines: string[] = [];

beforeAll(async () => {
  proxy = await TcpProxy.start(await freePort(), Number(new URL(inject("redisUrl")).port));
  store = await openStore("redis", { url: `redis://127.0.0.1:${proxy.port}`, timeout: 30_000 });
  noted = new Noted(store);
  const row = { key: [1], at: T, time: T - hour, values: [10, T - hour, 4, 2.5] };
  await put(store, space, view, [row], { asOf: T, complete: T });
  server = await createServer({
    project: project(space.project, [view], [statsService(view)]),
    online: noted,
    version: "1",
    environment: {},
    maxBody: 100_000,
    maxRows: 200,
    timeout: 300,
    log: { write: (line) => void lines.push(line) },
  });
  await server.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await proxy.become({ kind: "through" });
  await server.close();
  await store.close();
  await proxy.stop();
});

const ask = () =>
  server.inject({
    url: "/v1/services/stats_v1",
    method: "POST",
    headers: { "content-type": "application/json" },
    payload: '{"customer_id":1}',
  });
const metric = async (text: string): Promise<number> => {
  const { payload } = await server.inject({ url: "/metrics" });
  return Number(
    payload
      .split("\n")
      .find((line) => line.startsWith(`${text} `))
      ?.slice(text.length) ?? 0,
  );
};

test("a request that takes too long ends its read in the store, long before the store's own timeout", async () => {
  expect((await ask()).statusCode).toBe(200);
  await proxy.become({ kind: "silent" });
  noted.ends.length = 0;
  const { statusCode, payload } = await ask();
  expect([statusCode, JSON.parse(payload).detail]).toEqual([504, "there was no answer within 300 ms"]);
  await until(async () => noted.reading === 0);
  expect(noted.ends).toEqual(["there was no answer within 300 ms"]);
  const ready = await server.inject({ url: "/ready" });
  expect(ready.statusCode).toBe(504);
  expect(noted.ends).toHaveLength(2);
  await proxy.become({ kind: "through" });
  expect(await metric('feat_reads_cancelled_total{why="timeout"}')).toBe(2);
  // That a read was given up is no failure of the store.
  expect(await metric("feat_store_errors_total")).toBe(0);
  expect(lines.filter((line) => line.includes("after it was given up"))).toEqual([]);
});

test("a caller that goes away ends its read in the store", async () => {
  await until(async () => (await ask()).statusCode === 200);
  await proxy.become({ kind: "silent" });
  noted.ends.length = 0;
  const { port } = server.server.address() as AddressInfo;
  const asking = httpRequest({
    port,
    host: "127.0.0.1",
    path: "/v1/services/stats_v1",
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  asking.on("error", () => {});
  asking.end('{"customer_id":1}');
  await until(async () => noted.reading === 1);
  asking.destroy();
  await until(async () => noted.reading === 0);
  expect(noted.ends).toEqual(["the caller has gone"]);
  await proxy.become({ kind: "through" });
  expect(await metric('feat_reads_cancelled_total{why="caller gone"}')).toBe(1);
  await until(async () => (await ask()).statusCode === 200);
});
