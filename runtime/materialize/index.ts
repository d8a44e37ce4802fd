/**
 * Views into the online store.
 *
 * In: a warehouse, a store, the views' statements, an instant T. Out: rows put, and how many.
 * Always: rules are checked before anything is put, and where they are strict nothing is put if one fails; rows go in batches, a few in flight, never the whole view in memory; an older row never takes a newer one's place, one of
 * equal T does; a view counts as materialized at T only when its last row is put; a run that died is just run again.
 */
import type { CheckArtifact, MaterializeArtifact, ProjectArtifact } from "../artifacts.js";
import { cadenceInstant } from "../client/instant.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { lookAtSources } from "../offline/look-at-sources.js";
import type { SourceReport, Warehouse } from "../offline/warehouse.js";
import type { OnlineStore } from "../online/store.js";
import { checkViews, type RuleResult, type ValidateInput } from "../validate/index.js";
import type { Int } from "../values.js";
import { materializeView } from "./view.js";

export interface MaterializeInput {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly project: ProjectArtifact;
  readonly views: readonly MaterializeArtifact[];
  /** The instant, in microseconds if it is no `Date`; by default the time of the call. A view under `every` takes its cadence instant. */
  readonly at?: Int | Date | undefined;
  /** Rows read for latest values have τ >= from; windows read what they need. */
  readonly from?: Int | Date | null | undefined;
  /** Rules to check before anything is put: of the views' values at the instant, whatever `from` is. */
  readonly checks?: readonly CheckArtifact[] | undefined;
  /** Put nothing of any view if a rule fails. */
  readonly strict?: boolean | undefined;
  /** Aborted, it ends with an error after the rows that are on their way; the view that is under way is not told to be at T. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: MaterializeProgress) => void) | undefined;
  readonly onCheck?: ValidateInput["onProgress"];
}
export interface MaterializeProgress {
  readonly view: string;
  /** The how-manieth view, from 0, of how many. */
  readonly index: number;
  readonly views: number;
  /** Rows of this view that are put so far. */
  readonly rows: number;
  readonly done: boolean;
}
export interface MaterializeReport {
  readonly views: readonly {
    readonly view: string;
    /** T in microseconds. */
    readonly at: Int;
    readonly rows: number;
    /** Of these, those that were put: the others met a newer row. */
    readonly written: number;
    readonly milliseconds: number;
  }[];
  /** What is in the sources that were read, and how many of their rows count for nothing. */
  readonly sources: readonly SourceReport[];
  readonly rules: readonly RuleResult[];
  /** A rule failed, and they are strict: `views` is empty. */
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
  const { warehouse, store, project, onProgress } = input;
  const at = instant(input.at ?? new Date());
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
    const space = { project: project.name, view: view.name, fingerprint: view.fingerprint };
    const progress = (rows: number, done: boolean) =>
      onProgress?.({ view: view.name, index, views: input.views.length, rows, done });
    progress(0, false);
    const started = performance.now();
    const t = cadenceInstant(at, view.every);
    const onRows = (rows: number) => progress(rows, false);
    const { rows, written } = await materializeView({
      warehouse,
      store,
      space,
      view,
      artifact,
      at: t,
      from,
      onRows,
      signal: input.signal,
    });
    progress(rows, true);
    views.push({ view: view.name, at: t, rows, written, milliseconds: Math.round(performance.now() - started) });
  }
  return { views, sources, rules, refused: false };
}

const instant = (at: Int | Date): Int => (at instanceof Date ? at.getTime() * 1000 : at);
