import type { CallStep, FeatureArtifact, ReadStep, Scope, ServiceArtifact, Values } from "../artifacts.js";
import { plucker, recordBuilder, setProperty } from "../codec/index.js";
import { NotMaterializedError, StoreError } from "../errors.js";
import { FeatureError } from "../functions/index.js";
import type { CallOptions, OnlineStore, ReadRequest } from "../online/store.js";
import type { Int, Value } from "../values.js";
import type { Inputs } from "./inputs.js";
import { presence } from "./read-view.js";
import type { OnError, Status, Unmaterialized } from "./surface.js";
import { type CompiledView, type EntityRef, ViewBatch } from "./view-batch.js";

export interface Answer {
  /** In the order of the service's features. */
  readonly values: readonly Value[];
  readonly statuses: readonly Status[];
  /** In the order of the composer's views. */
  readonly asOf: readonly (Int | null)[];
  /** The views that read as missing because the store failed. Null if there are none. */
  readonly failed: ReadonlyMap<string, StoreError> | null;
}
/** A row that could not be computed, or whose stored values could not be read. */
export class Failed {
  constructor(readonly error: FeatureError | StoreError) {}
}

type Statuses = Readonly<Record<string, Status>>;

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
export interface Composer {
  /** Names of the views that the service reads, sorted. */
  readonly views: readonly string[];
  readonly compose: (input: ComposeInput) => Promise<readonly (Answer | Failed)[]>;
}

export function composer(service: ServiceArtifact): Composer {
  const reads = service.steps.filter((step) => step.kind === "read");
  const calls = service.steps.filter((step) => step.kind === "call");
  const hops = [...new Set(reads.map(({ hop }) => hop))].sort((a, b) => a - b);
  const hopping = hops.some((hop) => hop > 0);
  const views = [...new Set(reads.map(({ view }) => view))].sort();
  const paths = service.features.map(({ step, feature }) => [step, feature] as const);
  const [valuesOf, statusesOf] = [plucker<Value>(paths), plucker<Status>(paths)];
  const callStatuses = new Map(calls.map((call) => [call.id, callStatusReader(call)]));

  const compose = async ({ store, view, inputs, now, leeway, unmaterialized, onError, limits }: ComposeInput) => {
    if (inputs.length === 0) return [];
    const batches = new Map<string, ViewBatch>();
    const batchOf = (name: string): ViewBatch => {
      const known = batches.get(name);
      if (known) return known;
      const batch = new ViewBatch(view(name), store.address, now, leeway, onError === "missing");
      batches.set(name, batch);
      return batch;
    };
    const rows = inputs.map(({ keys, request }): Working => {
      const scope = { keys, request, steps: {}, now };
      const row = { scope, statuses: {}, asOf: views.map(() => undefined), views: null, failed: null };
      // The keys of later hops may read transforms, so these are computed when they are first read.
      if (hopping) for (const call of calls) defineLazily(row.scope, call);
      return row;
    });
    for (const hop of hops) {
      const steps = reads.filter((step) => step.hop === hop);
      const refs = steps.map((step) => collect(step, rows, batchOf(step.view)));
      const read = hop === hops[0] ? views : steps.map((step) => step.view);
      await fetch(store, new Set(read.map(batchOf)), limits(), onError);
      const unfilled = unmaterialized === "missing" ? [] : views.filter((name) => !batchOf(name).materialized);
      if (unfilled.length > 0) throw new NotMaterializedError(unfilled, store.address);
      for (const [index, step] of steps.entries())
        place(step, rows, refs[index]!, batchOf(step.view), views.indexOf(step.view));
    }
    for (const call of calls) {
      const statuses = callStatuses.get(call.id)!;
      each(rows, (row) => {
        if (!hopping) setProperty(row.scope.steps, call.id, call.compute(row.scope));
        setProperty(row.statuses, call.id, statuses(row));
      });
    }
    const answers = new Array<Answer>(rows.length);
    each(rows, (row, index) => {
      answers[index] = finish(row);
    });
    return rows.map((row, index) => row.failed ?? answers[index]!);
  };
  return { views, compose };

  function finish(row: Working): Answer {
    const values = valuesOf(row.scope.steps).map((value, index) => promised(value, service.features[index]!.name));
    const statuses = statusesOf(row.statuses).map((status, index) => promised(status, service.features[index]!.name));
    return { values, statuses, asOf: row.asOf.map((t) => t ?? null), failed: row.views };
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

/** Reads until no view asks for more. Only a streamed view may ask a second time. */
async function fetch(
  store: OnlineStore,
  batches: ReadonlySet<ViewBatch>,
  limits: CallOptions,
  onError: OnError,
): Promise<void> {
  while (await fetchOnce(store, batches, limits, onError));
}

/** Returns whether a view asked for something. */
async function fetchOnce(
  store: OnlineStore,
  batches: ReadonlySet<ViewBatch>,
  limits: CallOptions,
  onError: OnError,
): Promise<boolean> {
  const waiting = [...batches].flatMap((batch) => {
    const request = batch.request();
    return request === null ? [] : [{ batch, request }];
  });
  if (waiting.length === 0) return false;
  if (onError === "missing") {
    await Promise.all(waiting.map(({ batch, request }) => fetchAlone(store, batch, request, limits)));
    return true;
  }
  const answers = await store.read(
    waiting.map(({ request }) => request),
    limits,
  );
  for (const [index, { batch }] of waiting.entries()) batch.accept(answers[index]!);
  return true;
}

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
  const build = recordBuilder<Status>(certain.map(({ name }) => name));
  return (row) => {
    const statuses = build(certain.map((feature) => callStatus(call.id, feature, row)));
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
