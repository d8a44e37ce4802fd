/**
 * Puts views into the online store.
 *
 * In: a warehouse, a store, the views' statements, an instant T. Out: the rows in the store, and how many were put.
 * Always: rules are checked before anything is put; if they are strict and one fails, nothing is put. Rows go in
 * batches with a few in flight; the whole view is never in memory. A row with an older T never replaces a newer one; a
 * row with an equal T does. A view counts as materialized at T only when its last row is put. Two runs of a view never
 * overlap. A run that died can simply be run again: `run.ts` says where it goes on, and what a later run need not read.
 */
import type { CheckArtifact, MaterializeArtifact, ProjectArtifact, SeedArtifact, ViewArtifact } from "../artifacts.js";
import { CLOCK_LEEWAY, cadenceInstant, minus } from "../client/instant.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { timestampText } from "../functions/calendar.js";
import type { OnlineStore } from "../online/store.js";
import { type StreamedView, streamedView } from "../streams/index.js";
import { checkViews, type RuleResult, type ValidateInput } from "../validate/index.js";
import type { Int } from "../values.js";
import { lookAtSources } from "../warehouse/look-at-sources.js";
import type { SourceReport, Warehouse } from "../warehouse/warehouse.js";
import { holdLease, type LeaseTimes } from "./lease.js";
import { type Reading, type RunProgress, runView, type ViewResult } from "./run.js";
import { runSeed } from "./run-seed.js";

export { ChangesUnknownError, type Reading } from "./run.js";
export type { RunMode } from "./state.js";

export interface MaterializeInput {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly project: ProjectArtifact;
  readonly views: readonly (MaterializeArtifact | SeedArtifact)[];
  /**
   * The instant: a `Date`, or microseconds. The default is the time of the call. A view under `every` takes its cadence
   * instant.
   */
  readonly at?: Int | Date | undefined;
  /**
   * Accept an instant that is later than this machine's clock by more than a minute, for simulations. Otherwise it is
   * refused: an older T never replaces a newer one, so nothing could be put or read until then.
   */
  readonly allowFuture?: boolean | undefined;
  /**
   * The instant is only the present: a run that was cut off may go on at its own instant first. So it is without `at`.
   */
  readonly goesOn?: boolean | undefined;
  /** Latest values come from rows with τ >= from. Windows read what they need. */
  readonly from?: Int | Date | null | undefined;
  /**
   * By default a run reads only what may have changed since the last one, if that is known. `full`: it reads
   * everything. `incremental`: it fails rather than read everything.
   */
  readonly reading?: Reading | undefined;
  /** In how many parts a view is computed. A run that was cut off goes on after the last whole part. */
  readonly slices?: number | undefined;
  /**
   * How long rows are kept after the view's ttl, in microseconds. Without it they are kept for ever. A run at an instant
   * that is longer ago than this, for a simulation, keeps its rows.
   */
  readonly retention?: Int | null | undefined;
  /** For tests. All runs of a view must agree on it. */
  readonly leaseTimes?: LeaseTimes | undefined;
  /** For tests, whose files are new: milliseconds after which a file is known not to change unseen. */
  readonly settled?: number | undefined;
  /** Rules to check before anything is put. They check the views' values at the instant, whatever `from` is. */
  readonly checks?: readonly CheckArtifact[] | undefined;
  /** Put nothing of any view if a rule fails. */
  readonly strict?: boolean | undefined;
  /**
   * If aborted, the run ends with an error after the rows that are in flight. The view in progress does not count as
   * materialized at T.
   */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: MaterializeProgress) => void) | undefined;
  readonly onCheck?: ValidateInput["onProgress"];
}
export interface MaterializeProgress extends RunProgress {
  readonly view: string;
  /** The view's number from 0, and how many views there are. */
  readonly index: number;
  readonly views: number;
  readonly done: boolean;
}
export interface MaterializeReport {
  readonly views: readonly (ViewResult & { readonly view: string; readonly milliseconds: number })[];
  /** A report for each source: its rows, and how many of them never count. */
  readonly sources: readonly SourceReport[];
  readonly rules: readonly RuleResult[];
  /** A rule failed under `strict`. Then `views` is empty. */
  readonly refused: boolean;
}

export async function materialize(input: MaterializeInput): Promise<MaterializeReport> {
  const { warehouse, signal } = input;
  const stop = () => warehouse.interrupt();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    return await materializeAll(input);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function materializeAll(input: MaterializeInput): Promise<MaterializeReport> {
  const { warehouse, project, onProgress } = input;
  const at = instant(input.at ?? new Date());
  if (input.allowFuture !== true) refuseFuture(at);
  const from = input.from === null || input.from === undefined ? null : instant(input.from);
  if (from !== null && from > at) throw new InputError("`from` is after the instant to materialize");
  const sources = await lookAtSources(warehouse, [...input.views, ...(input.checks ?? [])]);
  const rules = await checkViews({ warehouse, project, checks: input.checks ?? [], at, onProgress: input.onCheck });
  if (input.strict === true && rules.some(({ holds }) => !holds)) return { views: [], sources, rules, refused: true };
  const views: MaterializeReport["views"][number][] = [];
  for (const [index, artifact] of input.views.entries()) {
    input.signal?.throwIfAborted();
    const view = ownProperty(project.views, artifact.view);
    if (view === undefined) throw new InputError(`project ${project.name} has no view \`${artifact.view}\``);
    const progress = (found: RunProgress, done: boolean) =>
      onProgress?.({ view: view.name, index, views: input.views.length, ...found, done });
    progress({ rows: 0, slice: 0, slices: 1, expected: null }, false);
    const started = performance.now();
    const t = cadenceInstant(at, view.every);
    const result = await runOne(
      input,
      view,
      artifact,
      { at: t, from, slices: slicesOf(input, artifact, sources) },
      (found) => progress(found, false),
    );
    progress({ rows: result.rows, slice: 0, slices: 1, expected: null }, true);
    views.push({ view: view.name, ...result, milliseconds: Math.round(performance.now() - started) });
  }
  return { views, sources, rules, refused: false };
}

interface Asked {
  readonly at: Int;
  readonly from: Int | null;
  readonly slices: number;
}

/** One run of a view, which no other run of it overlaps. */
async function runOne(
  input: MaterializeInput,
  view: ViewArtifact,
  artifact: MaterializeArtifact | SeedArtifact,
  { at, from, slices }: Asked,
  onProgress: (progress: RunProgress) => void,
): Promise<ViewResult> {
  const { warehouse, store, project } = input;
  const streamed = "seeds" in artifact ? streamedOf(project, view) : null;
  const space = streamed?.space ?? { project: project.name, view: view.name, fingerprint: view.fingerprint };
  const lease = await holdLease(store, space, { times: input.leaseTimes, signal: input.signal });
  try {
    const signal = AbortSignal.any([lease.signal, ...(input.signal === undefined ? [] : [input.signal])]);
    const run = { warehouse, store, at, lease, signal };
    if ("seeds" in artifact)
      return await runSeed({ ...run, artifact, streamed: streamedOf(project, view) }, onProgress);
    const exactly = input.at !== undefined && input.goesOn !== true;
    const reading = input.reading ?? "auto";
    const retention = retentionOf(input, view, at);
    return await runView({
      ...run,
      space,
      retention,
      settled: input.settled,
      view,
      artifact,
      from,
      exactly,
      reading,
      slices,
      onProgress,
    });
  } finally {
    await lease.release();
  }
}

/** How long rows of a view stay after its ttl. Stores go by the clock, which is not that of a simulation. */
function retentionOf({ retention = null, store }: MaterializeInput, { ttl }: ViewArtifact, at: Int): Int | null {
  // Other stores are swept, by the T of their last run.
  if (retention === null || ttl === null || store.sweep !== null) return null;
  return minus(Date.now() * 1000, at) > retention ? null : retention;
}

/** As many as the caller says, or one for so many rows of the sources. */
function slicesOf(
  { slices }: MaterializeInput,
  artifact: MaterializeArtifact | SeedArtifact,
  sources: readonly SourceReport[],
): number {
  if (slices !== undefined) return slices;
  const names = new Set((artifact.changes?.sources ?? []).filter(({ own }) => own).map(({ source }) => source));
  const rows = sources.filter(({ source }) => names.has(source)).reduce((sum, each) => sum + each.rows, 0);
  return Math.min(MOST_SLICES, Math.max(1, Math.ceil(rows / ROWS_PER_SLICE)));
}

/** Each slice reads the sources' rows once. */
const ROWS_PER_SLICE = 20_000_000;
const MOST_SLICES = 64;

function streamedOf({ name, sources = {} }: ProjectArtifact, view: ViewArtifact): StreamedView {
  if (view.stream === undefined) throw new InputError(`no target streams the sources of view \`${view.name}\``);
  return streamedView(name, view, view.stream, sources);
}

function refuseFuture(at: Int): void {
  const clock = Date.now() * 1000;
  if (minus(at, clock) <= CLOCK_LEEWAY) return;
  throw new InputError(
    `the instant to materialize, ${timestampText(at)}, is later than the clock (${timestampText(clock)}) by more than a minute: an older instant ` +
      "never replaces a newer one, so nothing could be put or read until then; `allowFuture` is for simulations",
  );
}

function instant(at: Int | Date): Int {
  const micros = at instanceof Date ? at.getTime() * 1000 : at;
  if (typeof micros === "number" && !Number.isFinite(micros)) throw new InputError("the instant is not a valid time");
  return micros;
}
