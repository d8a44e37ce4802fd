import type { CallStep, FeatureArtifact, ReadStep, Scope, ServiceArtifact, Values } from "../artifacts.js";
import { recordWriter, setProperty } from "../codec/index.js";
import { NotMaterializedError, StoreError } from "../errors.js";
import { FeatureError } from "../functions/index.js";
import type { CallOptions, OnlineStore, ReadRequest } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { asIs, type Edge, Mismatch } from "./edges/edge.js";
import type { Inputs } from "./inputs.js";
import { joinedStatuses } from "./joined-statuses.js";
import { presence } from "./read-view.js";
import { type Statuses, StatusRecords } from "./status-records.js";
import type { OnError, Status, Unmaterialized } from "./surface.js";
import { type CompiledView, type EntityRef, ViewBatch } from "./view-batch.js";

export interface Answer<Out> {
  readonly features: Record<string, Out>;
  readonly statuses: Statuses;
  /** In the order of the composer's views. */
  readonly asOf: readonly (Int | null)[];
  /** The views that read as missing because the store failed. Null if there are none. */
  readonly failed: ReadonlyMap<string, StoreError> | null;
}
/** A row that could not be computed, or whose stored values could not be read. */
export class Failed {
  constructor(readonly error: FeatureError | StoreError) {}
}

/** A row of the batch that is being composed. */
interface Working {
  readonly scope: Scope & { readonly steps: Record<string, Values> };
  readonly statuses: Record<string, Statuses>;
  /** In the order of the composer's views. Undefined for a view that is not read yet. */
  readonly asOf: (Int | null | undefined)[];
  views: Map<string, StoreError> | null;
  failed: Failed | null;
}

export interface ComposeInput {
  readonly store: OnlineStore;
  readonly view: (name: string) => CompiledView;
  readonly inputs: readonly Inputs[];
  readonly now: Int;
  /** The current time. The instant of the read, `now`, may be another one. */
  readonly clock: Int;
  readonly leeway: Int;
  readonly unmaterialized: Unmaterialized;
  readonly onError: OnError;
  /** The limits of the next round trip. */
  readonly limits: () => CallOptions;
}

/**
 * Composes a service's rows: reads hop by hop, with one round trip per hop for all rows and views, and then runs
 * transforms.
 *
 * In: checked inputs. Out: an answer or a failure for each, in order.
 * Always: if a row's own computation throws, or its stored values cannot be read, only that row fails. Any other error
 * stops the batch. The first round trip asks for every view whether the store was filled for it. Each later round trip
 * asks again for the views that it reads.
 */
export interface Composer<Out> {
  /** Names of the views that the service reads, sorted. */
  readonly views: readonly string[];
  readonly compose: (input: ComposeInput) => Promise<readonly (Answer<Out> | Failed)[]>;
}

/** Features leave as `edge` writes them. */
export function composer<Out>(service: ServiceArtifact, edge: Edge<Out>): Composer<Out> {
  const reads = service.steps.filter((step) => step.kind === "read");
  const calls = service.steps.filter((step) => step.kind === "call");
  const views = [...new Set(reads.map(({ view }) => view))].sort();
  const hops = hopsOf(reads, views);
  const hopping = reads.some(({ hop }) => hop > 0);
  const featuresOf = featureWriter(service, edge);
  const statusesOf = joinedStatuses(service.features);
  const callStatuses = new Map(calls.map((call) => [call.id, callStatusReader(call)]));

  const compose = async ({
    store,
    view,
    inputs,
    now,
    clock,
    leeway,
    unmaterialized,
    onError,
    limits,
  }: ComposeInput) => {
    if (inputs.length === 0) return [];
    const lenient = onError === "missing";
    const batches = views.map((name) => new ViewBatch(view(name), store.address, now, leeway, lenient, clock));
    const rows = inputs.map(({ keys, request }): Working => {
      const scope = { keys, request, steps: {}, now };
      const row = { scope, statuses: {}, asOf: new Array(views.length), views: null, failed: null };
      // The keys of later hops may read transforms, so these are computed when they are first read.
      if (hopping) for (const call of calls) defineLazily(row.scope, call);
      return row;
    });
    for (const hop of hops) {
      const refs = hop.steps.map(({ step, view: place }) => collect(step, rows, batches[place]!));
      // Only a streamed view may ask a second time.
      for (;;) {
        const { requests, asking } = waiting(batches, hop.views);
        if (requests.length === 0) break;
        if (lenient)
          await Promise.all(asking.map((batch, index) => fetchAlone(store, batch, requests[index]!, limits())));
        else {
          const answers = await store.read(requests, limits());
          for (let index = 0; index < asking.length; index++) asking[index]!.accept(answers[index]!);
        }
      }
      if (unmaterialized === "error" && !batches.every(isMaterialized)) {
        const unfilled = views.filter((_, index) => !batches[index]!.materialized);
        throw new NotMaterializedError(unfilled, store.address);
      }
      for (const [index, { step, view: at }] of hop.steps.entries()) place(step, rows, refs[index]!, batches[at]!, at);
    }
    for (const call of calls) {
      const statuses = callStatuses.get(call.id)!;
      each(rows, (row) => {
        if (!hopping) setProperty(row.scope.steps, call.id, call.compute(row.scope));
        setProperty(row.statuses, call.id, statuses(row));
      });
    }
    const answers = new Array<Answer<Out>>(rows.length);
    each(rows, (row, index) => {
      const { scope, statuses, asOf } = row;
      for (let view = 0; view < asOf.length; view++) asOf[view] ??= null;
      answers[index] = {
        features: featuresOf(scope.steps),
        statuses: statusesOf(statuses),
        asOf: asOf as (Int | null)[],
        failed: row.views,
      };
    });
    return rows.map((row, index) => row.failed ?? answers[index]!);
  };
  return { views, compose };
}

/** The round trips. The first one asks for every view. Views are named by their places. */
function hopsOf(reads: readonly ReadStep[], views: readonly string[]) {
  const numbers = [...new Set(reads.map(({ hop }) => hop))].sort((a, b) => a - b);
  return numbers.map((hop, index) => {
    const steps = reads.flatMap((step) => (step.hop === hop ? [{ step, view: views.indexOf(step.view) }] : []));
    const asked = index === 0 ? views.map((_, place) => place) : [...new Set(steps.map(({ view }) => view))];
    return { steps, views: asked };
  });
}

/** Takes a service's features from the steps. A value that the caller's side cannot hold is the feature's error. */
function featureWriter<Out>({ name: service, features }: ServiceArtifact, edge: Edge<Out>) {
  return recordWriter<Value, Out>(
    features.map(({ name, type, step, feature }) => {
      const write: (value: Value) => Out = edge.writer(type);
      return { name, path: [step, feature], write: write === asIs ? null : guarded(write, name) };
    }),
    (index) => {
      throw new Error(`the artifact names \`${features[index]!.name}\`, which no step provides`);
    },
  );

  function guarded(write: (value: Value) => Out, name: string): (value: Value) => Out {
    return (value) => {
      try {
        return write(value);
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
        throw new FeatureError(`feature ${name} of ${service}: ${error.message}`);
      }
    };
  }
}

/** Does something to every row that has not failed. An error of a feature or of stored bytes fails that row. */
function each(rows: readonly Working[], action: (row: Working, index: number) => void): void {
  for (const [index, row] of rows.entries()) {
    if (row.failed !== null) continue;
    try {
      action(row, index);
    } catch (error) {
      if (!(error instanceof FeatureError || error instanceof StoreError)) throw error;
      row.failed = new Failed(error);
    }
  }
}

function collect(step: ReadStep, rows: readonly Working[], batch: ViewBatch): EntityRef[] {
  const refs = new Array<EntityRef>(rows.length);
  each(rows, (row, index) => {
    refs[index] = batch.add(step.key(row.scope));
  });
  return refs;
}

/** What these views ask the store for, and who asks. */
function waiting(batches: readonly ViewBatch[], views: readonly number[]) {
  const requests: ReadRequest[] = [];
  const asking: ViewBatch[] = [];
  for (const view of views) {
    const request = batches[view]!.request();
    if (request === null) continue;
    requests.push(request);
    asking.push(batches[view]!);
  }
  return { requests, asking };
}

const isMaterialized = ({ materialized }: ViewBatch): boolean => materialized;

/** A view of its own, so that a failure is the failure of this view. */
async function fetchAlone(
  store: OnlineStore,
  batch: ViewBatch,
  request: ReadRequest,
  limits: CallOptions,
): Promise<void> {
  try {
    const [answer] = await store.read([request], limits);
    batch.accept(answer!);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    batch.fail(error);
  }
}

function place(
  step: ReadStep,
  rows: readonly Working[],
  refs: readonly EntityRef[],
  batch: ViewBatch,
  view: number,
): void {
  each(rows, (row, index) => {
    const answer = batch.answer(refs[index]!);
    setProperty(row.scope.steps, step.id, answer.features);
    setProperty(row.statuses, step.id, answer.statuses);
    if (answer.failed !== undefined) {
      row.views ??= new Map();
      row.views.set(step.view, answer.failed);
    }
    // A view that is read twice may have two values of T while a run is in progress. The older one holds for both.
    const other = row.asOf[view];
    if (other === undefined || (other !== null && (answer.asOf === null || answer.asOf < other)))
      row.asOf[view] = answer.asOf;
  });
}

function defineLazily(scope: Working["scope"], call: CallStep): void {
  Object.defineProperty(scope.steps, call.id, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = call.compute(scope);
      Object.defineProperty(scope.steps, call.id, { value, enumerable: true });
      return value;
    },
  });
}

function callStatusReader(call: CallStep): (row: Working) => Statuses {
  // A feature that may throw gets its status when it is read, because only features that are used may fail.
  const certain = call.features.filter(({ raises }) => raises !== true);
  const raising = call.features.filter(({ raises }) => raises === true);
  const records = new StatusRecords(certain.map(({ name }) => name));
  return (row) => {
    records.begin();
    for (const feature of certain) records.add(callStatus(call.id, feature, row));
    if (raising.length === 0) return records.end();
    const statuses = { ...records.end() };
    for (const feature of raising) {
      const get = (): Status => callStatus(call.id, feature, row);
      Object.defineProperty(statuses, feature.name, { enumerable: true, get });
    }
    return statuses;
  };
}

function callStatus(id: string, { name, origin }: FeatureArtifact, row: Working): Status {
  switch (origin.kind) {
    case "input":
      return promised(row.statuses[origin.from]?.[origin.name], `${origin.from}.${origin.name}`);
    case "computed":
      return presence(row.scope.steps[id]?.[origin.raw ?? name]);
    case "latest":
    case "aggregate":
    case "aggregates":
      return presence(row.scope.steps[id]?.[name]);
  }
}

function promised<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the artifact names \`${name}\`, which no step provides`);
  return value;
}
