import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "../errors.js";
import type { OnlineStore, Swap } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import type { Int } from "../values.js";
import { type Changed, noRows, type Rows } from "./record.js";
import { bytesOf, intact, READING } from "./stored-record.js";
import type { StreamedView } from "./streamed-view.js";
import { markTiles, type TileChange, type TileOf, tileIsRight, tilesIn, unmarkTiles } from "./update-tiles.js";

/** A change of one record, computed from what it holds. Without rows it is removed, if it has no tile. */
export interface Update {
  readonly key: Buffer;
  /** The tile that tells what is in it. Null if it has none. */
  readonly tile: TileOf | null;
  /**
   * `asOf` is the instant of the last materialization, or null. It is called again if another writer came first. The
   * result is null if no read needs the record: then it is removed, and its tile is not looked at.
   */
  readonly change: (before: Rows, asOf: Int | null) => Changed | null;
}

const RECORDS_PER_READ = 500;
/** In each round at least one of the writers that meet on a record gets through. */
const ROUNDS = 1000;
const PATIENT_ROUNDS = 3;
const LONGEST_PAUSE = 20;

/** Changes records, each in one step, together with any number of other writers. */
export async function updateRecords(store: OnlineStore, view: StreamedView, updates: readonly Update[]): Promise<void> {
  for (let start = 0; start < updates.length; start += RECORDS_PER_READ)
    await updateSome(store, view, updates.slice(start, start + RECORDS_PER_READ));
}

async function updateSome(store: OnlineStore, view: StreamedView, updates: readonly Update[]): Promise<void> {
  const { space } = view;
  let waiting = updates;
  for (let round = 0; waiting.length > 0; round++) {
    if (round === ROUNDS)
      throw new StoreError(
        store.address,
        `can't put rows of view ${space.view} into the online store at ${store.address}: other writers changed the same records ${ROUNDS} times meanwhile; push them again`,
      );
    if (round > PATIENT_ROUNDS) await sleep(Math.random() * LONGEST_PAUSE);
    waiting = await tryAll(store, view, waiting);
  }
}

interface Planned {
  readonly update: Update;
  readonly swap: Swap;
  /** Null if the record has no tile, or nobody looks at it any more. */
  readonly tile: TileChange | null;
}

/** Returns the updates for which another writer came first. */
async function tryAll(store: OnlineStore, view: StreamedView, updates: readonly Update[]): Promise<readonly Update[]> {
  const { space } = view;
  const tileKeys = new Map<string, Buffer>();
  for (const { tile } of updates) if (tile !== null) tileKeys.set(tile.id, tile.key);
  const records = [...updates.map(({ key }) => key), ...tileKeys.values()];
  const [answer] = await store.read([{ space, keys: [], records }], READING);
  const { meta } = answer!;
  if (meta instanceof Unreadable) throw unreadable(store.address, `the metadata of view ${space.view}`, meta);
  const tiles = tilesIn(view, store.address, tileKeys, answer!.records.slice(updates.length));
  const planned = updates.flatMap((update, index): readonly Planned[] => {
    const expected = bytesOf(store.address, view, answer!.records[index]!);
    const before = expected === null ? noRows : decoded(store.address, view, update.key, expected);
    const after = update.change(before, meta.asOf);
    const swap = (value: Buffer | null): Swap => ({ key: update.key, expected, value });
    if (update.tile === null || after === null) {
      const rows = after === null || after.sections.length === 0 ? null : { version: 0, ...after };
      const value = rows === null ? null : view.records.encode(update.key, rows);
      return isSame(value, expected) ? [] : [{ update, swap: swap(value), tile: null }];
    }
    const right = tileIsRight(tiles.get(update.tile.id)!, update.tile, after);
    const sameRows =
      expected === null
        ? after.sections.length === 0
        : isSame(view.records.encode(update.key, { ...before, ...after }), expected);
    if (right && sameRows) return [];
    // A new version, whatever is in it: a writer that marked the tile before must not get through.
    const rows = { version: before.version + 1, ...after };
    return [{ update, swap: swap(view.records.encode(update.key, rows)), tile: { of: update.tile, after } }];
  });
  const changes = planned.flatMap(({ tile }) => tile ?? []);
  const marked = await markTiles(store, view, tiles, changes, meta.asOf);
  const ready = planned.filter(({ tile }) => tile === null || marked.changes.has(tile));
  const done =
    ready.length === 0
      ? []
      : await store.swap(
          space,
          ready.map(({ swap }) => swap),
        );
  const swapped = new Set(ready.filter((_, index) => done[index] === true));
  await unmarkTiles(store, view, marked, new Set([...swapped].flatMap(({ tile }) => tile ?? [])));
  return planned.filter((one) => !swapped.has(one)).map(({ update }) => update);
}

const isSame = (value: Buffer | null, expected: Uint8Array | null): boolean =>
  value === null ? expected === null : expected !== null && value.equals(expected);

function decoded(address: string, view: StreamedView, key: Buffer, bytes: Uint8Array): Rows {
  return intact(address, view, () => {
    const rows = view.records.decode(key, bytes);
    // A record is changed as a whole, so all of it must be readable.
    for (const section of rows.sections) section.entries.length;
    return rows;
  });
}
