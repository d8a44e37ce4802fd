import type { ViewArtifact } from "../artifacts.js";
import { type KeyEncoder, keyEncoder, type RowCodec, rowCodec } from "../codec/index.js";
import type { ReadAnswer, ReadRequest, ViewMeta, ViewSpace } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { type ViewAnswer, type ViewReader, viewReader } from "./read-view.js";

/** What a client makes once per view. */
export interface CompiledView {
  readonly space: ViewSpace;
  readonly encodeKey: KeyEncoder;
  readonly codec: RowCodec;
  readonly reader: ViewReader;
}

export function compileView(project: string, view: ViewArtifact): CompiledView {
  return {
    space: { project, view: view.name, fingerprint: view.fingerprint },
    encodeKey: keyEncoder(view.keys),
    codec: rowCodec(view),
    reader: viewReader(view),
  };
}

/** An entity that stands in a batch: its number, or that of the unknown key. */
export type EntityRef = number;
const UNKNOWN = -1;

/** A view's share of one batch: its entities, each read and decoded once however many rows name it. */
export class ViewBatch {
  readonly #byKey = new Map<string, EntityRef>();
  /** Asked for, not yet read. */
  #pending: Buffer[] = [];
  readonly #rows: (Uint8Array | null)[] = [];
  readonly #answers: (ViewAnswer | Failure)[] = [];
  #unknown: ViewAnswer | Failure | null = null;
  #meta: ViewMeta | null = null;

  constructor(
    readonly view: CompiledView,
    readonly now: Int,
    readonly leeway: Int,
  ) {}

  add(key: readonly Value[]): EntityRef {
    if (key.includes(null)) return UNKNOWN;
    const bytes = this.view.encodeKey(key);
    const text = bytes.toString("latin1");
    const known = this.#byKey.get(text);
    if (known !== undefined) return known;
    const ref = this.#byKey.size;
    this.#byKey.set(text, ref);
    this.#pending.push(bytes);
    return ref;
  }

  /** What is still to be read; null when that is nothing. */
  request(): ReadRequest | null {
    if (this.#pending.length === 0 && this.#meta !== null) return null;
    return { space: this.view.space, keys: this.#pending };
  }

  /** Is the store filled for it, by the answer that was accepted last? */
  get materialized(): boolean {
    return this.#meta !== null && this.#meta.asOf !== null;
  }

  accept(answer: ReadAnswer): void {
    this.#meta = answer.meta;
    for (const row of answer.rows) this.#rows.push(row);
    this.#pending = [];
  }

  /** Throws what computing the view for this entity threw. */
  answer(ref: EntityRef): ViewAnswer {
    const known = ref === UNKNOWN ? this.#unknown : this.#answers[ref];
    const answer = known ?? this.#compute(ref);
    if (answer instanceof Failure) throw answer.error;
    return answer;
  }

  #compute(ref: EntityRef): ViewAnswer | Failure {
    const bytes = ref === UNKNOWN ? null : (this.#rows[ref] ?? null);
    const row = bytes === null ? null : this.view.codec.decode(bytes);
    const meta = this.#meta ?? { asOf: null, complete: null };
    let answer: ViewAnswer | Failure;
    try {
      answer = this.view.reader(row, meta, this.now, this.leeway);
    } catch (error) {
      answer = new Failure(error);
    }
    if (ref === UNKNOWN) this.#unknown = answer;
    else this.#answers[ref] = answer;
    return answer;
  }
}

class Failure {
  constructor(readonly error: unknown) {}
}
