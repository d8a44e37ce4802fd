/**
 * Feast's wire: the requests of its HTTP feature server (0.66), so that its clients can read a Feat store.
 *
 * In: a body of `POST /get-online-features`. Out: the service to read, its rows, and an answer by column.
 * Always: the answer's columns are the join keys and then the features in the order they were asked for. A feature that
 * no transform of a service makes is `view:feature`; a service is read whole by `feature_service`.
 */
import type { NamedType, ProjectArtifact, ReadStep, ServiceArtifact } from "../artifacts.js";
import type { Json, JsonRow, Status } from "../client/surface.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { nearest } from "../nearest.js";
import { typeText } from "../types.js";
import { HttpError } from "./problem.js";

export interface FeastRead {
  readonly service: ServiceArtifact;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The join keys that were given, with their values as they came. */
  readonly entities: readonly { readonly name: string; readonly values: readonly unknown[] }[];
}

export function feastRead(project: ProjectArtifact, body: unknown): FeastRead {
  const request = objectOf(body, "the body");
  const service = serviceOf(project, request);
  const entities = objectOf(ownProperty(request, "entities") ?? null, "`entities`");
  const columns = Object.entries(entities).map(([name, values]) => {
    if (!Array.isArray(values)) throw new InputError(`\`entities.${name}\` must be a list`, { field: name });
    return { name, values: values as readonly unknown[] };
  });
  const [first] = columns;
  const rows = first?.values.length ?? 0;
  const uneven = columns.find(({ values }) => values.length !== rows);
  if (uneven !== undefined)
    throw new InputError(
      `\`entities.${uneven.name}\` has ${uneven.values.length} values, \`${first!.name}\` has ${rows}`,
      {
        field: uneven.name,
      },
    );
  const keys = new Set(service.keys.map(({ name }) => name));
  const taken = new Set([...keys, ...service.request.map(({ name }) => name)]);
  const read = columns.filter(({ name }) => taken.has(name));
  return {
    service,
    rows: Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(read.map(({ name, values }) => [name, values[row]])),
    ),
    entities: columns.filter(({ name }) => keys.has(name)),
  };
}

function serviceOf(project: ProjectArtifact, request: Readonly<Record<string, unknown>>): ServiceArtifact {
  const named = ownProperty(request, "feature_service");
  const features = ownProperty(request, "features");
  const full = ownProperty(request, "full_feature_names") === true;
  if (typeof named === "string") {
    const service = ownProperty(project.services, named);
    if (service === undefined) throw unknown("feature service", named, Object.keys(project.services));
    return full ? { ...service, features: service.features.map(fullyNamed(service)) } : service;
  }
  if (!Array.isArray(features) || features.length === 0 || !features.every((each) => typeof each === "string"))
    throw new InputError("say `features`, a list of `view:feature`, or `feature_service`", { field: "features" });
  return adHoc(project, features, full);
}

/** Feast names a feature `view__feature` if it is asked for full names. */
const fullyNamed =
  (service: ServiceArtifact) =>
  (feature: ServiceArtifact["features"][number]): ServiceArtifact["features"][number] => {
    const step = service.steps.find(({ id }) => id === feature.step);
    return { ...feature, name: `${step?.kind === "read" ? step.view : feature.step}__${feature.feature}` };
  };

/** A service that reads these features of views. */
function adHoc(project: ProjectArtifact, references: readonly string[], full: boolean): ServiceArtifact {
  const keys = new Map<string, NamedType>();
  const steps = new Map<string, ReadStep>();
  const features = new Map<string, ServiceArtifact["features"][number]>();
  for (const reference of references) {
    const [viewName = "", feature = ""] = reference.split(":");
    const view = ownProperty(project.views, viewName);
    if (view === undefined) throw unknown("feature view", viewName, Object.keys(project.views));
    const found = view.features.find(({ name }) => name === feature);
    if (found === undefined)
      throw unknown(
        `feature of \`${viewName}\``,
        feature,
        view.features.map(({ name }) => name),
      );
    for (const key of view.keys) {
      const known = keys.get(key.name);
      if (known !== undefined && typeText(known.type) !== typeText(key.type))
        throw new InputError(
          `key \`${key.name}\` has another type in view \`${viewName}\`: read its features by themselves`,
        );
      keys.set(key.name, key);
    }
    steps.set(viewName, {
      kind: "read",
      id: viewName,
      view: viewName,
      hop: 0,
      key: (scope) => view.keys.map(({ name }) => scope.keys[name] ?? null),
    });
    const name = full ? `${viewName}__${feature}` : feature;
    const other = features.get(name);
    if (other !== undefined && other.step !== viewName)
      throw new InputError(
        `two features are called \`${feature}\`, of \`${other.step}\` and \`${viewName}\`: say full_feature_names`,
      );
    features.set(name, { name, type: found.type, step: viewName, feature });
  }
  return {
    name: references.join(","),
    member: "",
    keys: [...keys.values()],
    request: [],
    steps: [...steps.values()],
    features: [...features.values()],
  };
}

function unknown(what: string, name: string, known: readonly string[]): HttpError {
  const near = nearest(name, known);
  return new HttpError(
    404,
    "not-found",
    `there is no ${what} \`${name}\`${near === null ? "" : `; did you mean \`${near}\`?`}`,
  );
}

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InputError(`${what} must be an object`);
}

/** Clients of Feast take the value of any status but PRESENT as null. A missing feature may have a default. */
const feastStatus = (value: Json, status: Status): string => (value === null ? feastStatuses[status] : "PRESENT");
const feastStatuses: Readonly<Record<Status, string>> = {
  present: "NULL_VALUE",
  null: "NULL_VALUE",
  missing: "NOT_FOUND",
  stale: "OUTSIDE_MAX_AGE",
};
/** The time that Feast gives join keys and the results of transforms. */
const noTime = "1970-01-01T00:00:00Z";

/** The answer by column. */
export function feastAnswer({ service, entities }: FeastRead, answers: readonly JsonRow[]): Json {
  const stepOf = new Map(service.steps.map((step) => [step.id, step]));
  const own = entities.map(({ values }) => ({
    values: values as readonly Json[],
    statuses: values.map(() => "PRESENT"),
    event_timestamps: values.map(() => noTime),
  }));
  const features = service.features.map(({ name, step }) => {
    const from = stepOf.get(step);
    return {
      values: answers.map((answer) => answer.features[name] ?? null),
      statuses: answers.map((answer) => feastStatus(answer.features[name] ?? null, answer.statuses[name]!)),
      event_timestamps: answers.map((answer) => (from?.kind === "read" ? (answer.asOf[from.view] ?? noTime) : noTime)),
    };
  });
  return {
    metadata: { feature_names: [...entities.map(({ name }) => name), ...service.features.map(({ name }) => name)] },
    results: [...own, ...features],
  };
}
