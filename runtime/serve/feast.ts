/**
 * Feast's wire: the requests of its HTTP feature server (0.66), so that its clients can read a Feat store.
 *
 * In: a body of `POST /get-online-features`. Out: the service to read, its rows, and an answer by column.
 * Always: the answer's columns are the join keys and then the features in the order they were asked for. A feature is
 * `view:feature` or `transform:feature`; a service is read whole by `feature_service`.
 */
import type { NamedType, ProjectArtifact, ServiceArtifact } from "../artifacts.js";
import type { Json, JsonRow, Status } from "../client/surface.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { nearest } from "../nearest.js";
import { typeText } from "../types.js";
import { feastValue } from "./feast-values.js";
import { HttpError } from "./problem.js";

export interface FeastRead {
  readonly service: ServiceArtifact;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The join keys that were given, with their values as they came. */
  readonly entities: readonly { readonly name: string; readonly values: readonly unknown[] }[];
}

export function feastRead(project: ProjectArtifact, body: unknown): FeastRead {
  const request = objectOf(body, "the body");
  const entities = objectOf(ownProperty(request, "entities") ?? null, "`entities`");
  const service = serviceOf(project, request, new Set(Object.keys(entities)));
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

function serviceOf(
  project: ProjectArtifact,
  request: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
): ServiceArtifact {
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
  return adHoc(project, features, full, given);
}

/** Feast names a feature `view__feature` if it is asked for full names. */
const fullyNamed =
  (service: ServiceArtifact) =>
  (feature: ServiceArtifact["features"][number]): ServiceArtifact["features"][number] => {
    const step = service.steps.find(({ id }) => id === feature.step);
    return { ...feature, name: `${step?.kind === "read" ? step.view : feature.step}__${feature.feature}` };
  };

/** A service that has these features of views and of another service's transforms. */
function adHoc(
  project: ProjectArtifact,
  references: readonly string[],
  full: boolean,
  given: ReadonlySet<string>,
): ServiceArtifact {
  const pairs = references.map((reference): readonly [string, string] => {
    const at = reference.indexOf(":");
    return at < 0 ? [reference, ""] : [reference.slice(0, at), reference.slice(at + 1)];
  });
  const transforms = [...new Set(pairs.flatMap(([name]) => (ownProperty(project.views, name) ? [] : [name])))];
  const host = transforms.length === 0 ? null : hostOf(project, transforms, given);
  const keys = new Map<string, NamedType>();
  const addKey = (key: NamedType, by: string): void => {
    const known = keys.get(key.name);
    if (known !== undefined && typeText(known.type) !== typeText(key.type))
      throw new InputError(`key \`${key.name}\` has another type in \`${by}\`: read its features by themselves`);
    keys.set(key.name, key);
  };
  for (const key of host?.keys ?? []) addKey(key, host!.name);
  const steps = new Map<string, ServiceArtifact["steps"][number]>(host?.steps.map((step) => [step.id, step]));
  const features = new Map<string, ServiceArtifact["features"][number] & { readonly of: string }>();
  for (const [owner, feature] of pairs) {
    const view = ownProperty(project.views, owner);
    const call = host?.steps.find(({ id }) => id === owner);
    const known = view?.features ?? (call?.kind === "call" ? call.features : []);
    const found = known.find(({ name }) => name === feature);
    if (found === undefined)
      throw unknown(
        `feature of \`${owner}\``,
        feature,
        known.map(({ name }) => name),
      );
    // A colon keeps the step apart from those of the other service, which may read the view by another key.
    const step = view === undefined ? owner : `:${owner}`;
    for (const key of view?.keys ?? []) addKey(key, owner);
    if (view !== undefined)
      steps.set(step, {
        kind: "read",
        id: step,
        view: owner,
        hop: 0,
        key: (scope) => view.keys.map(({ name }) => scope.keys[name] ?? null),
      });
    const name = full ? `${owner}__${feature}` : feature;
    const other = features.get(name);
    if (other !== undefined && other.of !== owner)
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

/** The service whose steps make these transforms: if there are several, one whose inputs are all given. */
function hostOf(project: ProjectArtifact, transforms: readonly string[], given: ReadonlySet<string>): ServiceArtifact {
  const services = Object.values(project.services);
  const callsOf = ({ steps }: ServiceArtifact) => steps.flatMap(({ kind, id }) => (kind === "call" ? [id] : []));
  const all = [...new Set(services.flatMap(callsOf))];
  for (const name of transforms)
    if (!all.includes(name)) throw unknown("feature view", name, [...Object.keys(project.views), ...all]);
  const hosts = services.filter((service) => transforms.every((name) => callsOf(service).includes(name)));
  const served = ({ keys, request }: ServiceArtifact) => [...keys, ...request].every(({ name }) => given.has(name));
  const host = hosts.find(served) ?? hosts[0];
  if (host !== undefined) return host;
  const names = transforms.map((name) => `\`${name}\``).join(" and ");
  throw new InputError(`no service has ${names} together: read them one by one`, { field: "features" });
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
  const features = service.features.map(({ name, type, step }) => {
    const from = stepOf.get(step);
    return {
      values: answers.map((answer) => feastValue(type, answer.features[name] ?? null)),
      statuses: answers.map((answer) => feastStatus(answer.features[name] ?? null, answer.statuses[name]!)),
      event_timestamps: answers.map((answer) => (from?.kind === "read" ? (answer.asOf[from.view] ?? noTime) : noTime)),
    };
  });
  return {
    metadata: { feature_names: [...entities.map(({ name }) => name), ...service.features.map(({ name }) => name)] },
    results: [...own, ...features],
  };
}
