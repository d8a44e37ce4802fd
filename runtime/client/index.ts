/**
 * The client's runtime.
 *
 * In: a project's artifact and an online store. Out: `get` and `getMany` for each service.
 * Always: inputs are checked before anything is read. There is one round trip per hop, however many rows and views are
 * read; a streamed view may need a second one. An entity is read and decoded once per batch. Values leave as their TypeScript types, or as JSON.
 */
import type { NamedType, ProjectArtifact, ServiceArtifact } from "../artifacts.js";
import { ownProperty, recordBuilder } from "../codec/index.js";
import { InputError } from "../errors.js";
import { microsOfText, timestampText } from "../functions/calendar.js";
import { createPusher, keepRowsIn, type Pusher } from "../push/index.js";
import { streamsOfTarget } from "../streams/of-target.js";
import type { Int } from "../values.js";
import { type Answer, composer, Failed } from "./compose.js";
import { apiEdge } from "./edges/api.js";
import type { Edge } from "./edges/edge.js";
import { jsonEdge } from "./edges/json.js";
import { failedRow } from "./failed-row.js";
import { inputReader } from "./inputs.js";
import { CLOCK_LEEWAY, toDate } from "./instant.js";
import { limitsOf } from "./limits.js";
import type {
  ClientOptions,
  ClientRuntime,
  Json,
  JsonRow,
  JsonService,
  PushSource,
  ReadOptions,
  Row,
  ServiceClient,
} from "./surface.js";
import { type CompiledView, compileView } from "./view-batch.js";

export function createClientRuntime(project: ProjectArtifact, options: ClientOptions): ClientRuntime {
  const store = options.online;
  const { unmaterialized = "error", onError = "error" } = options;
  const streamed = new Set(streamsOfTarget(project, options.target).views);
  const views = new Map<string, CompiledView>();
  const view = (name: string): CompiledView => {
    const known = views.get(name);
    if (known) return known;
    const artifact = ownProperty(project.views, name);
    if (artifact === undefined) throw new Error(`project ${project.name} has no view ${name}`);
    const compiled = compileView(project.name, artifact, streamed.has(name) ? (project.sources ?? {}) : null);
    views.set(name, compiled);
    return compiled;
  };
  const serviceOf = (name: string): ServiceArtifact => {
    const service = ownProperty(project.services, name);
    if (service === undefined) throw new InputError(`project ${project.name} has no service \`${name}\``);
    return service;
  };

  /** Takes inputs as `edge` reads them and gives features as `edge` writes them. */
  function pipeline<Out>(service: ServiceArtifact, edge: Edge<Out>) {
    const readInputs = inputReader(service, edge);
    const { views: viewNames, compose } = composer(service, edge);
    const asOfOf = recordBuilder<Date | string | null>(viewNames);
    const run = (
      inputs: readonly unknown[],
      at: Int | null,
      where: (index: number) => string,
      {
        clock = Date.now() * 1000,
        ...read
      }: Pick<ReadOptions, "signal" | "timeout"> & { readonly clock?: Int | undefined },
    ) => {
      const rows = inputs.map((input, index) => {
        try {
          return readInputs(input, () => where(index));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          throw new InputError(error.message, { field: error.field, row: inputs.length > 1 ? index : null });
        }
      });
      const now = at ?? clock;
      // If the read names no instant, a store's T may be ahead of this machine's clock.
      const leeway = at === null ? CLOCK_LEEWAY : 0;
      const answering = compose({
        store,
        view,
        inputs: rows,
        now,
        clock,
        leeway,
        unmaterialized,
        onError,
        limits: limitsOf(read),
      });
      return { now, rows, answering };
    };
    return { run, asOfOf };
  }

  function service<I, F, V extends string>(name: string): ServiceClient<I, F, V> {
    const { run, asOfOf } = pipeline(serviceOf(name), apiEdge(options.int64 ?? "number"));
    const rowIn = (index: number) => `${name}, row ${index}`;
    const itself = () => name;
    const toRow = (answer: Answer<unknown> | Failed): Row<F, V> => {
      if (answer instanceof Failed) return failedRow<F, V>(answer.error);
      const { features, statuses, failed } = answer;
      const asOf = asOfOf(answer.asOf.map((t) => (t === null ? null : toDate(t))));
      const whole = { features, statuses, asOf };
      const row: object = failed === null ? whole : { ...whole, failed: Object.fromEntries(failed) };
      // The artifact and the generated types come from the same features, so the shapes agree.
      return row as Row<F, V>;
    };
    async function getMany(
      first: readonly I[] | Partial<I>,
      second?: readonly unknown[] | ReadOptions,
      third?: ReadOptions,
    ): Promise<readonly Row<F, V>[]> {
      const shared = !Array.isArray(first);
      if (shared && !Array.isArray(second))
        throw new InputError(`${name}: getMany takes an array of rows, or what they share and then the rows`);
      const rows = shared
        ? (second as readonly unknown[]).map((row) => merged(first, row))
        : (first as readonly unknown[]);
      const { at, ...read } = (shared ? third : (second as ReadOptions | undefined)) ?? {};
      return (await run(rows, instantOf(at), rowIn, read).answering).map(toRow);
    }
    return {
      get: async (input, { at, ...read } = {}) => {
        const [only] = await run([input], instantOf(at), itself, read).answering;
        if (only instanceof Failed) throw only.error;
        return toRow(only!);
      },
      getMany,
    };
  }

  function json(name: string): JsonService {
    const artifact = serviceOf(name);
    const { run, asOfOf } = pipeline(artifact, jsonEdge);
    const keysOf = recordBuilder<Json>(artifact.keys.map((key) => key.name));
    const keyWriters = artifact.keys.map((key) => jsonEdge.writer(key.type));
    const names = (fields: readonly NamedType[]) => fields.map((field) => field.name);
    return {
      keys: names(artifact.keys),
      request: names(artifact.request),
      getMany: async (inputs, { at, now: clock, ...read } = {}) => {
        const instant = typeof at === "string" || at === undefined ? instantOf(at) : at;
        const where = (index: number) => (inputs.length > 1 ? `${name}, row ${index}` : name);
        const { now, rows, answering } = run(inputs, instant, where, { ...read, clock });
        return (await answering).map((answer, index): JsonRow => {
          const { keys } = rows[index]!;
          const values = artifact.keys.map((key, place) => keyWriters[place]!(ownProperty(keys, key.name) ?? null));
          const head = { service: name, keys: keysOf(values), at: timestampText(now) };
          if (answer instanceof Failed)
            return { ...head, asOf: {}, features: {}, statuses: {}, error: answer.error.message };
          const { features, statuses, failed } = answer;
          const asOf = asOfOf(answer.asOf.map((t) => (t === null ? null : timestampText(t))));
          const whole = { ...head, asOf: asOf as JsonRow["asOf"], features, statuses };
          return failed === null ? whole : { ...whole, failed: messagesOf(failed) };
        });
      },
    };
  }

  let pusher: Pusher | null = null;
  function push<R>(source: string): PushSource<R> {
    return (rows, pushOptions) => {
      pusher ??= createPusher({
        store,
        project,
        target: options.target,
        edge: apiEdge("either"),
        keep: options.landing === undefined ? undefined : keepRowsIn(options.landing),
      });
      return pusher.push(source, rows, pushOptions);
    };
  }

  const close = () => store.close();
  return { service, json, push, close, [Symbol.asyncDispose]: close };
}

const messagesOf = (failed: ReadonlyMap<string, Error>): Readonly<Record<string, string>> =>
  Object.fromEntries([...failed].map(([view, { message }]) => [view, message]));

function instantOf(at: Date | string | undefined): Int | null {
  if (at === undefined) return null;
  if (at instanceof Date && !Number.isNaN(at.getTime())) return at.getTime() * 1000;
  const instant = typeof at === "string" ? microsOfText(at) : null;
  if (instant === null) throw new InputError("`at` is not an instant: give a Date, or RFC 3339 with zone");
  return instant;
}

/** The fields that all rows share, overridden by the row's own fields. */
function merged(shared: unknown, row: unknown): unknown {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  const said = Object.entries(row).filter(([, value]) => value !== undefined);
  return { ...(shared as object), ...Object.fromEntries(said) };
}
