import { INSTANT_AT, rowIsIntact } from "../../codec/index.js";
import type { Call } from "../call.js";
import { spaceText } from "../meta.js";
import { recordKey } from "../record-key.js";
import type { StoredRow, Swap, ViewSpace } from "../store.js";
import { unreadable } from "../unreadable.js";
import { grouped, inBatches } from "./batches.js";
import { RedisFailure } from "./failure.js";
import type { Keys } from "./keys.js";
import type { Layout, Shard } from "./layout.js";
import { runScript } from "./run-script.js";
import { putIfNotOlder, type Script, swapIfSame } from "./script.js";
import type { RedisKey } from "./send.js";
import type { Route, Servers } from "./servers.js";
import type { Unfilled } from "./unfilled.js";
import { foreign, strange, Values } from "./values.js";

/** Other clients wait while a command runs. 500 rows take a script about 2 ms. */
const ROWS_PER_SCRIPT = 500;

/** What a script says of its keys: how many were changed, and the indexes of the others. */
interface Changed {
  readonly done: number;
  readonly others: readonly number[];
}

/**
 * Changes rows and records by scripts, each in the shard of its keys. A script compares and replaces in one step.
 */
export class Writer {
  constructor(
    private readonly servers: Servers,
    private readonly layout: Layout,
    private readonly keys: Keys,
    private readonly unfilled: Unfilled,
    private readonly call: Call,
  ) {}

  async write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number> {
    const batches = this.#byShard(rows).flatMap(([shard, members]) =>
      inBatches(members, ROWS_PER_SCRIPT).map((batch) => this.#put(space, shard, batch)),
    );
    return (await Promise.all(batches)).reduce((sum, put) => sum + put, 0);
  }

  #byShard(rows: readonly StoredRow[]): readonly (readonly [Shard, readonly StoredRow[]])[] {
    const [first, ...others] = this.layout.shards;
    if (others.length === 0) return [[first!, rows]];
    const groups = [...grouped(rows, ({ key }) => this.layout.shardOf(key))];
    return groups.map(([shard, members]) => [shard, members.map(({ each }) => each)]);
  }

  async swap(space: ViewSpace, swaps: readonly Swap[]): Promise<readonly boolean[]> {
    const done = swaps.map(() => false);
    const batches = [...grouped(swaps, ({ key }) => this.layout.shardOf(key))].flatMap(([shard, members]) =>
      inBatches(members, ROWS_PER_SCRIPT).map(async (batch) => {
        const keys = batch.map(({ each }) => this.keys.row(space, shard, recordKey(each.key)));
        const of = `a record of view ${space.view}`;
        const route = { slot: shard.slotOf(space), replica: false, once: true };
        const { others } = await this.#change(
          route,
          of,
          keys,
          batch.map(({ each }) => each),
        );
        const kept = new Set(others);
        for (const [at, { index }] of batch.entries()) done[index] = !kept.has(at);
      }),
    );
    await Promise.all(batches);
    return done;
  }

  /** The stored T counts only if the row is intact. Otherwise a damaged row could stay for ever. */
  async #put(space: ViewSpace, shard: Shard, batch: readonly StoredRow[]): Promise<number> {
    const route = { slot: shard.slotOf(space), replica: false };
    if (await this.#putNew(route, space, shard, batch)) return batch.length;
    const of = `the stored row of view ${space.view}`;
    let put = 0;
    for (let rows = batch; rows.length > 0; ) {
      const keys = rows.map(({ key }) => this.keys.row(space, shard, key));
      const values = rows.map(({ value }) => asBuffer(value));
      const expire = rows.some(({ expires }) => expires !== undefined);
      const { done, others } = await this.#run(route, of, putIfNotOlder, keys, (indexes) => [
        ...indexes.map((index) => values[index]!),
        ...(expire ? indexes.map((index) => expiryText(rows[index]!)) : []),
      ]);
      put += done;
      if (others.length === 0) break;
      const asked = others.map((index) => keys[index]!);
      const kept = await new Values(this.servers, this.call, route).read(asked, 0);
      const damaged = others.flatMap((index, at) => {
        const old = kept[at];
        return old instanceof Buffer && !rowIsIntact(spaceText(space), rows[index]!.key, old) ? [{ index, old }] : [];
      });
      if (damaged.length === 0) break;
      const replaced = await this.#change(
        route,
        of,
        damaged.map(({ index }) => keys[index]!),
        damaged.map(({ index, old }) => ({ expected: old, value: values[index]! })),
      );
      // Another writer came in between: compare with what it put. A row that expires is put once more, which says when.
      const again: readonly { readonly index: number }[] = expire ? damaged : replaced.others.map((at) => damaged[at]!);
      if (!expire) put += replaced.done;
      rows = again.map(({ index }) => rows[index]!);
    }
    return put;
  }

  /** Puts all of the rows if none of their keys is there. */
  async #putNew(route: Route, space: ViewSpace, shard: Shard, batch: readonly StoredRow[]): Promise<boolean> {
    if (!this.unfilled.mayBe(space) || !arePlain(batch)) return false;
    const pairs: RedisKey[] = [];
    for (const { key, value } of batch) pairs.push(this.keys.row(space, shard, key), asBuffer(value));
    try {
      const done = await this.servers.run(this.call, { ...route, divisible: batch.length > 1 }, (send) =>
        send("msetnx", pairs),
      );
      if (done === 1) return true;
      if (done !== 0) throw strange(this.servers, "MSETNX");
    } catch (error) {
      // The slot is moving. The script goes on with a part of the keys at a time.
      if (!(error instanceof RedisFailure && error.prospect.divided)) throw error;
    }
    this.unfilled.isNot(space);
    return false;
  }

  #change(
    route: Route,
    of: string,
    keys: readonly RedisKey[],
    swaps: readonly Pick<Swap, "expected" | "value">[],
  ): Promise<Changed> {
    const letter = (bytes: Uint8Array | null): string => (bytes === null ? "n" : "v");
    return this.#run(route, of, swapIfSame, keys, (indexes) => {
      const some = indexes.map((index) => swaps[index]!);
      const letters = some.map(({ expected, value }) => letter(expected) + letter(value)).join("");
      const bytes = some.flatMap(({ expected, value }) => [asBuffer(expected ?? NOTHING), asBuffer(value ?? NOTHING)]);
      return [Buffer.from(letters), ...bytes];
    });
  }

  /** `valuesOf`: the script's values for the keys with these indexes. */
  async #run(
    route: Route,
    of: string,
    script: Script,
    keys: readonly RedisKey[],
    valuesOf: (indexes: readonly number[]) => readonly Buffer[],
  ): Promise<Changed> {
    const some = async (indexes: readonly number[]): Promise<Changed> => {
      const own = indexes.map((index) => keys[index]!);
      try {
        const { done, others } = await this.#once(route, of, script, own, valuesOf(indexes));
        return { done, others: others.map((at) => indexes[at]!) };
      } catch (error) {
        // A slot is moving, and some of its keys are on another node already.
        if (!(error instanceof RedisFailure && error.prospect.divided) || indexes.length === 1) throw error;
        const half = indexes.length >> 1;
        const [a, b] = [await some(indexes.slice(0, half)), await some(indexes.slice(half))];
        return { done: a.done + b.done, others: [...a.others, ...b.others] };
      }
    };
    return some(keys.map((_, index) => index));
  }

  async #once(route: Route, of: string, script: Script, keys: readonly RedisKey[], values: readonly Buffer[]) {
    const answer = await this.servers.run(this.call, { ...route, divisible: keys.length > 1 }, (send) =>
      runScript(send, script, keys, values),
    );
    const changed = changedOf(answer, keys.length);
    if (changed === null) throw strange(this.servers, "a script");
    if (changed.done >= 0) return changed;
    const key = keys[changed.others[0]!]!;
    const type = String(await this.servers.run(this.call, route, (send) => send("type", [key])));
    throw unreadable(this.servers.address, of, foreign(key, type));
  }
}

/** Null if a script never answers so. */
export function changedOf(answer: unknown, keys: number): Changed | null {
  const [done, ...places] = Array.isArray(answer) ? answer : [];
  const inside = (place: unknown) => Number.isInteger(place) && Number(place) >= 1 && Number(place) <= keys;
  if (!Number.isInteger(done) || !places.every(inside)) return null;
  return { done, others: places.map((place) => place - 1) };
}

const NOTHING = Buffer.alloc(0);

/** Rows of one instant that do not expire. A key that occurs twice then gets the last of its rows, as it should. */
function arePlain(rows: readonly StoredRow[]): boolean {
  const first = rows[0]!.value;
  const end = INSTANT_AT + 8;
  return rows.every(({ value, expires }) => {
    if (expires !== undefined) return false;
    for (let at = INSTANT_AT; at < end; at++) if (value[at] !== first[at]) return false;
    return true;
  });
}

/** Milliseconds, rounded up. Empty if the row does not expire. */
const expiryText = ({ expires }: StoredRow): Buffer =>
  expires === undefined ? NOTHING : Buffer.from(String((BigInt(expires) + 999n) / 1000n));

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
