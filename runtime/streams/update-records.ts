import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, StoreError } from "../errors.js";
import type { CallOptions, OnlineStore, Swap } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import type { Int } from "../values.js";
import { noRows, type Rows } from "./record.js";
import type { StreamedView } from "./streamed-view.js";

/** A change of one record: what it holds afterwards, computed from what it holds. Without entries it is removed. */
export interface Update {
  readonly key: Buffer;
  /** `asOf` is the instant of the last materialization, or null. It is called again if another writer came first. */
  readonly change: (before: Rows, asOf: Int | null) => Rows;
}

/** Records are compared with what is there now. There may be many, and nobody waits for an answer to show. */
export const READING: CallOptions = { timeout: 10_000, current: true };
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
  const { space, records } = view;
  let waiting = updates;
  for (let round = 0; waiting.length > 0; round++) {
    if (round === ROUNDS)
      throw new StoreError(
        store.address,
        `can't put rows of view ${space.view} into the online store at ${store.address}: other writers changed the same records ${ROUNDS} times meanwhile; push them again`,
      );
    if (round > PATIENT_ROUNDS) await sleep(Math.random() * LONGEST_PAUSE);
    const [answer] = await store.read([{ space, keys: [], records: waiting.map(({ key }) => key) }], READING);
    const { meta } = answer!;
    if (meta instanceof Unreadable) throw unreadable(store.address, `the metadata of view ${space.view}`, meta);
    const swaps: Swap[] = [];
    const swapped: Update[] = [];
    for (const [index, update] of waiting.entries()) {
      const expected = bytesOf(store, view, answer!.records[index] ?? null);
      const before = expected === null ? noRows : decoded(store, view, update.key, expected);
      const after = update.change(before, meta.asOf);
      const value = after.entries.length === 0 ? null : records.encode(update.key, after);
      if (value === null ? expected === null : expected !== null && value.equals(expected)) continue;
      swaps.push({ key: update.key, expected, value });
      swapped.push(update);
    }
    const done = swaps.length === 0 ? [] : await store.swap(space, swaps);
    waiting = swapped.filter((_, index) => done[index] !== true);
  }
}

function bytesOf(store: OnlineStore, view: StreamedView, found: Uint8Array | Unreadable | null): Uint8Array | null {
  if (found instanceof Unreadable) throw damaged(store.address, view, found);
  return found;
}

function decoded(store: OnlineStore, view: StreamedView, key: Buffer, bytes: Uint8Array): Rows {
  try {
    return view.records.decode(key, bytes);
  } catch (error) {
    throw damaged(store.address, view, new Unreadable(messageOf(error)));
  }
}

/** The error about a record that cannot be read. */
export function damaged(address: string, { space }: StreamedView, why: Unreadable): StoreError {
  const wayOut = why.foreign
    ? "delete that key, then materialize the view again"
    : `empty the view with \`feat reset ${space.view}\`, then materialize it and push again what the warehouse does not have yet`;
  return unreadable(address, `a record of the streamed view ${space.view}`, why, wayOut);
}
