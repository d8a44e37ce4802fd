import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { messageOf } from "../errors.js";
import type { OnlineStore } from "../online/store.js";

/*
 * Spans for OpenTelemetry. Without an SDK in the process all of this does nothing. No span holds a value of a key, a
 * request field or a feature.
 */

const tracer = () => trace.getTracer("featlang");

/** A span for each request. It belongs to the trace that the request's headers name, if they name one. */
export function traceRequests(server: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, { readonly span: Span; readonly at: Context }>();
  server.addHook("onRequest", async (request) => {
    const route = request.routeOptions.url;
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer().startSpan(
      route === undefined ? request.method : `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          "http.request.method": request.method,
          ...(route === undefined ? {} : { "http.route": route }),
          "feat.request.id": request.id,
        },
      },
      parent,
    );
    spans.set(request, { span, at: trace.setSpan(parent, span) });
  });
  // The rest of the request runs within its span, so that reads of the store are below it.
  server.addHook("preHandler", (request, _, done) => context.with(spans.get(request)?.at ?? context.active(), done));
  server.addHook("onError", async (request, _, error) => {
    spans.get(request)?.span.setAttribute("error.type", error.name);
  });
  server.addHook("onResponse", async (request, reply) => {
    const { span } = spans.get(request) ?? {};
    span?.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
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
export function tracedStore(store: OnlineStore): OnlineStore {
  const read: OnlineStore["read"] = (requests, ...more) =>
    tracer().startActiveSpan(
      "feat read store",
      {
        kind: SpanKind.CLIENT,
        attributes: {
          "feat.store": store.address,
          "feat.views": requests.map(({ space }) => space.view),
          "feat.keys": requests.reduce((sum, { keys }) => sum + keys.length, 0),
        },
      },
      async (span) => {
        try {
          return await store.read(requests, ...more);
        } catch (error) {
          span.recordException(error instanceof Error ? error : messageOf(error));
          span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
          throw error;
        } finally {
          span.end();
        }
      },
    );
  return new Proxy(store, {
    get: (target, name) => {
      if (name === "read") return read;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}
