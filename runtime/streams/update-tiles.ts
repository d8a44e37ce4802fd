import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { OnlineStore, ReadAnswer } from "../online/store.js";
import type { Int, Value } from "../values.js";
import type { Changed } from "./record.js";
import { bytesOf, intact, READING } from "./stored-record.js";
import type { StreamedView } from "./streamed-view.js";
import { joined } from "./tiles/summarise.js";
import { groupOf, MARK_BYTES, type Tile, type TileGroup, type Tiles } from "./tiles/tile-record.js";

/*
 * A tile and the rows of its bucket are two records, so a writer changes them in three steps: it marks the tile, changes
 * the rows, and puts the new tile in place of its own mark. A tile without a mark is therefore always that of its rows:
 *
 * Whoever puts a tile has changed the rows between its mark and the tile, and nobody else has marked the tile
 * meanwhile. Another writer that marked it before has seen older rows and fails to change them, because each change
 * makes a new version. One that marks it later makes the exchange of the tile fail, or comes after it.
 *
 * A writer that is stopped leaves a mark. Reads then take the rows, and the next writer of the bucket takes over.
 */

/** Where the tile of a bucket is. */
export interface TileOf {
  /** The key of its record, and the same as a text. */
  readonly key: Buffer;
  readonly id: string;
  readonly place: number;
  readonly entity: readonly Value[];
  /** Null: of all times. */
  readonly span: Int | null;
}

/** What the bucket of a tile holds after a change. */
export interface TileChange {
  readonly of: TileOf;
  readonly after: Changed;
}

export interface TileRecord {
  readonly key: Buffer;
  readonly expected: Uint8Array | null;
  readonly tiles: Tiles;
}

/** The records of tiles that were read, by their keys. */
export function tilesIn(
  view: StreamedView,
  address: string,
  keys: ReadonlyMap<string, Buffer>,
  found: ReadAnswer["records"],
): ReadonlyMap<string, TileRecord> {
  return new Map(
    [...keys].map(([id, key], index) => {
      const expected = bytesOf(address, view, found[index]);
      const tiles = expected === null ? [] : intact(address, view, () => view.tiles.decode(key, expected));
      return [id, { key, expected, tiles }];
    }),
  );
}

/** True if the tile tells what is in the bucket, if that does not change. */
export function tileIsRight({ tiles }: TileRecord, { place }: TileOf, { sections }: Changed): boolean {
  const tile = tileAt(tiles, place);
  return tile === undefined ? sections.length === 0 : tile.mark === null;
}

/** The changes whose tiles are marked, and the records that then stand in the store. */
export interface Marked {
  readonly mark: string;
  readonly changes: ReadonlySet<TileChange>;
  readonly records: ReadonlyMap<string, TileRecord>;
}

export async function markTiles(
  store: OnlineStore,
  view: StreamedView,
  before: ReadonlyMap<string, TileRecord>,
  changes: readonly TileChange[],
  asOf: Int | null,
): Promise<Marked> {
  const mark = randomBytes(MARK_BYTES).toString("latin1");
  const byRecord = new Map<string, TileChange[]>();
  for (const change of changes) {
    const known = byRecord.get(change.of.id);
    if (known === undefined) byRecord.set(change.of.id, [change]);
    else known.push(change);
  }
  const first = asOf === null ? null : view.firstBucket(asOf);
  const records = [...byRecord].map(([id, own]) => {
    const { key, expected, tiles } = before.get(id)!;
    const { span } = own[0]!.of;
    const isNeeded = ({ place }: Tile): boolean =>
      first === null || span === null || view.bucketAt(span, place)! >= first;
    const kept = first === null || span === null || span >= first ? tiles : tilesThat(view, tiles, isNeeded);
    const marks = own.map(({ of }): Tile => ({ place: of.place, mark, summary: null }));
    const next = withTiles(view, kept, marks);
    return { id, own, expected, record: { key, tiles: next, expected: view.tiles.encode(key, next) } };
  });
  const swaps = records.map(({ expected, record }) => ({ key: record.key, expected, value: record.expected }));
  const done = swaps.length === 0 ? [] : await store.swap(view.space, swaps);
  const marked = records.filter((_, index) => done[index] === true);
  return {
    mark,
    changes: new Set(marked.flatMap(({ own }) => own)),
    records: new Map(marked.map(({ id, record }) => [id, record])),
  };
}

const tileAt = (tiles: Tiles, place: number): Tile | undefined =>
  tiles.find((group) => group.place === groupOf(place))?.tiles.find((tile) => tile.place === place);

/** The tiles for which a condition holds. */
const tilesThat = (view: StreamedView, tiles: Tiles, holds: (tile: Tile) => boolean): Tiles =>
  tiles.flatMap((group) => {
    const kept = group.tiles.filter(holds);
    return kept.length === group.tiles.length ? [group] : grouped(view, group.place, kept);
  });

const grouped = (view: StreamedView, place: number, tiles: readonly Tile[]): readonly TileGroup[] => {
  const summaries = tiles.flatMap(({ summary }) => summary ?? []);
  const summary = summaries.length === tiles.length ? joined(view, summaries) : null;
  return tiles.length === 0 ? [] : [{ place, summary, tiles }];
};

/** The tiles with some of them replaced, or added. A tile without a mark and a summary is left out. */
function withTiles(view: StreamedView, tiles: Tiles, some: readonly Tile[]): Tiles {
  const groups = new Map(tiles.map((group) => [group.place, group]));
  const changed = new Map<number, Map<number, Tile>>();
  for (const tile of some) {
    const place = groupOf(tile.place);
    const known = changed.get(place) ?? new Map(groups.get(place)?.tiles.map((one) => [one.place, one]));
    changed.set(place, known.set(tile.place, tile));
  }
  for (const [place, all] of changed) {
    const kept = [...all.values()].filter(({ mark, summary }) => mark !== null || summary !== null);
    const [group] = grouped(
      view,
      place,
      kept.sort((a, b) => a.place - b.place),
    );
    if (group === undefined) groups.delete(place);
    else groups.set(place, group);
  }
  return [...groups.values()].sort((a, b) => a.place - b.place);
}

/** So often a tile is put if others change their tiles in the same record. After that the mark stays. */
const TRIES = 30;

/** Puts the tiles of buckets that were changed in place of the marks. */
export async function unmarkTiles(
  store: OnlineStore,
  view: StreamedView,
  { mark, records: marked }: Marked,
  changes: ReadonlySet<TileChange>,
): Promise<void> {
  let records = marked;
  let waiting = [...changes];
  for (let round = 0; waiting.length > 0 && round < TRIES; round++) {
    if (round > 0) {
      if (round > 2) await sleep(Math.random() * round);
      const keys = new Map(waiting.map(({ of }) => [of.id, of.key]));
      const [answer] = await store.read([{ space: view.space, keys: [], records: [...keys.values()] }], READING);
      records = tilesIn(view, store.address, keys, answer!.records);
    }
    const byRecord = new Map<string, TileChange[]>();
    for (const change of waiting) {
      const { of } = change;
      // Another writer may have marked it since: that one puts the tile.
      if (tileAt(records.get(of.id)!.tiles, of.place)?.mark !== mark) continue;
      const known = byRecord.get(of.id);
      if (known === undefined) byRecord.set(of.id, [change]);
      else known.push(change);
    }
    const swaps = [...byRecord].map(([id, own]) => {
      const { key, expected, tiles } = records.get(id)!;
      const fresh = own.map(({ of, after }): Tile => {
        const summary = joined(
          view,
          after.sections.map((section) => section.summary!),
        );
        return { place: of.place, mark: null, summary };
      });
      const next = withTiles(view, tiles, fresh);
      return { key, expected, value: next.length === 0 ? null : view.tiles.encode(key, next) };
    });
    const done = swaps.length === 0 ? [] : await store.swap(view.space, swaps);
    waiting = [...byRecord.values()].filter((_, index) => done[index] !== true).flat();
  }
}
