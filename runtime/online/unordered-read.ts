import { INSTANT_AT } from "../codec/index.js";
import { spaceText, unpackMeta } from "./meta.js";
import type { ReadAnswer, ReadRequest, ViewSpace } from "./store.js";

/** A view's meta as it is stored. */
export interface FoundMeta {
  readonly bytes: Uint8Array;
  /** Each move of the meta gives it a new version, which it never had before. */
  readonly version: string;
}

export interface Found {
  readonly meta: FoundMeta | null;
  readonly rows: ReadAnswer["rows"];
  readonly records: ReadAnswer["records"];
}

/**
 * How to read a store in which each key is read at an instant of its own. `quick` may read what was there a moment ago,
 * where that is cheaper; `exact` reads what every write that is done has left.
 */
export interface UnorderedStore {
  readonly quick: (requests: readonly ReadRequest[]) => Promise<readonly Found[]>;
  readonly exact: (requests: readonly ReadRequest[]) => Promise<readonly Found[]>;
  /** Whether `quick` reads what every write that is done has left. */
  readonly quickIsExact: boolean;
}

/**
 * How long a reader may take between a view's meta and its rows, in milliseconds. One who takes longer looks at the meta
 * again. `clear` waits that long after the meta is gone, before it removes rows. All processes must agree on it.
 */
export const GRACE = 1000;

/**
 * Reads a view so that its meta is not newer than the rows, in one round trip nearly always.
 *
 * A row that is at least as new as the meta says is fine, whichever was read first. Only a missing or older row may be
 * wrong: a run may have put the row and moved the meta in between. It is fine too if the meta was there before the read
 * began, which is so if an earlier read saw the same version. Otherwise those rows are read again, and the meta with
 * them: if it is still the same, it was there before them.
 */
export class UnorderedReads {
  /** By space: the version of the meta that was seen last. */
  readonly #seen = new Map<string, string>();

  async read(requests: readonly ReadRequest[], store: UnorderedStore): Promise<readonly ReadAnswer[]> {
    for (;;) {
      const began = performance.now();
      const before = requests.map(({ space }) => this.#seen.get(spaceText(space)));
      const found = await store.quick(requests);
      const doubtful = found.map((each, index) =>
        store.quickIsExact && each.meta?.version === before[index] ? [] : doubtfulRows(each),
      );
      const slow = performance.now() - began > GRACE;
      if (!slow && doubtful.every((rows) => rows.length === 0)) return this.#answers(requests, found);
      const again = requests.flatMap(({ space, keys }, index) => {
        const rows = doubtful[index]!;
        const look = found[index]!.meta !== null && (slow || rows.length > 0);
        return look ? [{ index, rows, request: { space, keys: rows.map((row) => keys[row]!) } }] : [];
      });
      const beganAgain = performance.now();
      const second = await store.exact(again.map(({ request }) => request));
      const same = again.every(({ index }, at) => second[at]!.meta?.version === found[index]!.meta?.version);
      if (same && performance.now() - beganAgain <= GRACE) return this.#answers(requests, merged(found, again, second));
      for (const [at, { request }] of again.entries()) this.#note(request.space, second[at]!.meta);
    }
  }

  #answers(requests: readonly ReadRequest[], found: readonly Found[]): readonly ReadAnswer[] {
    return requests.map(({ space }, index) => {
      const { meta, rows, records } = found[index]!;
      this.#note(space, meta);
      return { meta: unpackMeta(space, meta?.bytes), rows, records };
    });
  }

  #note(space: ViewSpace, meta: FoundMeta | null): void {
    if (meta === null) this.#seen.delete(spaceText(space));
    else this.#seen.set(spaceText(space), meta.version);
  }
}

interface Again {
  readonly index: number;
  readonly rows: readonly number[];
}

function merged(found: readonly Found[], again: readonly Again[], second: readonly Found[]): readonly Found[] {
  const all = found.map((each) => ({ ...each, rows: [...each.rows] }));
  for (const [at, { index, rows }] of again.entries())
    for (const [place, row] of rows.entries()) all[index]!.rows[row] = second[at]!.rows[place]!;
  return all;
}

/** The places of rows that are missing, or older than the meta says. Without a meta no row is read. */
function doubtfulRows({ meta, rows }: Found): readonly number[] {
  if (meta === null) return [];
  const asOf = Buffer.from(meta.bytes.buffer, meta.bytes.byteOffset, meta.bytes.byteLength);
  return rows.flatMap((row, index) => {
    if (!(row instanceof Uint8Array)) return row === null ? [index] : [];
    if (row.length < INSTANT_AT + 8 || asOf.length < INSTANT_AT + 8) return [];
    // Both have an instant in the same place and form.
    const [end, stored] = [INSTANT_AT + 8, Buffer.from(row.buffer, row.byteOffset, row.byteLength)];
    return stored.compare(asOf, INSTANT_AT, end, INSTANT_AT, end) < 0 ? [index] : [];
  });
}
