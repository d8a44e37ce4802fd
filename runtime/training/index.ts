/**
 * Training sets.
 *
 * In: a warehouse, a service's statement, labels. Out: a file, or batches of the features.
 * Always: a row for each label, in order; nothing of the set is held in JavaScript; the file appears whole or not at all.
 */
import type { TrainingArtifact } from "../artifacts.js";
import { outputFormatOf } from "../offline/file-format.js";
import type { Batch, Labels, Output, Warehouse } from "../offline/warehouse.js";

export interface TrainingInput {
  readonly warehouse: Warehouse;
  readonly artifact: TrainingArtifact;
  readonly labels: Labels;
  readonly out: Output;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}
export interface TrainingProgress {
  readonly phase: "labels" | "features";
  /** Labels read; known when their phase is over. */
  readonly rows: number | null;
  /** A part of 1, as far as the warehouse tells. */
  readonly done: number;
}
export interface TrainingReport {
  readonly service: string;
  readonly rows: number;
  readonly features: number;
  readonly milliseconds: number;
}

export async function runTraining(input: TrainingInput): Promise<TrainingReport> {
  const { warehouse, artifact, labels, out, onProgress } = input;
  const started = performance.now();
  // Before anything is read: a name that tells no format would be found only at the end.
  const format = outputFormatOf(out);
  onProgress?.({ phase: "labels", rows: null, done: 0 });
  const rows = await warehouse.loadLabels(labels, artifact, format);
  onProgress?.({ phase: "features", rows, done: 0 });
  await warehouse.write(artifact, out, rows, (done) => onProgress?.({ phase: "features", rows, done }));
  onProgress?.({ phase: "features", rows, done: 1 });
  return {
    service: artifact.service,
    rows,
    features: artifact.features.length,
    milliseconds: Math.round(performance.now() - started),
  };
}

/** The features alone, a column each in the service's order, streamed in the labels' order. */
export async function* trainingRows(
  input: Pick<TrainingInput, "warehouse" | "artifact" | "labels">,
): AsyncGenerator<Batch> {
  const { warehouse, artifact, labels } = input;
  await warehouse.loadLabels(labels, artifact, "rows");
  yield* warehouse.read({ of: artifact.service, sql: artifact.sql, columns: artifact.features, labelled: true });
}
