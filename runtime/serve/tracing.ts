import {
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { messageOf } from "../errors.js";
import { StoreAround } from "../online/around.js";
import type { CallOptions, OnlineStore, ReadAnswer, ReadRequest } from "../online/store.js";

/*
 * Spans for OpenTelemetry. Without an SDK in the process all of this does nothing. No span holds a value of a key, a
 * request field or a feature.
 */

const tracer = () => trace.getTracer("featlang");

/**
 * A span for each request. It belongs to the trace that the request's headers name, if they name one. Without an SDK
 * there is nothing to keep.
 */
export function traceRequests(server: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, { readonly span: Span; readonly at: Context }>();
  server.addHook("onRequest", (request, _, done) => {
    const route = request.routeOptions.url;
    const parent = propagation.extract(context.active(), request.headers);
    const name = route === undefined ? request.method : `${request.method} ${route}`;
    const span = tracer().startSpan(name, { kind: SpanKind.SERVER }, parent);
    if (isSpanContextValid(span.spanContext())) {
      span.setAttribute("http.request.method", request.method);
      if (route !== undefined) span.setAttribute("http.route", route);
      span.setAttribute("feat.request.id", request.id);
      spans.set(request, { span, at: trace.setSpan(parent, span) });
    }
    done();
  });
  // The rest of the request runs within its span, so that reads of the store are below it.
  server.addHook("preHandler", (request, _, done) => {
    const at = spans.get(request)?.at;
    if (at === undefined) done();
    else context.with(at, done);
  });
  server.addHook("onError", async (request, _, error) => {
    spans.get(request)?.span.setAttribute("error.type", error.name);
  });
  server.addHook("onResponse", (request, reply, done) => {
    const { span } = spans.get(request) ?? {};
    span?.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
  // A request whose caller has gone gets no response.
  server.addHook("onRequestAbort", async (request) => {
    spans.get(request)?.span.setStatus({ code: SpanStatusCode.ERROR, message: "the caller has gone" }).end();
  });
}

/** Says in the request's span which service it reads, and how many rows. */
export function traceRead(service: string, rows: number): void {
  trace.getActiveSpan()?.setAttributes({ "feat.service": service, "feat.rows": rows });
}

/** The same store, with a span for each read. */
export const tracedStore = (store: OnlineStore): OnlineStore => new TracedStore(store);

class TracedStore extends StoreAround {
  override read(requests: readonly ReadRequest[], options?: CallOptions): Promise<readonly ReadAnswer[]> {
    const span = tracer().startSpan("feat read store", { kind: SpanKind.CLIENT });
    if (!isSpanContextValid(span.spanContext())) return this.store.read(requests, options);
    span.setAttributes({
      "feat.store": this.store.address,
      "feat.views": requests.map(({ space }) => space.view),
      "feat.keys": requests.reduce((sum, { keys }) => sum + keys.length, 0),
    });
    return context.with(trace.setSpan(context.active(), span), async () => {
      try {
        return await this.store.read(requests, options);
      } catch (error) {
        span.recordException(error instanceof Error ? error : messageOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
        throw error;
      } finally {
        span.end();
      }
    });
  }
}
