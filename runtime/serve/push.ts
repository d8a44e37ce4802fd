/**
 * Routes that push rows of streamed sources: `POST /v1/sources/SOURCE`, and Feast's `POST /push` and
 * `POST /write-to-online-store`, which names the view that the rows are for.
 *
 * In: rows, as a list or by column. Out: how many rows were pushed; for Feast an empty answer.
 * Always: nothing of a request with a wrong row is written. A token for pushes or for what changes the store opens them,
 * if the server asks for tokens at all.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ProjectArtifact } from "../artifacts.js";
import { jsonEdge } from "../client/edges/json.js";
import { ownProperty, setProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { microsOfText } from "../functions/calendar.js";
import { nearest } from "../nearest.js";
import type { OnlineStore } from "../online/store.js";
import { createPusher, keepRowsIn, type PushOptions } from "../push/index.js";
import type { StreamSource } from "../stream-artifacts.js";
import { HttpError } from "./problem.js";
import type { Tokens } from "./tokens.js";

interface Routes {
  readonly project: ProjectArtifact;
  readonly online: OnlineStore;
  readonly tokens: Tokens;
  readonly maxRows: number;
  readonly landing: string | undefined;
  /** Ends a request that takes too long. What it writes is written all the same. */
  readonly within: <T>(request: FastifyRequest, reply: FastifyReply, work: Promise<T>) => Promise<T>;
}

type Named = { readonly Params: { readonly source: string } };

/** Without streamed sources the routes say so. */
export function pushRoutes(
  server: FastifyInstance,
  { project, online, tokens, maxRows, landing, within }: Routes,
): void {
  const pusher = createPusher({
    store: online,
    project,
    edge: jsonEdge,
    keep: landing === undefined ? undefined : keepRowsIn(landing),
  });
  const sourceOf = (name: string, field?: string): StreamSource => {
    const source = pusher.sources.includes(name) ? ownProperty(project.sources ?? {}, name) : undefined;
    if (source !== undefined) return source;
    const near = nearest(name, pusher.sources);
    const hint =
      near !== null
        ? `; did you mean \`${near}\`?`
        : pusher.sources.length === 0
          ? ": the target streams no sources"
          : `; there are ${pusher.sources.map((known) => `\`${known}\``).join(", ")}`;
    throw new HttpError(404, "not-found", `there is no streamed source \`${name}\`${hint}`, field);
  };
  const atMost = (rows: readonly unknown[]): void => {
    if (rows.length <= maxRows) return;
    throw new HttpError(413, "too-large", `${rows.length} rows are more than the limit of ${maxRows}`, "rows");
  };

  server.post("/v1/sources/:source", async (request: FastifyRequest<Named>, reply) => {
    tokens.checkPush(request.headers.authorization);
    const source = sourceOf(request.params.source);
    const { rows, options } = rowsOf(request.body);
    atMost(rows);
    const report = await within(request, reply, pusher.push(source.name, rows, options));
    return reply.send(report);
  });
  server.post("/push", async (request, reply) => {
    tokens.checkPush(request.headers.authorization);
    const { name, columns } = feastPush(request.body, landing !== undefined);
    const source = sourceOf(name, "push_source_name");
    const rows = rowsOfColumns(columns, source);
    atMost(rows);
    await within(request, reply, pusher.push(source.name, rows));
    return reply.send();
  });
  server.post("/write-to-online-store", async (request, reply) => {
    tokens.checkPush(request.headers.authorization);
    const { source, columns } = feastWrite(request.body, project, pusher.sources);
    const rows = rowsOfColumns(columns, source);
    atMost(rows);
    await within(request, reply, pusher.push(source.name, rows));
    return reply.type("application/json").send("null");
  });
}

/** What Feast's clients write of a view: its keys, columns and the times of rows. They are rows of the view's source. */
function feastWrite(
  body: unknown,
  project: ProjectArtifact,
  streamed: readonly string[],
): { readonly source: StreamSource; readonly columns: Readonly<Record<string, unknown>> } {
  const given = objectOf(body);
  const name = ownProperty(given, "feature_view_name");
  if (typeof name !== "string") throw new InputError("say `feature_view_name`", { field: "feature_view_name" });
  const view = ownProperty(project.views, name);
  if (view === undefined) {
    const near = nearest(name, Object.keys(project.views));
    const hint = near === null ? "" : `; did you mean \`${near}\`?`;
    throw new HttpError(404, "not-found", `there is no view \`${name}\`${hint}`, "feature_view_name");
  }
  const sources = [...new Set((view.stream?.paths ?? []).map(({ source }) => source))];
  const [own, ...others] = sources.filter((source) => streamed.includes(source));
  if (own === undefined)
    throw new InputError(
      `view \`${name}\` is not streamed, so \`feat materialize\` fills it: name its source under \`stream:\` of the target in feat.yaml`,
      { field: "feature_view_name" },
    );
  if (others.length > 0)
    throw new InputError(`view \`${name}\` reads ${sources.join(" and ")}: push the rows of one of them with /push`, {
      field: "feature_view_name",
    });
  const source = ownProperty(project.sources ?? {}, own)!;
  return { source, columns: namedAsInputs(columnsOf(given), source) };
}

/** Feast calls the times of rows `event_timestamp` and `created`, whatever a source calls them. */
function namedAsInputs(
  columns: Readonly<Record<string, unknown>>,
  { inputs, time, created }: StreamSource,
): Readonly<Record<string, unknown>> {
  const known = new Set(inputs.map(({ name }) => name));
  const renamed: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(columns)) {
    if (known.has(name)) setProperty(renamed, name, values);
    else if (name === "event_timestamp") setProperty(renamed, time.input, values);
    else if (name !== "created") setProperty(renamed, name, values);
    else if (created !== null) setProperty(renamed, created.input, values);
  }
  return renamed;
}

/** A list of rows, or `{ rows, id }`. */
function rowsOf(body: unknown): { readonly rows: readonly unknown[]; readonly options: PushOptions } {
  if (Array.isArray(body)) return { rows: body, options: {} };
  if (typeof body !== "object" || body === null)
    throw new InputError("the body must be a list of rows, or `{ rows, id }`");
  const { rows, id, ...others } = body as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new InputError(`unknown field \`${other}\`: the body is a list of rows, or \`{ rows, id }\``, {
      field: other,
    });
  if (!Array.isArray(rows)) throw new InputError("`rows` must be a list of objects", { field: "rows" });
  if (id !== undefined && (typeof id !== "string" || id === ""))
    throw new InputError("`id` must be a text that names the push", { field: "id" });
  return { rows, options: { id } };
}

function feastPush(
  body: unknown,
  lands: boolean,
): { readonly name: string; readonly columns: Readonly<Record<string, unknown>> } {
  const given = objectOf(body);
  const name = ownProperty(given, "push_source_name");
  if (typeof name !== "string") throw new InputError("say `push_source_name`", { field: "push_source_name" });
  const to = ownProperty(given, "to") ?? "online";
  if (to !== "online" && !(lands && to === "online_and_offline"))
    throw new InputError(
      lands
        ? "`to` must be `online` or `online_and_offline`: rows always go to both"
        : "`to` must be `online`: the warehouse gets its rows by another way",
      { field: "to" },
    );
  return { name, columns: columnsOf(given) };
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body must be an object");
  return body as Readonly<Record<string, unknown>>;
}

function columnsOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const columns = ownProperty(given, "df");
  if (typeof columns !== "object" || columns === null || Array.isArray(columns))
    throw new InputError("`df` must be an object of lists, one for each column", { field: "df" });
  return columns as Readonly<Record<string, unknown>>;
}

/** Columns of equal lengths as rows. A time without a zone is in UTC, as Feast has it. */
function rowsOfColumns(
  columns: Readonly<Record<string, unknown>>,
  { inputs }: StreamSource,
): readonly Readonly<Record<string, unknown>>[] {
  const times = new Set(inputs.flatMap(({ name, type }) => (type.kind === "timestamp" ? [name] : [])));
  const lengths = new Set<number>();
  const lists = Object.entries(columns).map(([name, values]) => {
    if (!Array.isArray(values)) throw new InputError(`\`df\`: column \`${name}\` must be a list`, { field: name });
    lengths.add(values.length);
    return [name, values as readonly unknown[]] as const;
  });
  if (lengths.size > 1) throw new InputError("`df`: the columns have different lengths", { field: "df" });
  const [length = 0] = lengths;
  return Array.from({ length }, (_, row) => {
    const made: Record<string, unknown> = {};
    for (const [name, values] of lists) setProperty(made, name, times.has(name) ? inUtc(values[row]) : values[row]);
    return made;
  });
}

function inUtc(value: unknown): unknown {
  if (typeof value !== "string" || microsOfText(value) !== null) return value;
  const text = `${value.replace(" ", "T")}Z`;
  return microsOfText(text) === null ? value : text;
}
