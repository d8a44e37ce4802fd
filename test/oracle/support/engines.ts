import { loaderOf } from "../../../cli/loader-of.js";
import type { Project, Service } from "../../../compiler/ir/index.js";
import { checkArtifact, type Dialect, materializeArtifact, trainingArtifact } from "../../../compiler/sql/index.js";
import { loadArtifact } from "../../../compiler/typescript/index.js";
import { decimalText } from "../../../runtime/functions/decimals.js";
import {
  createClientRuntime,
  type Int,
  type JsonRow,
  materialize,
  type OnlineStore,
  type RuleResult,
  type Value as RuntimeValue,
  trainingRows,
  validate,
  type Warehouse,
} from "../../../runtime/index.js";
import type { Type } from "../../../runtime/types.js";
import { strategiesOf } from "../../../runtime/warehouse/choose-plan.js";
import { fromOracle } from "../../functions/support/oracle.js";
import type { Inputs, UserFunctions, Value } from "../evaluate/index.js";
import { dateText, timestampText } from "../evaluate/scalar.js";

export interface Asked {
  readonly at: bigint | null;
  readonly inputs: Inputs;
}

const int = (value: bigint): Int => fromOracle(value) as Int;

/**
 * The training set's features: one row for each label, with its values in the order of the service's features. Each set
 * of labels takes one of the service's strategies, so that many sets cover all of them.
 */
export async function trained(
  warehouse: Warehouse,
  project: Project,
  service: Service,
  asked: readonly Asked[],
  dialect?: Dialect,
  externs: UserFunctions = new Map(),
): Promise<readonly (readonly RuntimeValue[])[]> {
  const rows = asked.map(({ at, inputs }) => ({
    at: at === null ? null : int(at),
    inputs: Object.fromEntries([...inputs].map(([name, value]) => [name, fromOracle(value)] as const)),
  }));
  const artifact = trainingArtifact(project, service, { dialect, load: loaderOf(externs) });
  const strategies = strategiesOf(artifact.sql);
  const drawn = strategies[(asked.length + Number((asked[0]?.at ?? 0n) % 1_000_003n)) % strategies.length];
  const strategy = process.env.FEAT_STRATEGY ?? drawn;
  const result: RuntimeValue[][] = [];
  for await (const batch of trainingRows({ warehouse, artifact, labels: { kind: "rows", rows }, strategy })) {
    for (let row = 0; row < batch.rows; row++) result.push(batch.columns.map((column) => column[row] ?? null));
  }
  return result;
}

/** Materializes all views, or only the named ones, into a store as of T. */
export async function stored(
  warehouse: Warehouse,
  store: OnlineStore,
  project: Project,
  externs: UserFunctions,
  at: bigint,
  wanted: (view: string) => boolean = () => true,
  dialect?: Dialect,
): Promise<void> {
  const views = project.views
    .filter(({ name }) => wanted(name))
    .map((view) => materializeArtifact(project, view, undefined, { dialect }));
  await materialize({ warehouse, store, project: loadArtifact(project, externs), views, at: int(at) });
}

/** Checks the rules of all views at T. */
export async function validated(warehouse: Warehouse, project: Project, at: bigint): Promise<readonly RuleResult[]> {
  const checks = project.views.flatMap((view) => checkArtifact(project, view) ?? []);
  return validate({ warehouse, project: loadArtifact(project), checks, at: int(at) });
}

/** Reads a service from a store at t, as JSON. */
export async function served(
  store: OnlineStore,
  project: Project,
  externs: UserFunctions,
  service: Service,
  inputs: readonly Inputs[],
  at: bigint,
): Promise<readonly JsonRow[]> {
  const types = new Map([...service.keys, ...service.requests].map(({ name, type }) => [name, type]));
  const client = createClientRuntime(loadArtifact(project, externs), { online: store }).json(service.name);
  // A request field that the service does not read would be an error.
  const rows = inputs.map((row) =>
    Object.fromEntries([...types].map(([name, type]) => [name, json(row.get(name) ?? null, type)] as const)),
  );
  return client.getMany(rows, { at: int(at) });
}

/** A value as a JSON request writes it. */
export function json(value: Value, type: Type): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (type.kind === "array" && Array.isArray(value)) return value.map((each: Value) => json(each, type.element));
  if (type.kind === "struct" && value !== null)
    return Object.fromEntries(
      type.fields.map(({ name, type: of }) => [
        name,
        json((value as Readonly<Record<string, Value>>)[name] ?? null, of),
      ]),
    );
  if (type.kind === "map" && value instanceof Map)
    return Object.fromEntries(
      [...value].map(([key, item]: [Value, Value]) => [String(json(key, type.key)), json(item, type.value)]),
    );
  if (type.kind === "json" && typeof value === "string") return JSON.parse(value) as unknown;
  if (typeof value !== "bigint") return value;
  if (type.kind === "decimal") return decimalText(value, type.scale);
  if (type.kind === "timestamp") return timestampText(value);
  if (type.kind === "date") return dateText(value);
  return String(value);
}
