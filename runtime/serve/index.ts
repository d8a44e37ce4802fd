/**
 * The HTTP server: a project's services for callers that are not TypeScript.
 *
 * In: a project's artifact, an online store and limits. Out: a Fastify server that does not listen yet.
 * Always: an answer has the values, statuses and instants of `feat get --json`. Numbers that a double does not hold are
 * neither read nor written as doubles. An error is a problem document that names the field at fault, and holds no
 * secret. Closing the server finishes the requests that it has begun; the store is the caller's to close.
 */
import { randomUUID } from "node:crypto";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ProjectArtifact, ServiceArtifact } from "../artifacts.js";
import { createClientRuntime } from "../client/index.js";
import type { ClientRuntime, Unmaterialized } from "../client/surface.js";
import { ownProperty } from "../codec/index.js";
import { InputError, messageOf, StoreError } from "../errors.js";
import { jsonTextOf, parseJson } from "../json-text.js";
import type { OnlineStore } from "../online/store.js";
import { type FeastRead, feastAnswer, feastRead } from "./feast.js";
import { type Materialize, materializeRoutes } from "./materialize.js";
import { type Metrics, metricsOf } from "./metrics.js";
import { openApi } from "./openapi.js";
import { HttpError, problemOf, problemType } from "./problem.js";
import { pushRoutes } from "./push.js";
import { viewStates } from "./readiness.js";
import { RequestLimits } from "./request-limits.js";
import { rowTexts } from "./row-texts.js";
import { tokensOf } from "./tokens.js";
import { tracedStore, traceRead, traceRequests } from "./tracing.js";

/** The header with a request's id, which the log has too. The caller's own is kept. */
const REQUEST_ID = "x-request-id";

export interface ServeOptions {
  readonly project: ProjectArtifact;
  readonly online: OnlineStore;
  /** The version in the OpenAPI document. */
  readonly version: string;
  /** Where FEAT_TOKENS and FEAT_TOKENS_<SERVICE> are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The most bytes of a body. */
  readonly maxBody: number;
  /** The most rows of a request. */
  readonly maxRows: number;
  /** The most milliseconds of a request. */
  readonly timeout: number;
  /** See `ClientOptions`. */
  readonly unmaterialized?: Unmaterialized | undefined;
  /** False to log nothing; a stream gets a JSON object for each line. */
  readonly log: false | { write(line: string): void };
  /** See `ServeSettings`. */
  readonly corsOrigin?: readonly string[] | undefined;
  /** Counts of a server whose routes were made before. */
  readonly metrics?: Metrics | undefined;
  /** The metrics of all processes of the server. The default is this process's. */
  readonly metricsText?: (() => Promise<string>) | undefined;
  /** Runs of `feat materialize`, for `POST /materialize`. Without it there are none. */
  readonly materialize?: Materialize | undefined;
  /** The folder in which pushed rows are kept as files too, for a target that says `landing`. */
  readonly landing?: string | undefined;
}

export async function createServer(options: ServeOptions): Promise<FastifyInstance> {
  const { project, maxRows } = options;
  const online = tracedStore(options.online);
  const tokens = tokensOf(options.environment, Object.keys(project.services));
  const metrics = options.metrics ?? metricsOf();
  // A store that does not answer must not hold up the metrics. /ready and reads tell about it.
  metrics.watch(() => viewStates(project, online, { timeout: options.timeout }));
  const client = createClientRuntime(project, { online, unmaterialized: options.unmaterialized });
  const document = openApi({ project, version: options.version, secured: tokens.asked, maxRows });
  const server = Fastify({
    bodyLimit: options.maxBody,
    logger: options.log === false ? false : { stream: options.log },
    requestIdHeader: REQUEST_ID,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });

  traceRequests(server);
  if (options.corsOrigin !== undefined && options.corsOrigin.length > 0)
    await server.register((await import("@fastify/cors")).default, {
      origin: options.corsOrigin.includes("*") ? "*" : [...options.corsOrigin],
      exposedHeaders: [REQUEST_ID],
    });

  // The library's own parser would round long numbers.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_, text, done) => {
    try {
      done(null, parseJson(String(text)));
    } catch (error) {
      done(new HttpError(400, "invalid-json", messageOf(error)));
    }
  });
  server.setErrorHandler((error, request, reply) => fail(error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    fail(new HttpError(404, "not-found", `there is no ${request.method} ${request.url.split("?")[0]}`), request, reply),
  );
  function fail(error: unknown, { log }: { readonly log: FastifyBaseLogger }, reply: FastifyReply): FastifyReply {
    const problem = problemOf(error);
    if (error instanceof StoreError) metrics.storeFailed();
    if (problem.status >= 500) log.error({ err: error }, problem.detail);
    if (problem.status === 401) reply.header("www-authenticate", "Bearer");
    return reply.status(problem.status).type(problemType).send(JSON.stringify(problem));
  }
  const limits = new RequestLimits({
    timeout: options.timeout,
    cancelled: metrics.cancelled,
    failedLate: ({ log }, error) => {
      if (error instanceof StoreError) metrics.storeFailed();
      log.error({ err: error }, "a request's work failed after it was given up");
    },
  });
  let closing = false;
  server.addHook("preClose", async () => {
    closing = true;
  });
  // A connection that stays open for a next request would keep the server from closing.
  server.addHook("onSend", (request, reply, _, done) => {
    reply.header(REQUEST_ID, request.id);
    if (closing) reply.header("connection", "close");
    done();
  });
  server.addHook("onResponse", (request, reply, done) => {
    metrics.answered(request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime / 1000);
    done();
  });

  const { swagger, ui } = await documentation();
  // The plugin's types know OpenAPI 3.0. Its page also shows 3.1.
  await server.register(swagger, { mode: "static", specification: { document: document as never } });
  await server.register(ui, { routePrefix: "/docs" });
  server.get("/openapi.json", (_, reply) => send(reply, document));
  server.get("/health", (_, reply) => send(reply, { status: "ok" }));
  server.get("/ready", async (request, reply) => {
    const states = await limits.run(request, reply, (signal) => viewStates(project, online, { signal }));
    const unfilled = states.flatMap(({ view, asOf }) => (asOf === null ? [view] : []));
    const views = Object.fromEntries(states.map(({ view, asOf }) => [view, asOf?.toISOString() ?? null]));
    return send(reply.status(unfilled.length === 0 ? 200 : 503), { ready: unfilled.length === 0, views, unfilled });
  });
  server.get("/metrics", async (_, reply) =>
    reply.type(metrics.contentType).send(await (options.metricsText ?? metrics.text)()),
  );

  for (const service of Object.values(project.services)) {
    const stepOf = stepsOf(service);
    const json = client.json(service.name);
    const takes = new Set([...json.keys, ...json.request]);
    const textOf = rowTexts(service);
    server.post(`/v1/services/${service.name}`, async (request, reply) => {
      tokens.check(request.headers.authorization, service.name);
      const { rows, at, single } = rowsOf(request.body, takes, maxRows);
      traceRead(service.name, rows.length);
      const answers = await limits.run(request, reply, (signal) => json.getMany(rows, { at, signal }));
      metrics.rows(service.name, answers, stepOf);
      if (!single) return sendText(reply, `{"answers":[${answers.map(textOf).join(",")}]}`);
      const [only] = answers;
      if (only!.error !== undefined) throw new HttpError(422, "cannot-compute", only!.error);
      return sendText(reply, textOf(only!));
    });
  }
  server.post("/v1/services/:service", (request: FastifyRequest<{ Params: { readonly service: string } }>) => {
    const known = Object.keys(project.services).map((name) => `\`${name}\``);
    throw new HttpError(
      404,
      "not-found",
      `there is no service \`${request.params.service}\`; there are ${known.join(", ")}`,
    );
  });

  materializeRoutes(server, { project, tokens, materialize: options.materialize });
  pushRoutes(server, {
    project,
    online,
    tokens,
    maxRows,
    landing: options.landing,
    within: (request, reply, work) => limits.run(request, reply, () => work),
  });
  const clientFor = readers({ ...options, online });
  server.post("/get-online-features", async (request, reply) => {
    const read = feastRead(project, request.body);
    const isOwn = ownProperty(project.services, read.service.name) !== undefined;
    tokens.check(request.headers.authorization, isOwn ? read.service.name : null);
    atMost(read.rows.length, maxRows);
    traceRead(read.service.name, read.rows.length);
    const { getMany } = clientFor(read).json(read.service.name);
    const answers = await limits.run(request, reply, (signal) => getMany(read.rows, { signal }));
    metrics.rows(isOwn ? read.service.name : "", answers, stepsOf(read.service));
    const failed = answers.findIndex(({ error }) => error !== undefined);
    if (failed >= 0) throw new HttpError(422, "cannot-compute", `row ${failed}: ${answers[failed]!.error}`);
    return send(reply, feastAnswer(read, answers));
  });
  return server;
}

/** The page at /docs is loaded here, because services that only read features do not need it. */
async function documentation() {
  const [swagger, ui] = await Promise.all([import("@fastify/swagger"), import("@fastify/swagger-ui")]);
  return { swagger: swagger.default, ui: ui.default };
}

const sendText = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type("application/json; charset=utf-8").send(text);
const send = (reply: FastifyReply, body: unknown): FastifyReply => sendText(reply, jsonTextOf(body));

/** The view or transform that each feature comes from. */
const stepsOf = ({ features, steps }: ServiceArtifact): ReadonlyMap<string, string> => {
  const names = new Map(steps.map((step) => [step.id, step.kind === "read" ? step.view : step.id]));
  return new Map(features.map(({ name, step }) => [name, names.get(step) ?? step]));
};

interface Asked {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly at: string | undefined;
  readonly single: boolean;
}

/**
 * The rows of a body: one row, or `{ rows, shared, at }`. A service that takes a field called `rows` is always asked in
 * the second way.
 */
function rowsOf(body: unknown, takes: ReadonlySet<string>, maxRows: number): Asked {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body must be an object: a row, or `{ rows, shared, at }`");
  const given = body as Readonly<Record<string, unknown>>;
  if (!takes.has("rows") && !Object.hasOwn(given, "rows")) return { rows: [given], at: undefined, single: true };
  const { rows, shared = {}, at, ...others } = given;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new InputError(`unknown field \`${other}\` beside \`rows\`: say it in \`shared\``, { field: other });
  if (!Array.isArray(rows)) throw new InputError("`rows` must be a list of objects", { field: "rows" });
  if (typeof shared !== "object" || shared === null || Array.isArray(shared))
    throw new InputError("`shared` must be an object", { field: "shared" });
  if (at !== undefined && typeof at !== "string")
    throw new InputError("`at` must be a time in RFC 3339 with zone", { field: "at" });
  atMost(rows.length, maxRows);
  return {
    rows: rows.map((row: unknown) =>
      typeof row === "object" && row !== null && !Array.isArray(row)
        ? { ...shared, ...row }
        : (row as Record<string, unknown>),
    ),
    at,
    single: false,
  };
}

function atMost(rows: number, most: number): void {
  if (rows > most) throw new HttpError(413, "too-large", `${rows} rows are more than the limit of ${most}`, "rows");
}

/** The most clients for reads that name their features. */
const MOST_READERS = 100;

/** Clients for the services that requests of Feast's wire put together, each made once. */
function readers({ project, online, unmaterialized }: ServeOptions): (read: FeastRead) => ClientRuntime {
  const known = new Map<string, ClientRuntime>();
  return ({ service }) => {
    const id = JSON.stringify([service.name, service.features.map(({ name }) => name)]);
    const found = known.get(id);
    if (found !== undefined) return found;
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= MOST_READERS) known.delete(oldest);
    const made = createClientRuntime({ ...project, services: { [service.name]: service } }, { online, unmaterialized });
    known.set(id, made);
    return made;
  };
}
