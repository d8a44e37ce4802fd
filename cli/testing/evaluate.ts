import type { Project, Service, TestRow } from "../../compiler/model/ir.js";
import { materializeArtifact, trainingArtifact } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import {
  createClientRuntime,
  DataError,
  FeatureError,
  InputError,
  type Int,
  type JsonRow,
  materialize,
  type OnlineStore,
  trainingRows,
  type Value,
  type Warehouse,
} from "../../runtime/index.js";
import { literalValue } from "./literal.js";

export type Json = JsonRow["features"][string];
/** Features as JSON, or why there are none. */
export type Side<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };
export interface Evaluated {
  readonly sql: Side<Readonly<Record<string, Json>>>;
  readonly online: Side<Pick<JsonRow, "features" | "statuses">>;
}

export interface EvaluateInput {
  readonly project: Project;
  readonly service: Service;
  readonly inputs: { readonly keys: TestRow; readonly request: TestRow };
  readonly at: Int;
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
}

/** One row of a service, by both ways. */
export async function evaluate(input: EvaluateInput): Promise<Evaluated> {
  const { service, inputs } = input;
  const values = new Map<string, Value>();
  for (const { name, type } of [...service.keys, ...service.requests]) {
    const row = service.keys.some((key) => key.name === name) ? inputs.keys : inputs.request;
    const cell = row.find((one) => one.name === name)?.value;
    const value = cell === undefined || cell.node === "status" ? null : literalValue(cell);
    const needed = service.requests.some((field) => field.name === name) && !type.nullable;
    if (needed && value === null) {
      const side = { ok: false as const, error: `it needs \`${name}\` of its request: say \`given\`` };
      return { sql: side, online: side };
    }
    values.set(name, value);
  }
  return { sql: await attempt(() => bySql(input, values)), online: await attempt(() => byStore(input, values)) };
}

/** What is wrong with the data is an answer here; a fault of Feat's own is not. */
async function attempt<T>(action: () => Promise<T>): Promise<Side<T>> {
  try {
    return { ok: true, value: await action() };
  } catch (error) {
    if (error instanceof DataError || error instanceof FeatureError || error instanceof InputError) {
      return { ok: false, error: error.message };
    }
    throw error;
  }
}

async function bySql(
  input: EvaluateInput,
  values: ReadonlyMap<string, Value>,
): Promise<Readonly<Record<string, Json>>> {
  const { project, service, at, warehouse } = input;
  const artifact = trainingArtifact(project, service);
  const labels = { kind: "rows" as const, rows: [{ at, inputs: Object.fromEntries(values) }] };
  const rows: Readonly<Record<string, Json>>[] = [];
  // To its end: the warehouse holds what it prepared for a result that is not read out.
  for await (const batch of trainingRows({ warehouse, artifact, labels })) {
    for (let row = 0; row < batch.rows; row++) {
      const entries = artifact.features.map(({ name, type }, index) => {
        return [name, jsonEdge.writer(type)(batch.columns[index]![row] ?? null)] as const;
      });
      rows.push(Object.fromEntries(entries));
    }
  }
  if (rows.length !== 1) throw new Error(`training gave ${rows.length} rows for one label of ${service.name}`);
  return rows[0]!;
}

async function byStore(input: EvaluateInput, values: ReadonlyMap<string, Value>) {
  const { project, service, at, warehouse, store } = input;
  const artifact = loadArtifact(project);
  const read = new Set(service.steps.flatMap((step) => (step.node === "read" ? [step.view] : [])));
  const views = project.views.filter((view) => read.has(view.name)).map((view) => materializeArtifact(project, view));
  await materialize({ warehouse, store, project: artifact, views, at });
  const fields = [...service.keys, ...service.requests];
  const row = Object.fromEntries(
    fields.map(({ name, type }) => [name, jsonEdge.writer(type)(values.get(name) ?? null)] as const),
  );
  const [answer] = await createClientRuntime(artifact, { online: store }).json(service.name).getMany([row], { at });
  if (answer === undefined) throw new Error(`${service.name} gave no answer`);
  if (answer.error !== undefined) throw new FeatureError(answer.error);
  return answer;
}
