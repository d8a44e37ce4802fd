import type { ViewArtifact } from "../artifacts.js";
import { type DecodedRow, type KeyEncoder, keyEncoder, type RowCodec, rowCodec } from "../codec/index.js";
import { DataError, messageOf, StoreError } from "../errors.js";
import { timestampText } from "../functions/calendar.js";
import { add } from "../functions/int64.js";
import { spaceText } from "../online/meta.js";
import type { ReadAnswer, ReadRequest, ViewMeta, ViewSpace } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import type { StreamSource } from "../stream-artifacts.js";
import { EntityReading, type StreamedView, streamedView } from "../streams/index.js";
import type { Int, Value } from "../values.js";
import { cadenceInstant, later, minus } from "./instant.js";
import { rowText } from "./key-text.js";
import { type ViewAnswer, type ViewReader, viewReader } from "./read-view.js";

/** What a client prepares once per view. */
export interface CompiledView {
  readonly space: ViewSpace;
  readonly encodeKey: KeyEncoder;
  readonly codec: RowCodec;
  readonly reader: ViewReader;
  /** Names the stored row of a key, for messages. */
  readonly rowText: (key: readonly Value[]) => string;
  /** Set if its values are computed from the rows of its sources when they are read. */
  readonly streamed: StreamedView | null;
}

/** `streams`: the sources of views that are streamed. Null if this view is not. */
export function compileView(
  project: string,
  view: ViewArtifact,
  streams: Readonly<Record<string, StreamSource>> | null = null,
): CompiledView {
  const streamed =
    streams === null || view.stream === undefined ? null : streamedView(project, view, view.stream, streams);
  const space = streamed?.space ?? { project, view: view.name, fingerprint: view.fingerprint };
  return {
    space,
    encodeKey: keyEncoder(view.keys),
    codec: rowCodec(view, spaceText(space)),
    reader: viewReader(view),
    rowText: (key) => rowText(view.name, view.keys, key),
    streamed,
  };
}

/** An entity of a batch: its number, or the number of the unknown key. */
export type EntityRef = number;
const UNKNOWN = -1;

/** A view's part of one batch. Each entity is read and decoded once, however many rows name it. */
export class ViewBatch {
  /** Made for the second entity: most reads have one. */
  #byKey: Map<Value | string, EntityRef> | null = null;
  /** By entity: its key as values, and as packed bytes. */
  readonly #entities: (readonly Value[])[] = [];
  readonly #keys: Buffer[] = [];
  /** Keys that are requested but not yet read. */
  #pending: Buffer[] = [];
  readonly #rows: ReadAnswer["rows"][number][] = [];
  /** By entity, of a streamed view. */
  readonly #readings: EntityReading[] = [];
  readonly #answers: (ViewAnswer | Failure)[] = [];
  #unknown: ViewAnswer | Failure | null = null;
  #meta: ReadAnswer["meta"] | null = null;
  /** Why the store could not be read. */
  #failed: StoreError | null = null;

  constructor(
    readonly view: CompiledView,
    /** The store's address, for messages. */
    readonly address: string,
    readonly now: Int,
    readonly leeway: Int,
    /** A view for which the store fails reads as missing. */
    readonly lenient = false,
    /** The current time, by which rows expire. */
    readonly clock: Int = now,
  ) {}

  add(key: readonly Value[]): EntityRef {
    if (key.includes(null)) return UNKNOWN;
    const bytes = this.view.encodeKey(key);
    const ref = this.#entities.length;
    if (ref > 0) {
      this.#byKey ??= new Map([[nameOf(this.#entities[0]!, this.#keys[0]!), 0]]);
      const name = nameOf(key, bytes);
      const known = this.#byKey.get(name);
      if (known !== undefined) return known;
      this.#byKey.set(name, ref);
    }
    this.#entities.push(key);
    this.#keys.push(bytes);
    const { streamed } = this.view;
    if (streamed === null) this.#pending.push(bytes);
    else {
      const [instant, address] = [this.#instant, this.address];
      const latest = add(instant, this.leeway);
      this.#readings.push(new EntityReading(streamed, { address, entity: key, key: bytes, instant, latest }));
    }
    return ref;
  }

  /**
   * What is still to be read. Null if there is nothing. What a streamed view needs may be known only when a part was
   * read.
   */
  request(): ReadRequest | null {
    const { space, streamed } = this.view;
    const records = this.#failed === null ? this.#readings.flatMap(({ asked }) => asked) : [];
    const waiting = this.#pending.length > 0 || records.length > 0;
    if (!waiting && (this.#meta !== null || this.#failed !== null)) return null;
    return streamed === null ? { space, keys: this.#pending } : { space, keys: [], records };
  }

  /** Whether the store is filled for the view, by the last accepted answer. */
  get materialized(): boolean {
    // Metadata that cannot be read is an error of the rows that need it.
    if (this.#failed !== null) return true;
    return this.#meta instanceof Unreadable || (this.#meta !== null && this.#meta.asOf !== null);
  }

  accept(answer: ReadAnswer): void {
    this.#meta = answer.meta;
    for (const row of answer.rows) this.#rows.push(row);
    this.#pending = [];
    const at = this.#readAt;
    let next = 0;
    for (const reading of this.#readings) {
      const start = next;
      next += reading.asked.length;
      reading.accept(answer.records.slice(start, next), at);
    }
  }

  /** The store could not be read. The view reads as missing from now on. */
  fail(error: StoreError): void {
    this.#failed = error;
    this.#pending = [];
  }

  /** Throws the error that computing the view for this entity threw. */
  answer(ref: EntityRef): ViewAnswer {
    const known = ref === UNKNOWN ? this.#unknown : this.#answers[ref];
    const answer = known ?? this.#compute(ref);
    if (answer instanceof Failure) throw answer.error;
    return answer;
  }

  #compute(ref: EntityRef): ViewAnswer | Failure {
    let answer: ViewAnswer | Failure;
    try {
      answer = this.#failed === null ? this.#read(ref) : this.#missing(this.#failed);
    } catch (error) {
      answer = this.lenient && error instanceof StoreError ? this.#missing(error) : new Failure(error);
    }
    if (ref === UNKNOWN) this.#unknown = answer;
    else this.#answers[ref] = answer;
    return answer;
  }

  #read(ref: EntityRef): ViewAnswer {
    const { streamed, reader } = this.view;
    return streamed === null
      ? reader(this.#rowToRead(ref), this.#readMeta(), this.now, this.leeway)
      : this.#readStreamed(ref);
  }

  #missing(failed: StoreError): ViewAnswer {
    return { ...this.view.reader(null, { asOf: null, complete: null }, this.now, this.leeway), failed };
  }

  /** The instant of the read, at the view's cadence. */
  get #instant(): Int {
    return cadenceInstant(this.now, this.view.streamed?.view.every ?? null);
  }

  /** The instant at which a streamed view is read: that of the read, or the store's T if that is later. */
  get #readAt(): Int | null {
    if (this.#meta === null || this.#meta instanceof Unreadable || this.#meta.asOf === null) return null;
    return later(this.#instant, this.#meta.asOf);
  }

  /** The values at the instant of the read, or at the store's T if that is ahead by no more than the leeway. */
  #readStreamed(ref: EntityRef): ViewAnswer {
    const meta = this.#readMeta();
    if (meta.asOf === null) return this.view.reader(null, meta, this.now, this.leeway);
    const instant = this.#instant;
    // A read before T fails below, whatever the row is.
    const at = later(instant, meta.asOf);
    const row = ref === UNKNOWN ? null : this.#readings[ref]!.valuesAt(at);
    return this.view.reader(row, instant < meta.asOf ? meta : { asOf: at, complete: at }, this.now, this.leeway);
  }

  #readMeta(): ViewMeta {
    if (this.#meta instanceof Unreadable)
      throw unreadable(this.address, `the metadata of view ${this.view.space.view}`, this.#meta);
    return this.#meta ?? { asOf: null, complete: null };
  }

  /** A row that is not there may have expired only for reads of now: an earlier instant may need it. */
  #rowToRead(ref: EntityRef): DecodedRow | null {
    const row = this.#row(ref);
    if (row !== null || ref === UNKNOWN) return row;
    const { retention } = this.#readMeta();
    if (retention === undefined || minus(this.clock, this.now) <= retention) return null;
    throw new MayHaveExpiredError(this.view.rowText(this.#entities[ref]!), this.now, retention);
  }

  #row(ref: EntityRef): DecodedRow | null {
    const found = ref === UNKNOWN ? null : (this.#rows[ref] ?? null);
    if (found === null) return null;
    if (found instanceof Unreadable) throw this.#unreadable(ref, found);
    try {
      return this.view.codec.decode(this.#keys[ref]!, found);
    } catch (error) {
      throw this.#unreadable(ref, new Unreadable(messageOf(error)));
    }
  }

  #unreadable(ref: EntityRef, why: Unreadable): StoreError {
    return unreadable(this.address, this.view.rowText(this.#entities[ref]!), why);
  }
}

/** A read at an instant so long ago that its row may have expired since. */
export class MayHaveExpiredError extends DataError {
  override readonly name: string = "MayHaveExpiredError";
  constructor(row: string, at: Int, retention: Int) {
    super(
      `can't read ${row} at ${timestampText(at)}: the store has no such row, but it may have had one then, because the target keeps rows for ` +
        `${Number(retention) / 3_600_000_000} hours after their ttl (\`retention\`); read at a later instant`,
    );
  }
}

/**
 * Tells a batch's entities apart. Values of keys are texts, booleans and integers, each in one form, so a single one is
 * its own name.
 */
const nameOf = (key: readonly Value[], bytes: Buffer): Value | string =>
  key.length === 1 ? key[0]! : bytes.toString("latin1");

class Failure {
  constructor(readonly error: unknown) {}
}
