/**
 * The Redis store.
 *
 * In: a URL. Out: an `OnlineStore`.
 * Always: a read is one pipeline: an MGET (several only for thousands of keys), and an EXISTS of the keys that were not
 * found, because MGET does not tell a missing key from one that holds no string. A batch is compared and put in one
 * step by a script in the server. The keys are `feat:PROJECT:VIEW:FINGERPRINT` for a view's meta, the same with `:` and
 * the packed key for a row (or a zero byte and a record's key), and `feat:PROJECT:VIEW` for the view's record (the mark of its runs, the names of its
 * metas). Nothing else is touched. An answer in a form that Redis never gives is an error.
 */
import { randomUUID } from "node:crypto";
import { rowIsIntact } from "../../codec/index.js";
import { StoreError } from "../../errors.js";
import { within } from "../call.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { laterMeta, packMeta, spaceText, unpackMeta, viewText } from "../meta.js";
import { recordKey } from "../record-key.js";
import type {
  CallOptions,
  OnlineStore,
  ReadAnswer,
  ReadRequest,
  StoredRow,
  Swap,
  ViewMeta,
  ViewName,
  ViewSpace,
} from "../store.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { clearView } from "./clear.js";
import { Connection } from "./connection.js";
import { runScript } from "./run-script.js";
import { moveMeta, putIfNotOlder, type Script, swapIfSame } from "./script.js";
import { send } from "./send.js";

export interface RedisStoreOptions {
  /** In milliseconds. The default is 5000. */
  readonly connectTimeout?: number;
  /** How long a command may take, in milliseconds. The default is 10000. */
  readonly commandTimeout?: number;
}

/** Connects when it is first used. The URL may be undefined, so that an environment variable can be passed directly. */
export function openRedis(url: string | undefined, options: RedisStoreOptions = {}): OnlineStore {
  if (url === undefined || url === "") throw new StoreError("", "no Redis URL was given (is the variable set?)");
  const { connectTimeout = 5000, commandTimeout = 10_000 } = options;
  return new RedisStore(new Connection(url, { connectTimeout, commandTimeout }));
}

/** Other clients wait while a script runs. 500 rows take about 2 ms. */
const ROWS_PER_SCRIPT = 500;
const KEYS_PER_MGET = 5000;

class RedisStore implements OnlineStore {
  readonly #connection: Connection;
  readonly #prefixes = new WeakMap<ViewSpace, Buffer>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get address(): string {
    return this.#connection.address;
  }

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    return this.#within(options, () => this.#read(requests));
  }

  async #read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    // Metas come first: with several MGETs, rows may be newer than their meta but never older.
    const keys: Buffer[] = requests.map(({ space }) => this.#prefix(space));
    for (const { space, keys: rows, records = [] } of requests) {
      const prefix = this.#rowPrefix(space);
      for (const key of rows) keys.push(Buffer.concat([prefix, key]));
      for (const key of records) keys.push(Buffer.concat([prefix, recordKey(key)]));
    }
    if (keys.length === 0) return [];
    const rowsEnd = keys.length;
    // The metas are read again at the end. If one is gone by then, the view was cleared, and rows may be missing only
    // because of that.
    if (keys.length > KEYS_PER_MGET) keys.push(...keys.slice(0, requests.length));
    const found = await this.#getAll(keys);
    let next = requests.length;
    const take = (count: number) => {
      next += count;
      return found.slice(next - count, next);
    };
    return requests.map(({ space, keys: asked, records = [] }, index) => {
      const cleared = rowsEnd < found.length && found[rowsEnd + index] === null;
      const meta = cleared ? null : found[index];
      return {
        meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta),
        rows: take(asked.length),
        records: take(records.length),
      };
    });
  }

  write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    return this.#within(options, async () => {
      const batches = inBatches(rows, ROWS_PER_SCRIPT).map((batch) => this.#put(space, batch));
      return (await Promise.all(batches)).reduce((sum, put) => sum + put, 0);
    });
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    return this.#within(options, async () => {
      const batches = inBatches(swaps, ROWS_PER_SCRIPT).map((batch) => this.#swap(space, batch));
      return (await Promise.all(batches)).flat();
    });
  }

  async #swap(space: ViewSpace, batch: readonly Swap[]): Promise<readonly boolean[]> {
    const prefix = this.#rowPrefix(space);
    const keys = batch.map(({ key }) => Buffer.concat([prefix, recordKey(key)]));
    const { done, others } = await this.#run(swapIfSame, keys, swapArguments(batch));
    if (done < 0) throw await this.#foreign(`a record of view ${space.view}`, keys[others[0]!]!);
    const kept = new Set(others);
    return batch.map((_, index) => !kept.has(index));
  }

  /** The stored T counts only if the row is intact. Otherwise a damaged row could stay for ever. */
  async #put(space: ViewSpace, batch: readonly StoredRow[]): Promise<number> {
    const prefix = this.#rowPrefix(space);
    let put = 0;
    for (let rows = batch; rows.length > 0; ) {
      const keys = rows.map(({ key }) => Buffer.concat([prefix, key]));
      const values = rows.map(({ value }) => asBuffer(value));
      const { done, others } = await this.#run(putIfNotOlder, keys, values);
      if (done < 0) throw await this.#foreign(`the stored row of view ${space.view}`, keys[others[0]!]!);
      put += done;
      if (others.length === 0) break;
      const kept = await this.#getAll(others.map((index) => keys[index]!));
      const damaged = others.flatMap((index, at) => {
        const old = kept[at];
        return old instanceof Buffer && !rowIsIntact(spaceText(space), rows[index]!.key, old) ? [{ index, old }] : [];
      });
      if (damaged.length === 0) break;
      const replaced = await this.#run(
        swapIfSame,
        damaged.map(({ index }) => keys[index]!),
        swapArguments(damaged.map(({ index, old }) => ({ expected: old, value: values[index]! }))),
      );
      put += replaced.done;
      // Another writer came in between: compare with what it put.
      const again = replaced.others.map((at) => rows[damaged[at]!.index]!);
      rows = again;
    }
    return put;
  }

  async begin(view: ViewName): Promise<string> {
    const record = viewKey(view);
    return this.#connection.run(async (client) => {
      await client.hsetnx(record, "mark", randomUUID());
      // A view that is cleared in between has no mark. No mark is the empty text.
      return (await client.hget(record, "mark")) ?? "cleared";
    });
  }

  async advance(space: ViewSpace, meta: ViewMeta, mark = ""): Promise<boolean> {
    const keys = [this.#prefix(space), viewKey(space)];
    for (;;) {
      const [old = null] = await this.#getAll(keys.slice(0, 1));
      const before = old instanceof Unreadable ? old : unpackMeta(space, old);
      if (before instanceof Unreadable && (before.foreign || meta.complete === null))
        throw unreadable(this.address, `the metadata of view ${space.view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      const { done, others } = await this.#run(moveMeta, keys, [
        old instanceof Buffer ? old : NOTHING,
        next,
        Buffer.from(mark),
      ]);
      if (done === 1) return true;
      if (others.includes(1)) return false;
      // Another writer came in between: start again with what it put.
    }
  }

  clear(view: ViewName): Promise<number> {
    return clearView(this.#connection, viewKey(view));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The value under each key. A key that holds no string differs from a key that does not exist. */
  async #getAll(keys: readonly Buffer[]): Promise<(Buffer | null | Unreadable)[]> {
    const found = await this.#connection.run((client) =>
      inParts(keys, async (part) => this.#found(part, await send(client, "mget", part))),
    );
    const absent = found.flatMap((value, index) => (value === null ? [index] : []));
    if (absent.length === 0) return found;
    const places = absent.map((index) => keys[index]!);
    const exist = await this.#connection.run((client) =>
      inParts(places, async (part) => [this.#count(await send(client, "exists", part))]),
    );
    if (exist.every((count) => count === 0)) return found;
    const types = await this.#connection.run((client) => Promise.all(places.map((key) => client.type(key))));
    const all: (Buffer | null | Unreadable)[] = found;
    for (const [at, index] of absent.entries()) {
      const type = types[at];
      // A string or nothing: the key was set or removed in between.
      if (type !== "string" && type !== "none") all[index] = foreign(places[at]!, String(type));
    }
    return all;
  }

  async #foreign(what: string, key: Buffer): Promise<StoreError> {
    const type = String(await this.#connection.run((client) => client.type(key)));
    return unreadable(this.address, what, foreign(key, type));
  }

  #within<T>(options: CallOptions, work: () => Promise<T>): Promise<T> {
    return within(options, (milliseconds) => this.#connection.problem(`no answer within ${milliseconds} ms`), work);
  }

  async #run(script: Script, keys: Buffer[], values: Buffer[]): Promise<Replaced> {
    const answer = await this.#connection.run((client) => runScript(client, script, keys, values));
    const [done, ...places] = Array.isArray(answer) ? answer : [];
    const inside = (place: unknown) => Number.isInteger(place) && Number(place) >= 1 && Number(place) <= keys.length;
    if (!Number.isInteger(done) || !places.every(inside)) throw this.#strange("a script");
    return { done, others: places.map((place) => place - 1) };
  }

  #found(keys: readonly Buffer[], answer: unknown): (Buffer | null)[] {
    const fits = Array.isArray(answer) && answer.length === keys.length;
    if (!fits || !answer.every((value) => value === null || value instanceof Buffer)) throw this.#strange("MGET");
    return answer;
  }

  #count(answer: unknown): number {
    if (typeof answer !== "number") throw this.#strange("EXISTS");
    return answer;
  }

  #strange(command: string): StoreError {
    return this.#connection.problem(
      `it answered ${command} in a way that Redis never does: is it a proxy, or another server?`,
    );
  }

  #prefix(space: ViewSpace): Buffer {
    return this.#rowPrefix(space).subarray(0, -1);
  }

  #rowPrefix(space: ViewSpace): Buffer {
    const known = this.#prefixes.get(space);
    if (known !== undefined) return known;
    const prefix = Buffer.from(`feat:${spaceText(space)}:`);
    this.#prefixes.set(space, prefix);
    return prefix;
  }
}

const viewKey = (view: ViewName): Buffer => Buffer.from(`feat:${viewText(view)}`);

interface Replaced {
  readonly done: number;
  /** Indexes of the keys that were not changed. */
  readonly others: readonly number[];
}

const NOTHING = Buffer.alloc(0);

const foreign = (key: Buffer, type: string): Unreadable =>
  new Unreadable(`the Redis key ${printable(key)} holds a ${type}, which is another program's`, true);

/** In the form that redis-cli takes between double quotes. */
function printable(key: Buffer): string {
  const text = [...key].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${text.join("")}"`;
}

/** The arguments of `swapIfSame`. */
function swapArguments(swaps: readonly Pick<Swap, "expected" | "value">[]): Buffer[] {
  const letter = (bytes: Uint8Array | null): string => (bytes === null ? "n" : "v");
  const letters = swaps.map(({ expected, value }) => letter(expected) + letter(value)).join("");
  const bytes = swaps.flatMap(({ expected, value }) => [asBuffer(expected ?? NOTHING), asBuffer(value ?? NOTHING)]);
  return [Buffer.from(letters), ...bytes];
}

async function inParts<T>(keys: readonly Buffer[], ask: (part: Buffer[]) => Promise<readonly T[]>): Promise<T[]> {
  return (await Promise.all(inBatches(keys, KEYS_PER_MGET).map((part) => ask([...part])))).flat();
}

function inBatches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  if (all.length <= size) return all.length === 0 ? [] : [all];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
