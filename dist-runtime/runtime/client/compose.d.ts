import type { ServiceArtifact } from "../artifacts.js";
import { StoreError } from "../errors.js";
import { FeatureError } from "../functions/index.js";
import type { OnlineStore } from "../online/store.js";
import type { Int, Value } from "../values.js";
import type { Inputs } from "./inputs.js";
import type { Status, Unmaterialized } from "./surface.js";
import { type CompiledView } from "./view-batch.js";
export interface Answer {
  /** In the order of the service's features. */
  readonly values: readonly Value[];
  readonly statuses: readonly Status[];
  /** In the order of the composer's views. */
  readonly asOf: readonly (Int | null)[];
}
/** A row that could not be computed, or whose stored values could not be read. */
export declare class Failed {
  readonly error: FeatureError | StoreError;
  constructor(error: FeatureError | StoreError);
}
export interface ComposeInput {
  readonly store: OnlineStore;
  readonly view: (name: string) => CompiledView;
  readonly inputs: readonly Inputs[];
  readonly now: Int;
  readonly leeway: Int;
  readonly unmaterialized: Unmaterialized;
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
export declare function composer(service: ServiceArtifact): Composer;
