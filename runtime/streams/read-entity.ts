import { minus } from "../client/instant.js";
import type { DecodedRow } from "../codec/index.js";
import { Scratch } from "../codec/scratch.js";
import { StoreError } from "../errors.js";
import { inFeature, once } from "../functions/feature-error.js";
import { add } from "../functions/int64.js";
import type { ReadAnswer } from "../online/store.js";
import type { StreamAggregate } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import { type EntityRow, isVisible, latestOf, rowsOf, timesOfRow } from "./entity-rows.js";
import { earlier, timesOf } from "./merge.js";
import { type Entry, entriesOf, noRows, type Rows, textOf } from "./record.js";
import { bucketKey, headKey, tilesKey } from "./record-keys.js";
import { rowsInWindow } from "./rows-in-window.js";
import { bytesOf, intact } from "./stored-record.js";
import type { StreamedView } from "./streamed-view.js";
import { coverOf } from "./tiles/summary.js";
import type { Tile } from "./tiles/tile-record.js";
import { type Stretch, stretchAt } from "./window.js";

type Found = ReadAnswer["records"][number];

/** The number of a bucket. Null: all rows of the entity are in one. */
type Bucket = Int | null;

interface PlacedTile extends Tile {
  readonly bucket: Bucket;
}

export interface ReadOfEntity {
  /** The store's address, for messages. */
  readonly address: string;
  readonly entity: readonly Value[];
  /** The entity, packed. */
  readonly key: Buffer;
  /** The instant of the read. If the store's T is later, the view is read at T, if that is not after `latest`. */
  readonly instant: Int;
  readonly latest: Int;
}

/**
 * Reads a streamed view for one entity. It asks for records, is given them, and asks again if it has to: for rows whose
 * tile a writer is about to change, or of which a part is not visible yet.
 */
export class EntityReading {
  readonly #found = new Map<string, Found>();
  readonly #rows = new Map<Bucket, Rows>();
  #asked: readonly Buffer[];
  #failed: StoreError | null = null;

  constructor(
    private readonly view: StreamedView,
    private readonly read: ReadOfEntity,
  ) {
    this.#asked = this.#first();
  }

  /** The keys of the records that it asks for now. */
  get asked(): readonly Buffer[] {
    return this.#asked;
  }

  /** Takes the records that it asked for, in order. `at` is the instant for which `valuesAt` will be called, if any. */
  accept(records: readonly Found[], at: Int | null): void {
    for (const [index, key] of this.#asked.entries()) this.#found.set(textOf(key), records[index] ?? null);
    this.#asked = [];
    if (at === null || at > this.read.latest) return;
    try {
      this.#asked = this.#missing(at);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#failed = error;
    }
  }

  /** The view's values, computed from what was accepted for this instant. Aggregates are computed when they are read. */
  valuesAt(at: Int): DecodedRow {
    if (this.#failed !== null) throw this.#failed;
    const { view, stream, artifact } = this;
    const own = once(() => this.#ownRows(at));
    const known = new Map<Int, readonly EntityRow[]>();
    const visibleAt = (instant: Int): readonly EntityRow[] => {
      const before = known.get(instant);
      if (before !== undefined) return before;
      const visible = own()
        .filter(isVisible(instant))
        .flatMap((row) => Array.from({ length: timesOfRow(row) }, () => row));
      known.set(instant, visible);
      return visible;
    };
    // Rows that cannot be unpacked are an error of the whole read, even if nobody reads the aggregate.
    if (view.needsRows) own();
    const aggregates: Record<string, Value> = {};
    for (const [index, aggregate] of stream.aggregates.entries()) {
      const { name } = artifact.aggregates[index]!;
      const value = once(() => {
        if (aggregate.part !== null) return this.#fromTiles(aggregate, aggregate.part, at);
        const end = minus(at, aggregate.offset);
        return aggregate.value(rowsInWindow(aggregate, visibleAt(end), end).map(({ row }) => row.row));
      });
      Object.defineProperty(aggregates, name, {
        enumerable: true,
        get: () => inFeature(`${artifact.name}.${name}`, value),
      });
    }
    const latest = artifact.latest.length === 0 ? null : this.#latest(at, own);
    return {
      at,
      time: latest?.row.time ?? null,
      live: latest !== null && !latest.row.base.deleted,
      until: latest?.row.base.until ?? null,
      stored: {
        latest: view.latestOf(artifact.latest.map(({ name }) => latest?.row.row[name] ?? null)),
        aggregates,
      },
    };
  }

  get stream(): StreamedView["stream"] {
    return this.view.stream;
  }
  get artifact(): StreamedView["view"] {
    return this.view.view;
  }

  /** The records that are needed, or probably needed: what the tiles tell is not known yet. */
  #first(): readonly Buffer[] {
    const { view, stream } = this;
    const { key, instant, latest } = this.read;
    const buckets = new Set<Bucket>();
    if (view.needsRows) for (const bucket of this.#bucketsSince(instant, latest)) buckets.add(bucket);
    for (const aggregate of stream.aggregates) {
      if (aggregate.part === null) continue;
      const { after, to } = stretchAt(view, aggregate, instant);
      if (after !== null) buckets.add(view.bucketOf(after));
      // The last rows of all have usually arrived.
      if (to !== instant || this.artifact.every !== null) buckets.add(view.bucketOf(to));
    }
    return [
      ...[...buckets].map((bucket) => bucketKey(key, bucket)),
      ...(stream.head ? [headKey(key)] : []),
      ...this.#spans().map((span) => tilesKey(key, span)),
    ];
  }

  /** The buckets of which all rows are needed for reads at instants from `from` to `to`. */
  #bucketsSince(from: Int, to: Int): readonly Bucket[] {
    const { bucket, rowsReach } = this.stream;
    if (bucket === null) return [null];
    const buckets: Int[] = [];
    for (let number = this.view.bucketOf(minus(from, rowsReach))!; number <= to; number = add(number, bucket))
      buckets.push(number);
    return buckets;
  }

  /** The spans whose tiles are needed. */
  #spans(): readonly (Int | null)[] {
    const { tiles, reach } = this.stream;
    if (tiles === null) return [];
    if (tiles.span === null) return [null];
    const { instant, latest } = this.read;
    const spanOf = (at: Int): Int => this.view.tileOf(this.view.bucketOf(at)).span!;
    const spans: Int[] = [];
    for (let span = spanOf(minus(instant, reach)); span <= spanOf(latest); span = add(span, tiles.span))
      spans.push(span);
    return spans;
  }

  /** The records that are needed at the instant and were not read. */
  #missing(at: Int): readonly Buffer[] {
    const { view, stream } = this;
    const needed = new Set<Bucket>();
    if (view.needsRows) for (const bucket of this.#bucketsSince(at, at)) needed.add(bucket);
    for (const aggregate of stream.aggregates) {
      if (aggregate.part === null) continue;
      const stretch = stretchAt(view, aggregate, at);
      for (const tile of this.#tiles())
        if (this.#coverOf(tile, aggregate.part, stretch) === "rows") needed.add(tile.bucket);
    }
    if (stream.head) for (const bucket of this.#latestInHead(at).unsure) needed.add(bucket);
    return [...needed].map((bucket) => bucketKey(this.read.key, bucket)).filter((key) => !this.#found.has(textOf(key)));
  }

  #bytes(key: Buffer): Uint8Array | null {
    return bytesOf(this.read.address, this.view, this.#found.get(textOf(key)));
  }

  #intact<T>(read: () => T): T {
    return intact(this.read.address, this.view, read);
  }

  /** In the order of time. */
  readonly #tiles = once((): readonly PlacedTile[] =>
    this.#spans().flatMap((span) => {
      const key = tilesKey(this.read.key, span);
      const bytes = this.#bytes(key);
      if (bytes === null) return [];
      return this.#intact(() => this.view.tiles.decode(key, bytes)).map((tile) => ({
        ...tile,
        bucket: this.view.bucketAt(span, tile.place),
      }));
    }),
  );

  #rowsOf(bucket: Bucket): Rows {
    const known = this.#rows.get(bucket);
    if (known !== undefined) return known;
    const key = bucketKey(this.read.key, bucket);
    const bytes = this.#bytes(key);
    const rows = bytes === null ? noRows : this.#intact(() => this.view.records.decode(key, bytes));
    this.#rows.set(bucket, rows);
    return rows;
  }

  #entityRows(entries: () => readonly Entry[]): readonly EntityRow[] {
    return this.#intact(() => rowsOf(this.view, this.read.entity, entries()));
  }

  /** All rows of the buckets that are needed whole, in their order. */
  #ownRows(at: Int): readonly EntityRow[] {
    const entries = this.#bucketsSince(at, at).map((bucket) => () => entriesOf(this.#rowsOf(bucket)));
    const all = (): readonly Entry[] => entries.flatMap((own) => own());
    const rows = this.#entityRows(() => (this.stream.tiles === null ? distinct(all()) : all()));
    return [...rows].sort((a, b) => this.view.order(a.row, b.row));
  }

  #coverOf({ bucket, summary }: PlacedTile, part: number, stretch: Stretch): ReturnType<typeof coverOf> {
    if (summary !== null) return coverOf(summary, part, stretch.after, stretch.to);
    const { bucket: length } = this.stream;
    if (bucket === null || length === null) return "rows";
    const isOutside = bucket > stretch.to || (stretch.after !== null && add(bucket, length) <= stretch.after);
    return isOutside ? "none" : "rows";
  }

  #fromTiles(aggregate: StreamAggregate, part: number, at: Int): Value {
    const stretch = stretchAt(this.view, aggregate, at);
    const { inputs } = this.stream.parts[part]!;
    const state = this.view.states[part]!();
    const merge = (bytes: Uint8Array): void => this.#intact(() => state.merge(Scratch.over(bytes)));
    for (const tile of this.#tiles()) {
      const cover = this.#coverOf(tile, part, stretch);
      if (cover === "whole") merge(tile.summary!.states[part]!);
      if (cover !== "rows") continue;
      for (const section of this.#rowsOf(tile.bucket).sections) {
        const { summary } = section;
        const within = summary === null ? "rows" : coverOf(summary, part, stretch.after, stretch.to);
        if (within === "whole") merge(summary!.states[part]!);
        if (within !== "rows") continue;
        const { after, to } = stretch;
        const rows = this.#entityRows(() => section.entries)
          .filter((own) => isVisible(to)(own) && (after === null || own.row.arrives > after))
          .sort((a, b) => this.view.order(a.row, b.row));
        for (const own of rows) state.add(inputs(own.row.row), timesOfRow(own));
      }
    }
    return state.value();
  }

  /** The latest row of an entity. */
  #latest(at: Int, own: () => readonly EntityRow[]): EntityRow | null {
    const { view, stream } = this;
    if (!stream.head) return latestOf(view, own().filter(isVisible(at)));
    const { latest, unsure } = this.#latestInHead(at);
    const rows = unsure.flatMap((bucket) => this.#entityRows(() => entriesOf(this.#rowsOf(bucket))));
    return latestOf(view, [...(latest === null ? [] : [latest]), ...rows.filter(isVisible(at))]);
  }

  /**
   * The latest row among those of the head. `unsure`: buckets with rows that may be later, because the latest row of
   * their stretch of time has not arrived.
   */
  #latestInHead(at: Int): { readonly latest: EntityRow | null; readonly unsure: readonly Bucket[] } {
    const { view } = this;
    const entries = this.#headEntries();
    const stretch = view.stretchOf(at);
    const visible: EntityRow[] = [];
    let unsure: readonly Bucket[] = [];
    for (let index = entries.length - 1; index >= 0; index--) {
      const rows = this.#entityRows(() => [entries[index]!]);
      const seen = rows.filter(isVisible(at));
      visible.push(...seen);
      if (seen.length > 0 && view.inOrder) break;
      if (rows.some(({ row }) => row.arrives > at && view.stretchOf(row.arrives) === stretch))
        unsure = view.bucketsOfStretch(at);
    }
    return { latest: latestOf(view, visible), unsure };
  }

  readonly #headEntries = once((): readonly Entry[] => {
    const key = headKey(this.read.key);
    const bytes = this.#bytes(key);
    return bytes === null ? [] : this.#intact(() => entriesOf(this.view.records.decode(key, bytes)));
  });
}

/** Each row once: it may be in several buckets, and a writer that is under way may have reached only one of them. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    const id = textOf(entry.row);
    const known = found.get(id);
    found.set(id, known === undefined ? entry : both(known, entry));
  }
  return [...found.values()];
}

const both = (a: Entry, b: Entry): Entry => ({
  ...(timesOf(a) < timesOf(b) ? b : a),
  superseded: earlier(a.superseded, b.superseded),
});
