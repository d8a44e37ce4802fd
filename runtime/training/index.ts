/**
 * Training sets.
 *
 * In: a warehouse, a service's statement, labels. Out: a file, a table, or batches of the features.
 * Always: a row for each label, in order. The set is never held in JavaScript. A file or table appears complete or not
 * at all.
 */
import { returnedColumns, type SourceBinding, type TrainingArtifact } from "../artifacts.js";
import type { Int } from "../values.js";
import { withStrategy } from "../warehouse/choose-plan.js";
import { withComputed } from "../warehouse/computed.js";
import { outputFormOf } from "../warehouse/file-format.js";
import { lookAtSources } from "../warehouse/look-at-sources.js";
import type { Batch, Labels, Output, SourceReport, StageReport, Warehouse } from "../warehouse/warehouse.js";

export interface TrainingInput {
  readonly warehouse: Warehouse;
  readonly artifact: TrainingArtifact;
  readonly labels: Labels;
  readonly out: Output;
  /** Other sources, besides those that the service reads, whose tables must not be replaced by the result. */
  readonly others?: readonly SourceBinding[] | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /**
   * A strategy's name, or the beginning of it. It is used for every stage that has it. By default each stage uses the
   * strategy with the least expected cost.
   */
  readonly strategy?: string | undefined;
  /** See `RunOptions`. */
  readonly anyOrder?: boolean | undefined;
  /** If aborted, the run ends with an error, and no file is written. */
  readonly signal?: AbortSignal | undefined;
}
export interface TrainingProgress {
  readonly phase: "labels" | "features";
  /** The number of labels. Known when they are read. */
  readonly rows: number | null;
  /** Between 0 and 1, as the warehouse reports it. */
  readonly done: number;
  /** The title of the running stage: `windows of view sales`. Null while labels are read, and at the end. */
  readonly doing: string | null;
}
export interface TrainingReport {
  readonly service: string;
  readonly rows: number;
  /** Labels without a time. Their features see no rows (MEANING D1). */
  readonly labelsWithoutTime: number;
  /** The labels' times are dates. Each label counts at 00:00 UTC of its day. */
  readonly labelsAreDates: boolean;
  /** The least and greatest instant of the labels; null if none has a time. */
  readonly first: Int | null;
  readonly last: Int | null;
  readonly features: number;
  /** A report for each source: its rows, and how many of them never count. */
  readonly sources: readonly SourceReport[];
  /** How each stage was computed, in order. */
  readonly stages: readonly StageReport[];
  readonly milliseconds: number;
}

export async function runTraining(input: TrainingInput): Promise<TrainingReport> {
  const { warehouse, signal } = input;
  const stop = () => warehouse.interrupt();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    return await train(input);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function train(input: TrainingInput): Promise<TrainingReport> {
  const { warehouse, artifact, labels, out, onProgress } = input;
  const started = performance.now();
  // Checked before anything is read. Otherwise a file name without a known format would be found only at the end.
  const form = outputFormOf(out);
  onProgress?.({ phase: "labels", rows: null, done: 0, doing: null });
  if ("table" in out) {
    const own = (artifact.sources ?? []).map(({ binding }) => binding);
    await warehouse.checkTable(out, labels, [...own, ...(input.others ?? [])]);
  }
  const sources = await lookAtSources(warehouse, [artifact]);
  const loaded = await warehouse.loadLabels(labels, artifact, form);
  const { rows } = loaded;
  const stages = await warehouse.write(artifact, out, loaded, {
    strategy: input.strategy,
    anyOrder: input.anyOrder,
    onProgress: (done, doing) => onProgress?.({ phase: "features", rows, done, doing }),
  });
  onProgress?.({ phase: "features", rows, done: 1, doing: null });
  return {
    service: artifact.service,
    rows,
    labelsWithoutTime: loaded.withoutTime,
    labelsAreDates: loaded.dates,
    first: loaded.first,
    last: loaded.last,
    features: artifact.features.length,
    sources,
    stages,
    milliseconds: Math.round(performance.now() - started),
  };
}

/** Only the features, one column each in the service's order, streamed in the labels' order. */
export async function* trainingRows(
  input: Pick<TrainingInput, "warehouse" | "artifact" | "labels" | "strategy">,
): AsyncGenerator<Batch> {
  const { warehouse, artifact, labels, strategy } = input;
  await lookAtSources(warehouse, [artifact]);
  await warehouse.loadLabels(labels, artifact, "rows");
  const { service: of } = artifact;
  const sql = strategy === undefined ? artifact.sql : withStrategy(artifact.sql, strategy);
  yield* withComputed(warehouse.read({ of, sql, columns: returnedColumns(artifact), labelled: true }), artifact);
}
