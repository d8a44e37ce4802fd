import type { ViewArtifact } from "../artifacts.js";
import { type KeyEncoder, type RowCodec } from "../codec/index.js";
import type { ReadAnswer, ReadRequest, ViewSpace } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { type ViewAnswer, type ViewReader } from "./read-view.js";
/** What a client prepares once per view. */
export interface CompiledView {
  readonly space: ViewSpace;
  readonly encodeKey: KeyEncoder;
  readonly codec: RowCodec;
  readonly reader: ViewReader;
  /** Names the stored row of a key, for messages. */
  readonly rowText: (key: readonly Value[]) => string;
}
export declare function compileView(project: string, view: ViewArtifact): CompiledView;
/** An entity of a batch: its number, or the number of the unknown key. */
export type EntityRef = number;
/** A view's part of one batch. Each entity is read and decoded once, however many rows name it. */
export declare class ViewBatch {
  #private;
  readonly view: CompiledView;
  /** The store's address, for messages. */
  readonly address: string;
  readonly now: Int;
  readonly leeway: Int;
  constructor(
    view: CompiledView,
    /** The store's address, for messages. */
    address: string,
    now: Int,
    leeway: Int,
  );
  add(key: readonly Value[]): EntityRef;
  /** The keys that are still to be read. Null if there are none. */
  request(): ReadRequest | null;
  /** Whether the store is filled for the view, by the last accepted answer. */
  get materialized(): boolean;
  accept(answer: ReadAnswer): void;
  /** Throws the error that computing the view for this entity threw. */
  answer(ref: EntityRef): ViewAnswer;
}
