/**
 * Feast's routes that fill the store: `POST /materialize` and `POST /materialize-incremental`.
 *
 * In: Feast's bodies. Out: 200 with null when the run has ended; 202 at once under `?async=true`.
 * Always: one run at a time, in all processes of the server (else 409). Only a token for what changes the store opens
 * them, and only if the server was started for it. A run that fails is a problem document with what `feat materialize`
 * says.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ProjectArtifact } from "../artifacts.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { microsOfText } from "../functions/calendar.js";
import { nearest } from "../nearest.js";
import { HttpError } from "./problem.js";
import type { Tokens } from "./tokens.js";

/** A run of `feat materialize`. Instants are in RFC 3339. */
export interface MaterializeRun {
  /** Empty: all. */
  readonly views: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
}

/** How a run ended: the exit code of `feat materialize`, and what it said. */
export interface MaterializeEnd {
  readonly code: number;
  readonly said: string;
}

/** Starts a run. It resolves with null if another has not ended, else with the run's own end. */
export type Materialize = (run: MaterializeRun) => Promise<{ readonly ended: Promise<MaterializeEnd> } | null>;

interface Routes {
  readonly project: ProjectArtifact;
  readonly tokens: Tokens;
  readonly materialize: Materialize | undefined;
}

type Query = { readonly Querystring: { readonly async?: string } };

export function materializeRoutes(server: FastifyInstance, { project, tokens, materialize }: Routes): void {
  const route = (path: string, runOf: (body: Body) => MaterializeRun): void => {
    server.post(path, async (request: FastifyRequest<Query>, reply) => {
      if (materialize === undefined)
        throw new HttpError(403, "not-allowed", `${path} needs \`feat serve --allow-materialize\``);
      tokens.checkAdmin(request.headers.authorization);
      const run = runOf(bodyOf(request.body, project));
      const started = await materialize(run);
      if (started === null) throw new HttpError(409, "busy", "a run of materialize has not ended: ask again later");
      const { ended } = started;
      if (request.query.async === "true") {
        ended.then(
          ({ code, said }) => request.log[code === 0 ? "info" : "error"](`materialize ended with ${code}: ${said}`),
          (error: unknown) => request.log.error({ err: error }, "materialize failed"),
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
    if (microsOfText(start)! >= microsOfText(end)!)
      throw new InputError("`start_ts` must be before `end_ts`", { field: "start_ts" });
    return { views, from: start, to: end };
  });
  route("/materialize-incremental", ({ views, end }) => {
    if (end === null) throw new InputError("say `end_ts`", { field: "end_ts" });
    // A run reads what it needs, so there is nothing to remember of the last one.
    return { views, from: null, to: end };
  });
}

/** By the exit code of `feat materialize`: a rule or a newer store, wrong usage, the data or the environment. */
const statuses: Readonly<Record<number, number>> = { 1: 422, 2: 400, 3: 503 };

interface Body {
  readonly views: readonly string[];
  readonly start: string | null;
  readonly end: string | null;
  readonly always: boolean;
}

function bodyOf(body: unknown, project: ProjectArtifact): Body {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InputError("the body must be an object");
  const given = body as Readonly<Record<string, unknown>>;
  if ((ownProperty(given, "version") ?? null) !== null)
    throw new InputError("Feat has no versions of views: leave `version` out", { field: "version" });
  const views = ownProperty(given, "feature_views") ?? [];
  if (!Array.isArray(views) || !views.every((name) => typeof name === "string"))
    throw new InputError("`feature_views` must be a list of names", { field: "feature_views" });
  for (const name of views) {
    if (ownProperty(project.views, name) !== undefined) continue;
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

/** A time without a zone is in UTC, as Feast has it. */
function instantIn(given: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = ownProperty(given, field) ?? null;
  if (value === null) return null;
  if (typeof value === "string")
    for (const text of [value, `${value}Z`, `${value}T00:00:00Z`]) if (microsOfText(text) !== null) return text;
  throw new InputError(`\`${field}\` must be a time such as 2024-01-01T00:00:00Z`, { field });
}
