import type { StoredValues, ViewArtifact } from "../artifacts.js";
import type { Int, Value } from "../values.js";
/** A stored row: the view's values for one entity at the instant `at`. */
export interface RowHead {
  /** T. */
  readonly at: Int;
  /** τ of the latest row. Null if there is none. */
  readonly time: Int | null;
  /** The latest row counts, unless `until` or the ttl ends it. */
  readonly live: boolean;
  readonly until: Int | null;
}
export interface DecodedRow extends RowHead {
  readonly stored: StoredValues;
}
export interface RowCodec {
  /** Takes the values of the latest columns and then those of the aggregates, in the artifact's order. */
  readonly encode: (key: Uint8Array, head: RowHead, values: readonly Value[]) => Buffer;
  /**
   * Throws if `encode` did not make these bytes for this key of this space. The message says what is wrong with them.
   */
  readonly decode: (key: Uint8Array, bytes: Uint8Array) => DecodedRow;
  /** Decodes only the values, in the order of `encode`. */
  readonly decodeValues: (
    key: Uint8Array,
    bytes: Uint8Array,
  ) => {
    readonly head: RowHead;
    readonly values: readonly Value[];
  };
}
/** The position of T in a row's bytes. It sorts as bytes, and stores rely on that. */
export declare const INSTANT_AT = 1;
/**
 * Whether these bytes are a whole row that was encoded for this key of this space. The check does not need the view.
 */
export declare function rowIsIntact(space: string, key: Uint8Array, bytes: Uint8Array): boolean;
/** `space` names the project, the view and its fingerprint. A row of another space is not accepted. */
export declare function rowCodec(view: Pick<ViewArtifact, "latest" | "aggregates">, space: string): RowCodec;
