#!/usr/bin/env node
import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

import {
  createClientRuntime,
  JsonNumber,
  jsonTextOf,
  levenshtein,
  microsOfText,
  onlineStores,
  parseJson,
  service_exports,
  toDate,
  typeText,
} from "../../chunks/chunk-FOX7OVWN.js";
import "../../chunks/chunk-3XDEOEZY.js";
import "../../chunks/chunk-MSQII4C4.js";

// runtime/serve/main.ts
import { readFileSync } from "node:fs";
// runtime/serve/load-client.ts
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import {
  DataError,
  FeatureError,
  InputError,
  messageOf,
  NotMaterializedError,
  ownProperty,
  StoreError,
  Unreadable,
} from "../../chunks/chunk-3N4C6R2J.js";

function clientLoader(path) {
  let loaded = [];
  return async () => {
    const { createJiti } = await import("jiti");
    const jiti = createJiti(pathToFileURL(path).href, {
      fsCache: false,
      tryNative: false,
      // Generated code and this server must have the same classes: an error of the one is caught by the other.
      virtualModules: { "featlang/runtime": service_exports },
    });
    const { cache } = createRequire(import.meta.url);
    for (const file of loaded) delete cache[file];
    const before = new Set(Object.keys(cache));
    const client = await jiti.import(path);
    loaded = Object.keys(cache).filter((file) => !before.has(file) && !/[\\/]node_modules[\\/]/.test(file));
    if (!isProject(client.project))
      throw new DataError(`${path} exports no \`project\`: name the \`client.ts\` that \`feat compile\` writes`);
    return client.project;
  };
}
var isProject = (value) =>
  typeof value === "object" && value !== null && "name" in value && "views" in value && "services" in value;

// runtime/interpolate.ts
var reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
function interpolate(text2, env) {
  let unset = null;
  const resolved = text2.replace(reference, (_, name, fallback) => {
    const value = Object.hasOwn(env, name) ? env[name] : void 0;
    if (fallback !== void 0) return value === void 0 || value === "" ? fallback : value;
    if (value === void 0) unset ??= name;
    return value ?? "";
  });
  return unset === null ? { ok: true, text: resolved } : { ok: false, variable: unset };
}

// runtime/serve/online-setting.ts
async function openOnline(text2, environment, folder) {
  const { kind: name, ...settings } = settled(parsed(text2), environment);
  const kind = onlineStores.get(String(name));
  if (kind === void 0)
    throw new InputError(
      `there is no online store of kind \`${name}\`; there are ${[...onlineStores.keys()].join(", ")}`,
    );
  const missing = kind.schema.required.find((property) => !Object.hasOwn(settings, property));
  if (missing !== void 0) throw new InputError(`the online store \`${kind.kind}\` needs \`${missing}\``);
  const unknown2 = Object.keys(settings).find((property) => !Object.hasOwn(kind.schema.properties, property));
  if (unknown2 !== void 0) throw new InputError(`the online store \`${kind.kind}\` takes no \`${unknown2}\``);
  return kind.open(settings, { folder });
}
function parsed(text2) {
  if (/^rediss?:/.test(text2) || text2.startsWith("${")) return { kind: "redis", url: text2 };
  if (!text2.trimStart().startsWith("{")) return { kind: "embedded", path: text2 };
  try {
    return JSON.parse(text2);
  } catch (error) {
    throw new InputError(`--online is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
function settled(value, environment) {
  if (typeof value === "string") {
    const result = interpolate(value, environment);
    if (result.ok) return result.text;
    throw new InputError(`the environment variable ${result.variable}, which --online names, is not set`);
  }
  if (Array.isArray(value)) return value.map((each) => settled(each, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, settled(each, environment)]));
}

// runtime/serve/run-server.ts
import cluster2 from "node:cluster";

// runtime/serve/host.ts
import { createServer as createHttp } from "node:http";

async function hostServer(make, { host, port }) {
  let current = await ready(make);
  let closing = false;
  const responses = /* @__PURE__ */ new Set();
  const server = createHttp((request, response) => {
    if (closing) response.setHeader("connection", "close");
    responses.add(response);
    response.once("close", () => responses.delete(response));
    current.take(request, response);
  });
  await new Promise((resolve2, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve2();
    });
  }).catch(async (error) => {
    await current.retire();
    throw error;
  });
  const { port: taken } = server.address();
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    reload: async () => {
      const made = await ready(make);
      const old = current;
      current = made;
      await old.retire();
    },
    close: async () => {
      closing = true;
      for (const response of responses) if (!response.headersSent) response.setHeader("connection", "close");
      const closed = new Promise((resolve2) => server.close(() => resolve2()));
      server.closeIdleConnections();
      await closed;
      await current.retire();
    },
  };
}
async function ready(make) {
  const instance = await make();
  await instance.ready();
  let open = 0;
  let idle = () => void 0;
  return {
    take: (request, response) => {
      open++;
      response.once("close", () => {
        open--;
        if (open === 0) idle();
      });
      instance.routing(request, response);
    },
    retire: async () => {
      if (open > 0)
        await new Promise((resolve2) => {
          idle = resolve2;
        });
      await instance.close();
    },
  };
}

// runtime/serve/index.ts
import { randomUUID } from "node:crypto";
import Fastify from "fastify";

// runtime/nearest.ts
function nearest(name, known) {
  const wanted = plain(name);
  let best = null;
  for (const candidate of known) {
    const other = plain(candidate);
    const within2 = wanted.length > 3 && other.length > 3 && (other.includes(wanted) || wanted.includes(other));
    const distance = within2 ? 1 : Number(levenshtein(wanted, other));
    if (distance <= Math.max(1, Math.floor(wanted.length / 3)) && (best === null || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name ?? null;
}
var plain = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// runtime/serve/feast-values.ts
function feastValue(type, value) {
  if (value === null) return null;
  switch (type.kind) {
    case "float32":
    case "float64":
      return Number.isInteger(value) ? new JsonNumber(withPoint(value)) : value;
    case "int64":
      return typeof value === "string" ? new JsonNumber(value) : value;
    case "timestamp":
      return seconds(BigInt(microsOfText(value)));
    case "json":
      return jsonTextOf(value);
    case "array":
      return value.map((item) => feastValue(type.element, item));
    case "struct": {
      const record = value;
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, feastValue(of, record[name] ?? null)]));
    }
    case "map":
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, feastValue(type.value, item)]));
    default:
      return value;
  }
}
var withPoint = (value) => {
  const text2 = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text2) ? text2 : `${text2}.0`;
};
function seconds(micros) {
  const [whole, rest] = [micros / 1000000n, micros % 1000000n];
  if (rest === 0n) return new JsonNumber(String(whole));
  const digits = String(rest < 0n ? -rest : rest).padStart(6, "0");
  return new JsonNumber(`${rest < 0n && whole === 0n ? "-" : ""}${whole}.${digits.replace(/0+$/, "")}`);
}

// runtime/serve/problem.ts
var problemType = "application/problem+json";
var HttpError = class extends Error {
  constructor(status, kind, message, field = null) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.field = field;
  }
  status;
  kind;
  field;
};
var titles = {
  "invalid-input": "The input is not what the service takes",
  "invalid-json": "The body is not valid JSON",
  "unsupported-media-type": "The body must be JSON",
  unauthorized: "A token is missing or wrong",
  "not-found": "There is no such route or service",
  "too-large": "The request is over a limit",
  "cannot-compute": "A feature cannot be computed",
  "before-stored": "The store cannot answer for that instant",
  "not-materialized": "The online store was never filled",
  "store-unavailable": "The online store cannot be used",
  timeout: "The answer took too long",
  "not-allowed": "The server was not started for this",
  busy: "Another run has not ended",
  "materialize-failed": "The views could not be materialized",
  fault: "A fault of the server",
};
function problemOf(error) {
  const of = (status2, kind, more = {}) => ({
    type: `urn:feat:problem:${kind}`,
    title: titles[kind],
    status: status2,
    detail: messageOf(error),
    ...more,
  });
  if (error instanceof HttpError)
    return of(error.status, error.kind, error.field === null ? {} : { field: error.field });
  if (error instanceof InputError)
    return of(400, "invalid-input", {
      ...(error.field === null ? {} : { field: error.field }),
      ...(error.row === null ? {} : { row: error.row }),
    });
  if (error instanceof FeatureError) return of(422, "cannot-compute");
  if (error instanceof NotMaterializedError) return of(503, "not-materialized", { views: error.views });
  if (error instanceof StoreError) return of(503, "store-unavailable");
  if (error instanceof DataError) return of(409, "before-stored");
  const status = statusOf(error);
  if (status === 413) return of(413, "too-large");
  if (status === 415) return of(415, "unsupported-media-type");
  if (status !== null && status < 500) return of(status, "invalid-input");
  return of(500, "fault", { detail: "the server's log has more" });
}
function statusOf(error) {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : null;
  return typeof status === "number" && status >= 400 ? status : null;
}

// runtime/serve/feast.ts
function feastRead(project, body) {
  const request = objectOf(body, "the body");
  const entities = objectOf(ownProperty(request, "entities") ?? null, "`entities`");
  const service = serviceOf(project, request, new Set(Object.keys(entities)));
  const columns = Object.entries(entities).map(([name, values]) => {
    if (!Array.isArray(values)) throw new InputError(`\`entities.${name}\` must be a list`, { field: name });
    return { name, values };
  });
  const [first] = columns;
  const rows = first?.values.length ?? 0;
  const uneven = columns.find(({ values }) => values.length !== rows);
  if (uneven !== void 0)
    throw new InputError(
      `\`entities.${uneven.name}\` has ${uneven.values.length} values, \`${first.name}\` has ${rows}`,
      {
        field: uneven.name,
      },
    );
  const keys = new Set(service.keys.map(({ name }) => name));
  const taken = /* @__PURE__ */ new Set([...keys, ...service.request.map(({ name }) => name)]);
  const read = columns.filter(({ name }) => taken.has(name));
  return {
    service,
    rows: Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(read.map(({ name, values }) => [name, values[row]])),
    ),
    entities: columns.filter(({ name }) => keys.has(name)),
  };
}
function serviceOf(project, request, given) {
  const named = ownProperty(request, "feature_service");
  const features = ownProperty(request, "features");
  const full = ownProperty(request, "full_feature_names") === true;
  if (typeof named === "string") {
    const service = ownProperty(project.services, named);
    if (service === void 0) throw unknown("feature service", named, Object.keys(project.services));
    return full ? { ...service, features: service.features.map(fullyNamed(service)) } : service;
  }
  if (!Array.isArray(features) || features.length === 0 || !features.every((each) => typeof each === "string"))
    throw new InputError("say `features`, a list of `view:feature`, or `feature_service`", { field: "features" });
  return adHoc(project, features, full, given);
}
var fullyNamed = (service) => (feature) => {
  const step = service.steps.find(({ id }) => id === feature.step);
  return { ...feature, name: `${step?.kind === "read" ? step.view : feature.step}__${feature.feature}` };
};
function adHoc(project, references, full, given) {
  const pairs = references.map((reference2) => {
    const at = reference2.indexOf(":");
    return at < 0 ? [reference2, ""] : [reference2.slice(0, at), reference2.slice(at + 1)];
  });
  const transforms = [...new Set(pairs.flatMap(([name]) => (ownProperty(project.views, name) ? [] : [name])))];
  const host = transforms.length === 0 ? null : hostOf(project, transforms, given);
  const keys = /* @__PURE__ */ new Map();
  const addKey = (key, by) => {
    const known = keys.get(key.name);
    if (known !== void 0 && typeText(known.type) !== typeText(key.type))
      throw new InputError(`key \`${key.name}\` has another type in \`${by}\`: read its features by themselves`);
    keys.set(key.name, key);
  };
  for (const key of host?.keys ?? []) addKey(key, host.name);
  const steps = new Map(host?.steps.map((step) => [step.id, step]));
  const features = /* @__PURE__ */ new Map();
  for (const [owner, feature] of pairs) {
    const view = ownProperty(project.views, owner);
    const call = host?.steps.find(({ id }) => id === owner);
    const known = view?.features ?? (call?.kind === "call" ? call.features : []);
    const found = known.find(({ name: name2 }) => name2 === feature);
    if (found === void 0)
      throw unknown(
        `feature of \`${owner}\``,
        feature,
        known.map(({ name: name2 }) => name2),
      );
    const step = view === void 0 ? owner : `:${owner}`;
    for (const key of view?.keys ?? []) addKey(key, owner);
    if (view !== void 0)
      steps.set(step, {
        kind: "read",
        id: step,
        view: owner,
        hop: 0,
        key: (scope) => view.keys.map(({ name: name2 }) => scope.keys[name2] ?? null),
      });
    const name = full ? `${owner}__${feature}` : feature;
    const other = features.get(name);
    if (other !== void 0 && other.of !== owner)
      throw new InputError(
        `two features are called \`${feature}\`, of \`${other.of}\` and \`${owner}\`: say full_feature_names`,
      );
    features.set(name, { name, type: found.type, step, feature, of: owner });
  }
  return {
    name: references.join(","),
    member: "",
    keys: [...keys.values()],
    request: host?.request ?? [],
    steps: [...steps.values()],
    features: [...features.values()],
  };
}
function hostOf(project, transforms, given) {
  const services = Object.values(project.services);
  const callsOf = ({ steps }) => steps.flatMap(({ kind, id }) => (kind === "call" ? [id] : []));
  const all = [...new Set(services.flatMap(callsOf))];
  for (const name of transforms)
    if (!all.includes(name)) throw unknown("feature view", name, [...Object.keys(project.views), ...all]);
  const hosts = services.filter((service) => transforms.every((name) => callsOf(service).includes(name)));
  const served = ({ keys, request }) => [...keys, ...request].every(({ name }) => given.has(name));
  const host = hosts.find(served) ?? hosts[0];
  if (host !== void 0) return host;
  const names = transforms.map((name) => `\`${name}\``).join(" and ");
  throw new InputError(`no service has ${names} together: read them one by one`, { field: "features" });
}
function unknown(what, name, known) {
  const near = nearest(name, known);
  return new HttpError(
    404,
    "not-found",
    `there is no ${what} \`${name}\`${near === null ? "" : `; did you mean \`${near}\`?`}`,
  );
}
function objectOf(value, what) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InputError(`${what} must be an object`);
}
var feastStatus = (value, status) => (value === null ? feastStatuses[status] : "PRESENT");
var feastStatuses = {
  present: "NULL_VALUE",
  null: "NULL_VALUE",
  missing: "NOT_FOUND",
  stale: "OUTSIDE_MAX_AGE",
};
var noTime = "1970-01-01T00:00:00Z";
function feastAnswer({ service, entities }, answers2) {
  const stepOf = new Map(service.steps.map((step) => [step.id, step]));
  const own = entities.map(({ values }) => ({
    values,
    statuses: values.map(() => "PRESENT"),
    event_timestamps: values.map(() => noTime),
  }));
  const features = service.features.map(({ name, type, step }) => {
    const from = stepOf.get(step);
    return {
      values: answers2.map((answer) => feastValue(type, answer.features[name] ?? null)),
      statuses: answers2.map((answer) => feastStatus(answer.features[name] ?? null, answer.statuses[name])),
      event_timestamps: answers2.map((answer) => (from?.kind === "read" ? (answer.asOf[from.view] ?? noTime) : noTime)),
    };
  });
  return {
    metadata: { feature_names: [...entities.map(({ name }) => name), ...service.features.map(({ name }) => name)] },
    results: [...own, ...features],
  };
}

// runtime/serve/materialize.ts
function materializeRoutes(server, { project, tokens, materialize }) {
  const route = (path, runOf) => {
    server.post(path, async (request, reply) => {
      if (materialize === void 0)
        throw new HttpError(403, "not-allowed", `${path} needs \`feat serve --allow-materialize\``);
      tokens.checkAdmin(request.headers.authorization);
      const run = runOf(bodyOf(request.body, project));
      const started = await materialize(run);
      if (started === null) throw new HttpError(409, "busy", "a run of materialize has not ended: ask again later");
      const { ended } = started;
      if (request.query.async === "true") {
        ended.then(
          ({ code: code2, said: said2 }) =>
            request.log[code2 === 0 ? "info" : "error"](`materialize ended with ${code2}: ${said2}`),
          (error) => request.log.error({ err: error }, "materialize failed"),
        );
        const views = run.views.length === 0 ? Object.keys(project.views) : run.views;
        return reply.status(202).send({ status: "accepted", feature_views: views });
      }
      const { code, said } = await ended;
      if (code !== 0) throw new HttpError(statuses[code] ?? 500, "materialize-failed", said);
      return reply.type("application/json; charset=utf-8").send("null");
    });
  };
  route("/materialize", ({ views, start, end, always }) => {
    if (always) return { views, from: null, to: null };
    if (start === null || end === null)
      throw new InputError("say `start_ts` and `end_ts`, or `disable_event_timestamp`", {
        field: start === null ? "start_ts" : "end_ts",
      });
    if (microsOfText(start) >= microsOfText(end))
      throw new InputError("`start_ts` must be before `end_ts`", { field: "start_ts" });
    return { views, from: start, to: end };
  });
  route("/materialize-incremental", ({ views, end }) => {
    if (end === null) throw new InputError("say `end_ts`", { field: "end_ts" });
    return { views, from: null, to: end };
  });
}
var statuses = { 1: 422, 2: 400, 3: 503 };
function bodyOf(body, project) {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body must be an object");
  const given = body;
  if ((ownProperty(given, "version") ?? null) !== null)
    throw new InputError("Feat has no versions of views: leave `version` out", { field: "version" });
  const views = ownProperty(given, "feature_views") ?? [];
  if (!Array.isArray(views) || !views.every((name) => typeof name === "string"))
    throw new InputError("`feature_views` must be a list of names", { field: "feature_views" });
  for (const name of views) {
    if (ownProperty(project.views, name) !== void 0) continue;
    const near = nearest(name, Object.keys(project.views));
    const hint = near === null ? "" : `; did you mean \`${near}\`?`;
    throw new HttpError(404, "not-found", `there is no feature view \`${name}\`${hint}`, "feature_views");
  }
  return {
    views,
    start: instantIn(given, "start_ts"),
    end: instantIn(given, "end_ts"),
    always: ownProperty(given, "disable_event_timestamp") === true,
  };
}
function instantIn(given, field) {
  const value = ownProperty(given, field) ?? null;
  if (value === null) return null;
  if (typeof value === "string") {
    for (const text2 of [value, `${value}Z`, `${value}T00:00:00Z`]) if (microsOfText(text2) !== null) return text2;
  }
  throw new InputError(`\`${field}\` must be a time such as 2024-01-01T00:00:00Z`, { field });
}

// runtime/serve/metrics.ts
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

var buckets = [5e-4, 1e-3, 25e-4, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
function metricsOf() {
  let views = async () => [];
  const register = new Registry();
  collectDefaultMetrics({ register });
  const latency = new Histogram({
    name: "feat_request_duration_seconds",
    help: "Time to answer a request.",
    labelNames: ["route", "status"],
    buckets,
    registers: [register],
  });
  const rows = new Counter({
    name: "feat_rows_total",
    help: "Rows that were answered.",
    labelNames: ["service", "outcome"],
    registers: [register],
  });
  const statuses2 = new Counter({
    name: "feat_feature_statuses_total",
    help: "Features in answers, by the view or transform that they come from and their status.",
    labelNames: ["service", "step", "status"],
    registers: [register],
  });
  const failures = new Counter({
    name: "feat_store_errors_total",
    help: "Requests that failed because of the online store.",
    registers: [register],
  });
  new Gauge({
    name: "feat_view_age_seconds",
    help: "Time since the instant that a view was last materialized for. A view that was never filled has none.",
    labelNames: ["view"],
    // Every process of a server sees the same store.
    aggregator: "max",
    registers: [register],
    async collect() {
      this.reset();
      const now = Date.now();
      for (const { view, asOf } of await views().catch(() => []))
        if (asOf !== null) this.set({ view }, (now - asOf.getTime()) / 1e3);
    },
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    answered: (route, status, seconds2) => latency.observe({ route, status: String(status) }, seconds2),
    rows: (service, answers2, stepOf) => {
      for (const answer of answers2) {
        rows.inc({ service, outcome: answer.error === void 0 ? "answered" : "failed" });
        for (const [feature, status] of Object.entries(answer.statuses))
          statuses2.inc({ service, step: stepOf.get(feature) ?? "", status });
      }
    },
    storeFailed: () => failures.inc(),
    watch: (read) => {
      views = read;
    },
    register,
  };
}

// runtime/serve/json-schema.ts
function schemaOf(type) {
  const schema = plain2(type);
  if (!type.nullable || type.kind === "json") return schema;
  const { type: types, enum: values } = schema;
  const all = Array.isArray(types) ? types : [types];
  return { ...schema, type: [...all, "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}
function plain2(type) {
  switch (type.kind) {
    case "bool":
      return { type: "boolean" };
    case "int32":
      return { type: "integer", format: "int32", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
    case "int64":
      return {
        type: ["integer", "string"],
        format: "int64",
        pattern: "^-?[0-9]+$",
        description: "Beyond 2^53 - 1 it is a string.",
      };
    case "float32":
    case "float64":
      return { type: "number", format: type.kind === "float32" ? "float" : "double" };
    case "string":
      return { type: "string", ...(type.values === void 0 ? {} : { enum: [...type.values] }) };
    case "bytes":
      return { type: "string", contentEncoding: "base64" };
    case "timestamp":
      return { type: "string", format: "date-time" };
    case "date":
      return { type: "string", format: "date" };
    case "json":
      return { description: "Any JSON." };
    case "decimal":
      return {
        type: "string",
        pattern: "^-?[0-9]+(\\.[0-9]+)?$",
        description: `A decimal of ${type.precision} digits, ${type.scale} of them after the point.`,
      };
    case "enum":
      return { type: "string", enum: [...type.values] };
    case "array":
      return {
        type: "array",
        items: schemaOf(type.element),
        ...(type.size === null ? {} : { minItems: type.size, maxItems: type.size }),
      };
    case "struct":
      return {
        type: "object",
        properties: Object.fromEntries(type.fields.map(({ name, type: of }) => [name, schemaOf(of)])),
        required: type.fields.map(({ name }) => name),
      };
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.value) };
  }
}

// runtime/serve/openapi.ts
function openApi({ project, version: version2, secured, maxRows }) {
  const services = Object.values(project.services);
  return {
    openapi: "3.1.0",
    info: { title: `Features of ${project.name}`, version: version2 },
    paths: Object.fromEntries(
      services.map((service) => [`/v1/services/${service.name}`, { post: operation(service, secured) }]),
    ),
    components: {
      schemas: {
        Problem: problem,
        Status: { type: "string", enum: ["present", "null", "missing", "stale"] },
        ...Object.fromEntries(services.flatMap((service) => schemasOf(service, maxRows))),
      },
      ...(secured ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
  };
}
var ref = (name) => ({ $ref: `#/components/schemas/${name}` });
var json = (schema, type = "application/json") => ({ content: { [type]: { schema } } });
var schemaName = ({ member }) => member.charAt(0).toUpperCase() + member.slice(1);
function operation(service, secured) {
  const name = schemaName(service);
  const failure = (description) => ({ description, ...json(ref("Problem"), problemType) });
  return {
    operationId: service.member,
    summary: `Read the features of ${service.name}`,
    requestBody: { required: true, ...json({ oneOf: [ref(`${name}Input`), ref(`${name}Batch`)] }) },
    responses: {
      200: {
        description: "The features of the row, or of each row in order.",
        ...json({ oneOf: [ref(`${name}Row`), ref(`${name}Answers`)] }),
      },
      400: failure("The input is not what the service takes; `field` and `row` say where."),
      ...(secured ? { 401: failure("A token is missing or wrong.") } : {}),
      413: failure("The body or the number of rows is over a limit."),
      422: failure("A feature of the only row cannot be computed."),
      503: failure("The online store cannot be used, or was never filled."),
      504: failure("The answer took too long."),
    },
    ...(secured ? { security: [{ token: [] }] } : {}),
  };
}
function schemasOf(service, maxRows) {
  const name = schemaName(service);
  const keys = service.keys.map(({ name: key, type }) => ({ name: key, type: { ...type, nullable: true } }));
  const needed = [...service.keys, ...service.request.filter(({ type }) => !type.nullable)];
  const input = {
    type: "object",
    properties: properties([...keys, ...service.request]),
    required: needed.map((field) => field.name),
    additionalProperties: false,
  };
  const { required: _, ...part } = input;
  const failed = { type: "string", description: "Why this row has no features." };
  return [
    [`${name}Input`, input],
    [
      `${name}Batch`,
      {
        type: "object",
        properties: {
          rows: { type: "array", items: part, maxItems: maxRows },
          shared: { ...part, description: "Fields of all rows. A row's own value wins." },
          at: { type: "string", format: "date-time", description: "The instant of the read. The default is now." },
        },
        required: ["rows"],
        additionalProperties: false,
      },
    ],
    [`${name}Features`, { type: "object", properties: properties(service.features) }],
    [
      `${name}Row`,
      {
        type: "object",
        properties: {
          service: { const: service.name },
          keys: { type: "object", properties: properties(keys) },
          at: { type: "string", format: "date-time" },
          asOf: { type: "object", additionalProperties: { type: ["string", "null"], format: "date-time" } },
          features: ref(`${name}Features`),
          statuses: { type: "object", additionalProperties: ref("Status") },
          error: failed,
        },
        required: ["service", "keys", "at", "asOf", "features", "statuses"],
      },
    ],
    [
      `${name}Answers`,
      { type: "object", properties: { answers: { type: "array", items: ref(`${name}Row`) } }, required: ["answers"] },
    ],
  ];
}
var properties = (fields) => Object.fromEntries(fields.map(({ name, type }) => [name, schemaOf(type)]));
var problem = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    field: { type: "string" },
    row: { type: "integer" },
    views: { type: "array", items: { type: "string" } },
  },
  required: ["type", "title", "status", "detail"],
};

// runtime/serve/readiness.ts
async function viewStates(project, store) {
  const steps = Object.values(project.services).flatMap((service) => service.steps);
  const names = [...new Set(steps.flatMap((step) => (step.kind === "read" ? [step.view] : [])))].sort();
  const views = names.map((name) => project.views[name]);
  const answers2 = await store.read(
    views.map(({ name, fingerprint }) => ({ space: { project: project.name, view: name, fingerprint }, keys: [] })),
  );
  return views.map(({ name }, index) => {
    const meta = answers2[index]?.meta;
    const asOf = meta === void 0 || meta instanceof Unreadable ? null : meta.asOf;
    return { view: name, asOf: asOf === null ? null : toDate(asOf) };
  });
}

// runtime/serve/tokens.ts
import { createHash, timingSafeEqual } from "node:crypto";

function tokensOf(environment, services) {
  const general = hashes(environment.FEAT_TOKENS);
  const own = new Map(services.map((name) => [name, hashes(environment[variableOf(name)])]));
  const asked2 = general.length > 0 || [...own.values()].some((each) => each.length > 0);
  const admin = hashes(environment.FEAT_ADMIN_TOKENS);
  return {
    asked: asked2,
    check: (authorization, service) => {
      if (!asked2) return;
      const known = [...general, ...(service === null ? [] : (own.get(service) ?? []))];
      requireOne(known, authorization, service === null ? "" : ` for \`${service}\``);
    },
    checkAdmin: (authorization) => requireOne(admin, authorization, " for what changes the store"),
  };
}
function requireOne(known, authorization, forWhat) {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (given === void 0) throw refused("say `Authorization: Bearer TOKEN`");
  const hash = hashOf(given);
  const matches = known.filter((each) => timingSafeEqual(each, hash));
  if (matches.length === 0) throw refused(`this token is not taken${forWhat}`);
}
var refused = (message) => new HttpError(401, "unauthorized", message, "authorization");
var variableOf = (service) => `FEAT_TOKENS_${service.toUpperCase()}`;
var hashOf = (token) => createHash("sha256").update(token).digest();
var hashes = (list) =>
  (list ?? "")
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "")
    .map(hashOf);

// runtime/serve/tracing.ts
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

var tracer = () => trace.getTracer("featlang");
function traceRequests(server) {
  const spans = /* @__PURE__ */ new WeakMap();
  server.addHook("onRequest", async (request) => {
    const route = request.routeOptions.url;
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer().startSpan(
      route === void 0 ? request.method : `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          "http.request.method": request.method,
          ...(route === void 0 ? {} : { "http.route": route }),
          "feat.request.id": request.id,
        },
      },
      parent,
    );
    spans.set(request, { span, at: trace.setSpan(parent, span) });
  });
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
  server.addHook("onRequestAbort", async (request) => {
    spans.get(request)?.span.setStatus({ code: SpanStatusCode.ERROR, message: "the caller has gone" }).end();
  });
}
function traceRead(service, rows) {
  trace.getActiveSpan()?.setAttributes({ "feat.service": service, "feat.rows": rows });
}
function tracedStore(store) {
  const read = (requests, ...more) =>
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
      const found = Reflect.get(target, name, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

// runtime/serve/index.ts
var REQUEST_ID = "x-request-id";
async function createServer(options2) {
  const { project, maxRows } = options2;
  const online = tracedStore(options2.online);
  const tokens = tokensOf(options2.environment, Object.keys(project.services));
  const metrics = options2.metrics ?? metricsOf();
  metrics.watch(() => within(options2.timeout, viewStates(project, online), () => void 0));
  const client = createClientRuntime(project, { online, unmaterialized: options2.unmaterialized });
  const document = openApi({ project, version: options2.version, secured: tokens.asked, maxRows });
  const server = Fastify({
    bodyLimit: options2.maxBody,
    logger: options2.log === false ? false : { stream: options2.log },
    requestIdHeader: REQUEST_ID,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  traceRequests(server);
  if (options2.corsOrigin !== void 0 && options2.corsOrigin.length > 0)
    await server.register((await import("@fastify/cors")).default, {
      origin: options2.corsOrigin.includes("*") ? "*" : [...options2.corsOrigin],
      exposedHeaders: [REQUEST_ID],
    });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_, text2, done) => {
    try {
      done(null, parseJson(String(text2)));
    } catch (error) {
      done(new HttpError(400, "invalid-json", messageOf(error)));
    }
  });
  server.setErrorHandler((error, request, reply) => fail(error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    fail(new HttpError(404, "not-found", `there is no ${request.method} ${request.url.split("?")[0]}`), request, reply),
  );
  function fail(error, { log }, reply) {
    const problem2 = problemOf(error);
    if (error instanceof StoreError) metrics.storeFailed();
    if (problem2.status >= 500) log.error({ err: error }, problem2.detail);
    if (problem2.status === 401) reply.header("www-authenticate", "Bearer");
    return reply.status(problem2.status).type(problemType).send(JSON.stringify(problem2));
  }
  const failedLate =
    ({ log }) =>
    (error) => {
      if (error instanceof StoreError) metrics.storeFailed();
      log.error({ err: error }, "a read failed after its request had timed out");
    };
  let closing = false;
  server.addHook("preClose", async () => {
    closing = true;
  });
  server.addHook("onSend", async (request, reply) => {
    reply.header(REQUEST_ID, request.id);
    if (closing) reply.header("connection", "close");
  });
  server.addHook("onResponse", async (request, reply) => {
    metrics.answered(request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime / 1e3);
  });
  const { swagger, ui } = await documentation();
  await server.register(swagger, { mode: "static", specification: { document } });
  await server.register(ui, { routePrefix: "/docs" });
  server.get("/openapi.json", (_, reply) => send(reply, document));
  server.get("/health", (_, reply) => send(reply, { status: "ok" }));
  server.get("/ready", async (request, reply) => {
    const states = await within(options2.timeout, viewStates(project, online), failedLate(request));
    const unfilled = states.flatMap(({ view, asOf }) => (asOf === null ? [view] : []));
    const views = Object.fromEntries(states.map(({ view, asOf }) => [view, asOf?.toISOString() ?? null]));
    return send(reply.status(unfilled.length === 0 ? 200 : 503), { ready: unfilled.length === 0, views, unfilled });
  });
  server.get("/metrics", async (_, reply) =>
    reply.type(metrics.contentType).send(await (options2.metricsText ?? metrics.text)()),
  );
  for (const service of Object.values(project.services)) {
    const stepOf = stepsOf(service);
    const json2 = client.json(service.name);
    const takes = /* @__PURE__ */ new Set([...json2.keys, ...json2.request]);
    server.post(`/v1/services/${service.name}`, async (request, reply) => {
      tokens.check(request.headers.authorization, service.name);
      const { rows, at, single } = rowsOf(request.body, takes, maxRows);
      traceRead(service.name, rows.length);
      const answers2 = await within(options2.timeout, json2.getMany(rows, { at }), failedLate(request));
      metrics.rows(service.name, answers2, stepOf);
      if (!single) return send(reply, { answers: answers2 });
      const [only] = answers2;
      if (only.error !== void 0) throw new HttpError(422, "cannot-compute", only.error);
      return send(reply, only);
    });
  }
  server.post("/v1/services/:service", (request) => {
    const known = Object.keys(project.services).map((name) => `\`${name}\``);
    throw new HttpError(
      404,
      "not-found",
      `there is no service \`${request.params.service}\`; there are ${known.join(", ")}`,
    );
  });
  materializeRoutes(server, { project, tokens, materialize: options2.materialize });
  const clientFor = readers({ ...options2, online });
  server.post("/get-online-features", async (request, reply) => {
    const read = feastRead(project, request.body);
    const isOwn = ownProperty(project.services, read.service.name) !== void 0;
    tokens.check(request.headers.authorization, isOwn ? read.service.name : null);
    atMost(read.rows.length, maxRows);
    traceRead(read.service.name, read.rows.length);
    const answers2 = await within(
      options2.timeout,
      clientFor(read).json(read.service.name).getMany(read.rows),
      failedLate(request),
    );
    metrics.rows(isOwn ? read.service.name : "", answers2, stepsOf(read.service));
    const failed = answers2.findIndex(({ error }) => error !== void 0);
    if (failed >= 0) throw new HttpError(422, "cannot-compute", `row ${failed}: ${answers2[failed].error}`);
    return send(reply, feastAnswer(read, answers2));
  });
  return server;
}
async function documentation() {
  const [swagger, ui] = await Promise.all([import("@fastify/swagger"), import("@fastify/swagger-ui")]);
  return { swagger: swagger.default, ui: ui.default };
}
var send = (reply, body) => reply.type("application/json; charset=utf-8").send(jsonTextOf(body));
var stepsOf = ({ features, steps }) => {
  const names = new Map(steps.map((step) => [step.id, step.kind === "read" ? step.view : step.id]));
  return new Map(features.map(({ name, step }) => [name, names.get(step) ?? step]));
};
function rowsOf(body, takes, maxRows) {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body must be an object: a row, or `{ rows, shared, at }`");
  const given = body;
  if (!takes.has("rows") && !Object.hasOwn(given, "rows")) return { rows: [given], at: void 0, single: true };
  const { rows, shared = {}, at, ...others } = given;
  const [other] = Object.keys(others);
  if (other !== void 0)
    throw new InputError(`unknown field \`${other}\` beside \`rows\`: say it in \`shared\``, { field: other });
  if (!Array.isArray(rows)) throw new InputError("`rows` must be a list of objects", { field: "rows" });
  if (typeof shared !== "object" || shared === null || Array.isArray(shared))
    throw new InputError("`shared` must be an object", { field: "shared" });
  if (at !== void 0 && typeof at !== "string")
    throw new InputError("`at` must be a time in RFC 3339 with zone", { field: "at" });
  atMost(rows.length, maxRows);
  return {
    rows: rows.map((row) =>
      typeof row === "object" && row !== null && !Array.isArray(row) ? { ...shared, ...row } : row,
    ),
    at,
    single: false,
  };
}
function atMost(rows, most2) {
  if (rows > most2) throw new HttpError(413, "too-large", `${rows} rows are more than the limit of ${most2}`, "rows");
}
async function within(milliseconds, work, failedLate) {
  let timer;
  let isLate = false;
  work.catch((error) => {
    if (isLate) failedLate(error);
  });
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new HttpError(504, "timeout", `there was no answer within ${milliseconds} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
var MOST_READERS = 100;
function readers({ project, online, unmaterialized }) {
  const known = /* @__PURE__ */ new Map();
  return ({ service }) => {
    const id = JSON.stringify([service.name, service.features.map(({ name }) => name)]);
    const found = known.get(id);
    if (found !== void 0) return found;
    const [oldest] = known.keys();
    if (oldest !== void 0 && known.size >= MOST_READERS) known.delete(oldest);
    const made = createClientRuntime({ ...project, services: { [service.name]: service } }, { online, unmaterialized });
    known.set(id, made);
    return made;
  };
}

// runtime/serve/workers.ts
import cluster from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import { AggregatorRegistry } from "prom-client";

var SOON = 2e3;
var LONGEST_PAUSE = 3e4;
async function startWorkers(program) {
  const answer = answers(program);
  let stopping = false;
  let pause = 100;
  const started = /* @__PURE__ */ new Map();
  let opened = () => void 0;
  let failed = () => void 0;
  const address = new Promise((resolve2, reject) => {
    opened = resolve2;
    failed = reject;
  });
  const fork = () => {
    const worker = cluster.fork();
    started.set(worker.id, Date.now());
    worker.on("message", (message) => void hear(worker, message));
  };
  const hear = async (worker, message) => {
    switch (message.feat) {
      case "listening":
        return opened(message.address);
      case "failed":
        return failed(Object.assign(new Error(message.why), message.code === null ? {} : { code: message.code }));
      case "ask": {
        const answered = await answer(message.question).catch((error) => ({ failed: messageOf(error) }));
        return tell(worker, { feat: "answer", id: message.id, answer: answered });
      }
      default:
        return;
    }
  };
  cluster.on("exit", async (worker, code, signal) => {
    if (stopping) return;
    failed(new Error(`a worker ended with ${signal ?? code} before it served`));
    const age = Date.now() - (started.get(worker.id) ?? 0);
    started.delete(worker.id);
    pause = age < SOON ? Math.min(pause * 2, LONGEST_PAUSE) : 100;
    program.note(`worker ${worker.process.pid} ended with ${signal ?? code}; another one starts in ${pause} ms`);
    await sleep(pause);
    if (!stopping) fork();
  });
  const stop = async () => {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => (worker === void 0 ? [] : [worker]));
    await Promise.all(
      workers.map((worker) => {
        const ended = new Promise((resolve2) => worker.once("exit", () => resolve2()));
        tell(worker, { feat: "stop" });
        return worker.isDead() ? void 0 : ended;
      }),
    );
  };
  for (let count = 0; count < program.settings.workers; count++) fork();
  try {
    return {
      address: await address,
      isWorker: false,
      stopped: new Promise(() => {}),
      reload: async () => {
        for (const worker of Object.values(cluster.workers ?? {})) if (worker) tell(worker, { feat: "reload" });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
function tell(worker, order) {
  if (worker.isConnected()) worker.send(order);
}
function answers(program) {
  const registry = new AggregatorRegistry();
  const runs = /* @__PURE__ */ new Map();
  let last = 0;
  return async (question) => {
    switch (question.kind) {
      case "metrics":
        return registry.clusterMetrics();
      case "materialize": {
        const started = await program.materialize(question.run);
        if (started === null) return null;
        const id = ++last;
        runs.set(id, started.ended);
        started.ended.catch(() => void 0);
        return id;
      }
      case "ended": {
        const ended = runs.get(question.of);
        runs.delete(question.of);
        return ended;
      }
    }
  };
}
async function asWorker(program, serveHere2) {
  const report = (message) => void process.send?.(message);
  const waiting = /* @__PURE__ */ new Map();
  let asked2 = 0;
  const ask = (question) =>
    new Promise((resolve2, reject) => {
      const id = asked2++;
      waiting.set(id, (answer) => {
        const why = typeof answer === "object" && answer !== null && "failed" in answer ? answer.failed : null;
        if (why === null) resolve2(answer);
        else reject(new Error(String(why)));
      });
      report({ feat: "ask", id, question });
    });
  let here = null;
  const stopped = new Promise((resolve2) => {
    process.once("disconnect", resolve2);
    process.on("message", (order) => {
      if (order.feat === "stop") resolve2();
      else if (order.feat === "reload") void here?.reload();
      else if (order.feat === "answer") {
        waiting.get(order.id)?.(order.answer);
        waiting.delete(order.id);
      }
    });
  });
  const metrics = metricsOf();
  AggregatorRegistry.setRegistries([metrics.register]);
  new AggregatorRegistry();
  const materialize = async (run) => {
    const id = await ask({ kind: "materialize", run });
    return typeof id === "number" ? { ended: ask({ kind: "ended", of: id }) } : null;
  };
  try {
    const serving = await serveHere2(program, {
      metrics,
      metricsText: async () => String(await ask({ kind: "metrics" })),
      materialize: program.materialize && materialize,
    });
    here = serving;
    report({ feat: "listening", address: serving.address });
    return {
      ...serving,
      isWorker: true,
      stopped,
      stop: async () => {
        await serving.stop();
        cluster.worker?.disconnect();
      },
    };
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
    report({ feat: "failed", why: messageOf(error), code });
    const stop = async () => {
      cluster.worker?.disconnect();
    };
    return { address: "", isWorker: true, stopped: Promise.resolve(), reload: async () => void 0, stop };
  }
}

// runtime/serve/run-server.ts
async function runServer(program) {
  if (program.settings.workers > 1 && cluster2.isPrimary) return startWorkers(program);
  if (cluster2.isPrimary) return { ...(await serveHere(program, {})), isWorker: false, stopped: new Promise(() => {}) };
  return asWorker(program, serveHere);
}
async function serveHere(program, shared) {
  const { settings } = program;
  const online = await program.open();
  const metrics = shared.metrics ?? metricsOf();
  try {
    const host = await hostServer(
      async () =>
        createServer({
          ...settings,
          project: await program.load(),
          online,
          version: program.version,
          environment: program.environment,
          log: program.log,
          metrics,
          metricsText: shared.metricsText,
          materialize: shared.materialize ?? program.materialize,
        }),
      settings,
    );
    return {
      address: host.address,
      reload: async () => {
        try {
          await host.reload();
          program.note("reloaded");
        } catch (error) {
          program.note(`could not reload, so the old code goes on: ${messageOf(error)}`);
        }
      },
      stop: async () => {
        await host.close();
        await online.close();
      },
    };
  } catch (error) {
    await online.close();
    throw error;
  }
}

// runtime/serve/settings.ts
var InvalidSetting = class extends Error {};
var text = (written) => written;
var wholeNumber = (least, most2) => (written) => {
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= least && value <= most2) return value;
  throw new InvalidSetting(`Write a whole number from ${least} to ${most2}.`);
};
var most = Number.MAX_SAFE_INTEGER;
var serveOptions = {
  host: { name: "host", value: "address", description: "the address to listen on", default: "127.0.0.1", read: text },
  port: {
    name: "port",
    value: "number",
    description: "the port to listen on; 0 takes any that is free",
    default: 6566,
    read: wholeNumber(0, 65535),
  },
  workers: {
    name: "workers",
    value: "number",
    description: "how many processes serve; one takes one core",
    default: 1,
    read: wholeNumber(1, 256),
  },
  maxBody: {
    name: "max-body",
    value: "bytes",
    description: "the most bytes of a request",
    default: 4194304,
    read: wholeNumber(1, most),
  },
  maxRows: {
    name: "max-rows",
    value: "number",
    description: "the most rows of a request",
    default: 5e3,
    read: wholeNumber(1, most),
  },
  timeout: {
    name: "timeout",
    value: "ms",
    description: "the most milliseconds of a request",
    default: 2e3,
    read: wholeNumber(1, 2 ** 31 - 1),
  },
  unmaterialized: {
    name: "unmaterialized",
    value: "what",
    description: "what a view that was never filled gives: error or missing",
    default: "error",
    read: (written) => {
      if (written === "error" || written === "missing") return written;
      throw new InvalidSetting("Write error or missing.");
    },
  },
  corsOrigin: {
    name: "cors-origin",
    value: "origins",
    description: "let pages of these origins call the server: URLs with commas between them, or *",
    default: [],
    read: (written) => {
      const origins = written.split(",").map((origin) => origin.trim());
      for (const origin of origins)
        if (origin !== "*" && !(URL.canParse(origin) && new URL(origin).origin === origin))
          throw new InvalidSetting("Write origins such as https://shop.example.com, or *.");
      return origins;
    },
  },
};

// runtime/serve/main.ts
var options = Object.entries(serveOptions);
var help = () => {
  const own = [
    ["--online <store>", "a redis:// URL, a folder, or JSON of `online:` in feat.yaml (default: FEAT_ONLINE)"],
    ...options.map(([, { name, value, description, default: preset }]) => [
      `--${name} <${value}>`,
      `${description} (default: ${Array.isArray(preset) ? "none" : preset})`,
    ]),
    ["--no-log", "do not log requests"],
    ["--version, --help", ""],
  ];
  const lines = own.map(([option = "", text2 = ""]) => `  ${option.padEnd(26)} ${text2}`.trimEnd());
  return [
    "Usage: feat-serve CLIENT [options]",
    "",
    "Serve a project's features over HTTP from an online store. CLIENT is the generated client.ts or client.js.",
    "",
    ...lines,
    "",
    "FEAT_TOKENS and FEAT_TOKENS_<SERVICE> in the environment hold bearer tokens. SIGHUP loads the client anew.",
  ].join("\n");
};
function asked(values, positionals) {
  const [client, ...others] = positionals;
  if (client === void 0 || others.length > 0) throw new InputError("name one CLIENT, such as generated/client.ts");
  const online = values.online ?? process.env.FEAT_ONLINE;
  if (typeof online !== "string" || online === "") throw new InputError("say --online, or set FEAT_ONLINE");
  const settings = options.map(([key, option]) => {
    const given = values[option.name];
    if (typeof given !== "string") return [key, option.default];
    try {
      return [key, option.read(given)];
    } catch (error) {
      throw error instanceof InvalidSetting ? new InputError(`--${option.name} ${given}: ${error.message}`) : error;
    }
  });
  return {
    client: resolve(client),
    online,
    settings: Object.fromEntries(settings),
    log: values["no-log"] !== true,
  };
}
var version = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
var say = (text2) =>
  void process.stderr.write(`${text2}
`);
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(options.map(([, { name }]) => [name, { type: "string" }])),
      online: { type: "string" },
      "no-log": { type: "boolean" },
      version: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true || values.version === true) {
    process.stdout.write(`${values.help === true ? help() : version}
`);
    return 0;
  }
  const { client, online, settings, log } = asked(values, positionals);
  let reload = () => void 0;
  process.on("SIGHUP", () => reload());
  const server = await runServer({
    settings,
    version,
    environment: process.env,
    log: log ? { write: (line) => process.stderr.write(line) } : false,
    load: clientLoader(client),
    open: () => openOnline(online, process.env, process.cwd()),
    note: say,
  });
  reload = () => void server.reload();
  if (!server.isWorker) say(`serving ${client} at ${server.address}; its routes are at ${server.address}/docs`);
  const interrupted = new Promise((stop) => {
    process.once("SIGINT", () => stop());
    process.once("SIGTERM", () => stop());
  });
  await Promise.race([interrupted, server.stopped]);
  await server.stop();
  return 0;
}
function codeOf(error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof InputError || code.startsWith("ERR_PARSE_ARGS")) return 2;
  return error instanceof DataError || error instanceof StoreError || /^E[A-Z]+$/.test(code) ? 3 : 70;
}
try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = codeOf(error);
  say(`error: ${messageOf(error)}`);
  if (process.exitCode === 70) say(error instanceof Error ? String(error.stack) : "");
  else if (process.exitCode === 2) say("help: `feat-serve --help` tells more");
}
//# sourceMappingURL=main.js.map
