import { minus } from "../client/instant.js";
import type { DecodedRow } from "../codec/index.js";
import type { Scratch } from "../codec/scratch.js";
import { StoreError } from "../errors.js";
import { FeatureError, inFeature } from "../functions/feature-error.js";
import { add } from "../functions/int64.js";
import type { ReadAnswer } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { type EntityRow, isVisible, latestOf, rowsOf, timesOfRow } from "./entity-rows.js";
import { earlier, timesOf } from "./merge.js";
import { type Entry, entriesOf, noRows, type Rows, textOf } from "./record.js";
import { bucketKey, headKey, tilesKey } from "./record-keys.js";
import { rowsInWindow } from "./rows-in-window.js";
import { bytesOf, intact } from "./stored-record.js";
import type { StreamedView } from "./streamed-view.js";
import { type Cover, coverOf, type Summary } from "./tiles/summary.js";
import type { TileGroup } from "./tiles/tile-record.js";
import { type Stretch, stretchAt } from "./window.js";

type Found = ReadAnswer["records"][number];

/** The number of a bucket. Null: all rows of the entity are in one. */
type Bucket = Int | null;

/** The groups of tiles of a span, and where the span begins. */
interface SpanTiles {
  readonly span: Int | null;
  readonly groups: readonly TileGroup[];
}

/** A part of a window, in the order of time: known rows, or the rows of a bucket of which some are in the window. */
type Piece = Summary | { readonly bucket: Bucket };
/** The same with the rows. */
type Content = Summary | { readonly rows: readonly EntityRow[] };

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
  readonly #buckets = new Map<Bucket, Found>();
  #head: Found = null;
  #spans: readonly { readonly span: Int | null; readonly found: Found }[] = [];
  /** The keys that it asks for, and the buckets among them, which come first. */
  #asked: readonly Buffer[];
  #askedBuckets: readonly Bucket[];
  #failed: StoreError | null = null;
  /** What was unpacked. */
  readonly #records = new Map<Bucket, Rows>();
  #tiles: readonly SpanTiles[] | null = null;
  #headEntries: readonly Entry[] | null = null;

  constructor(
    private readonly view: StreamedView,
    private readonly read: ReadOfEntity,
  ) {
    const { key, instant, latest } = read;
    this.#askedBuckets = this.#probable();
    const asked = this.#askedBuckets.map((bucket) => bucketKey(key, bucket));
    if (view.stream.head) asked.push(headKey(key));
    for (const span of spansOf(view, instant, latest)) asked.push(tilesKey(key, span));
    this.#asked = asked;
  }

  /** The keys of the records that it asks for now. */
  get asked(): readonly Buffer[] {
    return this.#asked;
  }

  /** Takes the records that it asked for, in order. `at` is the instant for which `valuesAt` will be called, if any. */
  accept(records: readonly Found[], at: Int | null): void {
    const { view, read } = this;
    let next = 0;
    for (const bucket of this.#askedBuckets) this.#buckets.set(bucket, records[next++] ?? null);
    if (next < records.length) {
      // The head and the tiles are asked for once.
      if (view.stream.head) this.#head = records[next++] ?? null;
      this.#spans = spansOf(view, read.instant, read.latest).map((span) => ({ span, found: records[next++] ?? null }));
    }
    this.#asked = [];
    this.#askedBuckets = [];
    if (at === null || at > read.latest) return;
    try {
      this.#askedBuckets = this.#missing(at);
      this.#asked = this.#askedBuckets.map((bucket) => bucketKey(read.key, bucket));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#failed = error;
    }
  }

  /**
   * The view's values, computed from what was accepted for this instant. An aggregate that cannot be computed fails when
   * it is read.
   */
  valuesAt(at: Int): DecodedRow {
    if (this.#failed !== null) throw this.#failed;
    const { view } = this;
    const { stream, view: artifact } = view;
    const own = view.needsRows ? this.#ownRows(at) : [];
    const visibleAt = new Map<Int, readonly EntityRow[]>();
    const contents: (readonly Content[])[] = view.windows.map((window) => this.#contentOf(stretchAt(view, window, at)));
    const failed: { readonly name: string; readonly error: FeatureError }[] = [];
    const values = stream.aggregates.map((aggregate, index): Value => {
      try {
        if (aggregate.part !== null) return this.#fromStates(aggregate.part, contents[view.windowOf[index]!]!);
        const end = minus(at, aggregate.offset);
        const visible = visibleAt.get(end) ?? own.filter(isVisible(end)).flatMap(repeated);
        visibleAt.set(end, visible);
        return aggregate.value(rowsInWindow(aggregate, visible, end).map(({ row }) => row.row));
      } catch (error) {
        if (!(error instanceof FeatureError)) throw error;
        failed.push({ name: artifact.aggregates[index]!.name, error });
        return null;
      }
    });
    const aggregates = view.aggregatesOf(values);
    for (const { name, error } of failed) {
      const fail = (): never => {
        throw error;
      };
      Object.defineProperty(aggregates, name, {
        enumerable: true,
        get: () => inFeature(`${artifact.name}.${name}`, fail),
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

  /** The buckets that are needed, or probably needed: what the tiles tell is not known yet. */
  #probable(): readonly Bucket[] {
    const { view } = this;
    const { instant, latest } = this.read;
    const buckets = new Set<Bucket>(view.needsRows ? bucketsSince(view, instant, latest) : []);
    for (const window of view.windows) {
      const { after, to } = stretchAt(view, window, instant);
      if (after !== null) buckets.add(view.bucketOf(after));
      // The last rows of all have usually arrived.
      if (to !== instant || view.view.every !== null) buckets.add(view.bucketOf(to));
    }
    return [...buckets];
  }

  /** The buckets that are needed at the instant and were not read. */
  #missing(at: Int): readonly Bucket[] {
    const { view } = this;
    const needed = new Set<Bucket>(view.needsRows ? bucketsSince(view, at, at) : []);
    for (const window of view.windows)
      for (const piece of this.#piecesOf(stretchAt(view, window, at))) if ("bucket" in piece) needed.add(piece.bucket);
    if (view.stream.head) for (const bucket of this.#latestInHead(at).unsure) needed.add(bucket);
    return [...needed].filter((bucket) => !this.#buckets.has(bucket));
  }

  #bytes(found: Found): Uint8Array | null {
    return bytesOf(this.read.address, this.view, found);
  }

  #intact<T>(read: () => T): T {
    return intact(this.read.address, this.view, read);
  }

  #tilesOfSpans(): readonly SpanTiles[] {
    this.#tiles ??= this.#spans.map(({ span, found }): SpanTiles => {
      const bytes = this.#bytes(found);
      if (bytes === null) return { span, groups: [] };
      return { span, groups: this.#intact(() => this.view.tiles.decode(tilesKey(this.read.key, span), bytes)) };
    });
    return this.#tiles;
  }

  #rowsOf(bucket: Bucket): Rows {
    const known = this.#records.get(bucket);
    if (known !== undefined) return known;
    const bytes = this.#bytes(this.#buckets.get(bucket) ?? null);
    const key = (): Buffer => bucketKey(this.read.key, bucket);
    const rows = bytes === null ? noRows : this.#intact(() => this.view.records.decode(key(), bytes));
    this.#records.set(bucket, rows);
    return rows;
  }

  /** All rows of the buckets that are needed whole, in their order. */
  #ownRows(at: Int): readonly EntityRow[] {
    const { view, read } = this;
    const records = bucketsSince(view, at, at).map((bucket) => this.#rowsOf(bucket));
    const rows = this.#intact(() => {
      const all = records.flatMap(entriesOf);
      return rowsOf(view, read.entity, view.stream.tiles === null ? distinct(all) : all);
    });
    return [...rows].sort((a, b) => view.order(a.row, b.row));
  }

  /** What the tiles tell of a window. */
  #piecesOf({ after, to }: Stretch): readonly Piece[] {
    const { view } = this;
    const pieces: Piece[] = [];
    for (const { span, groups } of this.#tilesOfSpans())
      for (const group of groups) {
        const all = group.summary === null ? "some" : coverOf(group.summary, after, to);
        if (all === "whole") pieces.push(group.summary!);
        if (all !== "some") continue;
        for (const { place, summary } of this.#intact(() => group.tiles)) {
          const bucket = view.bucketAt(span, place);
          const cover = summary === null ? this.#coverOf(bucket, { after, to }) : coverOf(summary, after, to);
          if (cover === "whole") pieces.push(summary!);
          if (cover === "some") pieces.push({ bucket });
        }
      }
    return pieces;
  }

  /** The same for a bucket of which nothing is known but where it is. */
  #coverOf(bucket: Bucket, { after, to }: Stretch): Cover {
    const { bucket: length } = this.view.stream;
    if (bucket === null || length === null) return "some";
    return bucket > to || (after !== null && add(bucket, length) <= after) ? "none" : "some";
  }

  /** What a window consists of. */
  #contentOf(stretch: Stretch): readonly Content[] {
    const { view, read } = this;
    const { after, to } = stretch;
    const isSeen = isVisible(to);
    const content: Content[] = [];
    for (const piece of this.#piecesOf(stretch)) {
      if (!("bucket" in piece)) {
        content.push(piece);
        continue;
      }
      for (const section of this.#rowsOf(piece.bucket).sections) {
        const cover = section.summary === null ? "some" : coverOf(section.summary, after, to);
        if (cover === "whole") content.push(section.summary!);
        if (cover !== "some") continue;
        const rows = this.#intact(() => rowsOf(view, read.entity, section.entries)).filter(
          (own) => isSeen(own) && (after === null || own.row.arrives > after),
        );
        content.push({ rows: rows.sort((a, b) => view.order(a.row, b.row)) });
      }
    }
    return content;
  }

  #fromStates(part: number, contents: readonly Content[]): Value {
    const { inputs } = this.view.stream.parts[part]!;
    const state = this.view.states[part]!();
    const merge = (summary: Summary): void => {
      // A window covers no summary without states.
      const packed: Scratch = summary.stateOf(part)!;
      state.merge(packed);
    };
    for (const content of contents) {
      if ("rows" in content) for (const own of content.rows) state.add(inputs(own.row.row), timesOfRow(own));
      else this.#intact(() => merge(content));
    }
    return state.value();
  }

  /** The latest row of the entity. */
  #latest(at: Int, own: readonly EntityRow[]): EntityRow | null {
    const { view, read } = this;
    if (!view.stream.head) return latestOf(view, own.filter(isVisible(at)));
    const { latest, unsure } = this.#latestInHead(at);
    const records = unsure.map((bucket) => this.#rowsOf(bucket));
    const rows = this.#intact(() => rowsOf(view, read.entity, records.flatMap(entriesOf)));
    return latestOf(view, [...(latest === null ? [] : [latest]), ...rows.filter(isVisible(at))]);
  }

  /**
   * The latest row among those of the head. `unsure`: buckets with rows that may be later, because the latest row of
   * their stretch of time has not arrived.
   */
  #latestInHead(at: Int): { readonly latest: EntityRow | null; readonly unsure: readonly Bucket[] } {
    const { view, read } = this;
    const entries = this.#entriesOfHead();
    const stretch = view.stretchOf(at);
    const visible: EntityRow[] = [];
    let unsure: readonly Bucket[] = [];
    for (let index = entries.length - 1; index >= 0; index--) {
      const rows = this.#intact(() => rowsOf(view, read.entity, [entries[index]!]));
      const seen = rows.filter(isVisible(at));
      visible.push(...seen);
      if (seen.length > 0 && view.inOrder) break;
      if (rows.some(({ row }) => row.arrives > at && view.stretchOf(row.arrives) === stretch))
        unsure = view.bucketsOfStretch(at);
    }
    return { latest: latestOf(view, visible), unsure };
  }

  #entriesOfHead(): readonly Entry[] {
    const bytes = this.#bytes(this.#head);
    if (bytes === null) return [];
    this.#headEntries ??= this.#intact(() => entriesOf(this.view.records.decode(headKey(this.read.key), bytes)));
    return this.#headEntries;
  }
}

const repeated = (own: EntityRow): readonly EntityRow[] => Array.from({ length: timesOfRow(own) }, () => own);

/** The buckets of which all rows are needed for reads at instants from `from` to `to`. */
function bucketsSince({ stream, bucketOf }: StreamedView, from: Int, to: Int): readonly Bucket[] {
  const { bucket, rowsReach } = stream;
  if (bucket === null) return [null];
  const buckets: Int[] = [];
  for (let number = bucketOf(minus(from, rowsReach))!; number <= to; number = add(number, bucket)) buckets.push(number);
  return buckets;
}

/** The spans whose tiles are needed for reads at instants from `from` to `to`. */
function spansOf({ stream, bucketOf, tileOf }: StreamedView, from: Int, to: Int): readonly (Int | null)[] {
  const { tiles, reach } = stream;
  if (tiles === null) return [];
  if (tiles.span === null) return [null];
  const last = tileOf(bucketOf(to)).span!;
  const spans: Int[] = [];
  for (let span = tileOf(bucketOf(minus(from, reach))).span!; span <= last; span = add(span, tiles.span))
    spans.push(span);
  return spans;
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
