/** The spans of requests, as OpenTelemetry's SDK collects them. */
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { project } from "../../generated/shop/client.js";
import { StoreError } from "../../runtime/errors.js";
import type { OnlineStore, ReadAnswer } from "../../runtime/online/store.js";
import { createServer } from "../../runtime/serve/index.js";

const spans = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});
beforeEach(() => spans.reset());

/** A store that has every view and no rows, or one that fails. */
function store(read: OnlineStore["read"]): OnlineStore {
  const nothing = async (): Promise<never> => {
    throw new Error("not used");
  };
  const close = async (): Promise<void> => undefined;
  const one: Partial<OnlineStore> = { address: "redis://here:1", read, close, [Symbol.asyncDispose]: close };
  return new Proxy(one as OnlineStore, { get: (target, name) => Reflect.get(target, name) ?? nothing });
}
const asOf = 1_704_067_200_000_000;
const empty = store(async (requests) =>
  requests.map(
    ({ keys, ...rest }) =>
      ({ ...rest, meta: { asOf, complete: asOf }, rows: keys.map(() => null), records: [] }) as ReadAnswer,
  ),
);
const broken = store(async () => {
  throw new StoreError("redis://here:1", "connection refused");
});

async function ask(online: OnlineStore, headers: Readonly<Record<string, string>> = {}) {
  const server = await createServer({
    project,
    online,
    version: "1",
    environment: {},
    maxBody: 1000,
    maxRows: 10,
    timeout: 1000,
    log: false,
  });
  const rows = [{ customer_id: 987_654 }, { customer_id: 456_789 }];
  const answer = await server.inject({
    method: "POST",
    url: "/v1/services/customer_churn_v1",
    payload: { rows },
    headers,
  });
  await server.close();
  return answer.statusCode;
}

test("a request is a span in the caller's trace, and its read of the store is a span below it", async () => {
  const [traceId, parent] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
  expect(await ask(empty, { traceparent: `00-${traceId}-${parent}-01` })).toBe(200);
  const [read, request] = spans.getFinishedSpans();
  expect(spans.getFinishedSpans()).toHaveLength(2);
  expect(request).toMatchObject({
    name: "POST /v1/services/customer_churn_v1",
    kind: SpanKind.SERVER,
    parentSpanContext: { traceId, spanId: parent },
    attributes: {
      "http.request.method": "POST",
      "http.route": "/v1/services/customer_churn_v1",
      "http.response.status_code": 200,
      "feat.service": "customer_churn_v1",
      "feat.rows": 2,
    },
  });
  expect(read).toMatchObject({
    name: "feat read store",
    kind: SpanKind.CLIENT,
    parentSpanContext: { traceId, spanId: request!.spanContext().spanId },
    attributes: { "feat.store": "redis://here:1", "feat.views": ["customer_stats"], "feat.keys": 2 },
  });
  // Values of keys may be personal data.
  expect(JSON.stringify([read!.attributes, request!.attributes])).not.toMatch(/987_?654|456_?789/);
});

test("a store that fails is told in both spans", async () => {
  expect(await ask(broken)).toBe(503);
  const [read, request] = spans.getFinishedSpans();
  expect(read!.status).toMatchObject({
    code: SpanStatusCode.ERROR,
    message: expect.stringContaining("connection refused"),
  });
  expect(read!.events.map(({ name }) => name)).toEqual(["exception"]);
  expect(request).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { "error.type": "StoreError" } });
});

test("a request that is refused is no error of the server", async () => {
  const server = await createServer({
    project,
    online: empty,
    version: "1",
    environment: {},
    maxBody: 1000,
    maxRows: 10,
    timeout: 1000,
    log: false,
  });
  await server.inject({ method: "GET", url: "/nowhere?customer_id=987654" });
  await server.close();
  const [request] = spans.getFinishedSpans();
  expect(request).toMatchObject({ name: "GET", status: { code: SpanStatusCode.UNSET } });
  expect(JSON.stringify(request!.attributes)).not.toContain("987654");
});
