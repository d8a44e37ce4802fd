/**
 * The Redis store.
 *
 * In: a URL. Out: an `OnlineStore`.
 * Always: a read is one pipeline of MGETs (one, unless it asks for thousands of keys), and one EXISTS of what was not found, since MGET
 * says nothing of a key that holds no string; a batch is compared and put in one step by a script in the server; keys are
 * `feat:PROJECT:VIEW:FINGERPRINT`, for a row with `:` and its packed key after it; nothing else is touched; an answer that has not the
 * shape of Redis's is an error.
 */
import type { Redis } from "ioredis";
import { rowIsIntact } from "../../codec/index.js";
import { StoreError } from "../../errors.js";
import { laterMeta, packMeta, spaceText, unpackMeta } from "../meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, StoredRow, ViewMeta, ViewSpace } from "../store.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { Connection } from "./connection.js";
import { putIfNotOlder, replaceIfSame, type Script } from "./script.js";
import { send } from "./send.js";

export interface RedisStoreOptions {
  /** Milliseconds; 5000 by default. */
  readonly connectTimeout?: number;
  /** Milliseconds that a command may take; 10000 by default. */
  readonly commandTimeout?: number;
}

/** Connects when it is first used. The URL may be undefined so that a variable of the environment can be handed over as it is. */
export function openRedis(url: string | undefined, options: RedisStoreOptions = {}): OnlineStore {
  if (url === undefined || url === "") throw new StoreError("", "no Redis URL was given (is the variable set?)");
  const { connectTimeout = 5000, commandTimeout = 10_000 } = options;
  return new RedisStore(new Connection(url, { connectTimeout, commandTimeout }));
}

/** One script runs so long that others wait: 500 rows are some 2 ms. */
const ROWS_PER_SCRIPT = 500;
const KEYS_PER_MGET = 5000;

class RedisStore implements OnlineStore {
  readonly #connection: Connection;
  readonly #prefixes = new Map<string, Buffer>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get address(): string {
    return this.#connection.address;
  }

  async read(requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    // Metas first: where there are several MGETs, rows may be newer than their meta, never older.
    const keys: Buffer[] = requests.map(({ space }) => this.#prefix(space));
    for (const request of requests) {
      const prefix = this.#rowPrefix(request.space);
      for (const key of request.keys) keys.push(Buffer.concat([prefix, key]));
    }
    if (keys.length === 0) return [];
    const found = await this.#getAll(keys);
    let next = requests.length;
    return requests.map(({ space, keys: asked }, index) => {
      const rows = found.slice(next, next + asked.length);
      next += asked.length;
      const meta = found[index];
      return { meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta), rows };
    });
  }

  async write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number> {
    const batches: Promise<number>[] = [];
    for (let start = 0; start < rows.length; start += ROWS_PER_SCRIPT)
      batches.push(this.#put(space, rows.slice(start, start + ROWS_PER_SCRIPT)));
    return (await Promise.all(batches)).reduce((sum, put) => sum + put, 0);
  }

  /** The stored T decides only where it is a whole row's: what is damaged would else stand for ever. */
  async #put(space: ViewSpace, batch: readonly StoredRow[]): Promise<number> {
    const prefix = this.#rowPrefix(space);
    let put = 0;
    for (let rows = batch; rows.length > 0; ) {
      const keys = rows.map(({ key }) => Buffer.concat([prefix, key]));
      const values = rows.map(({ value }) => asBuffer(value));
      const { done, others } = await this.#run(putIfNotOlder, keys, values);
      if (done < 0) throw await this.#foreign(space, keys[others[0]!]!);
      put += done;
      if (others.length === 0) break;
      const kept = await this.#getAll(others.map((index) => keys[index]!));
      const damaged = others.flatMap((index, at) => {
        const old = kept[at];
        return old instanceof Buffer && !rowIsIntact(spaceText(space), rows[index]!.key, old) ? [{ index, old }] : [];
      });
      if (damaged.length === 0) break;
      const replaced = await this.#run(
        replaceIfSame,
        damaged.map(({ index }) => keys[index]!),
        damaged.flatMap(({ index, old }) => [old, values[index]!]),
      );
      put += replaced.done;
      // Another writer was there in between: compare with what it put.
      const again = replaced.others.map((at) => rows[damaged[at]!.index]!);
      rows = again;
    }
    return put;
  }

  async advance(space: ViewSpace, meta: ViewMeta): Promise<void> {
    const key = this.#prefix(space);
    for (;;) {
      const [old = null] = await this.#getAll([key]);
      const before = old instanceof Unreadable ? old : unpackMeta(space, old);
      if (before instanceof Unreadable && (before.foreign || meta.complete === null))
        throw unreadable(this.address, `the metadata of view ${space.view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      const { done } = await this.#run(replaceIfSame, [key], [old instanceof Buffer ? old : NOTHING, next]);
      // Another writer was there in between: begin again with what it put.
      if (done === 1) return;
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What stands under each key; a key that holds no string is told apart from one that does not exist. */
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
      // A string, or nothing: it came or went in between.
      if (type !== "string" && type !== "none") all[index] = foreign(places[at]!, String(type));
    }
    return all;
  }

  async #foreign(space: ViewSpace, key: Buffer): Promise<StoreError> {
    const type = String(await this.#connection.run((client) => client.type(key)));
    return unreadable(this.address, `the stored row of view ${space.view}`, foreign(key, type));
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
    return this.#cached(`feat:${spaceText(space)}`);
  }

  #rowPrefix(space: ViewSpace): Buffer {
    return this.#cached(`feat:${spaceText(space)}:`);
  }

  #cached(text: string): Buffer {
    const known = this.#prefixes.get(text);
    if (known) return known;
    const prefix = Buffer.from(text);
    this.#prefixes.set(text, prefix);
    return prefix;
  }
}

interface Replaced {
  readonly done: number;
  /** Places of the keys that were left as they are. */
  readonly others: readonly number[];
}

const NOTHING = Buffer.alloc(0);

const foreign = (key: Buffer, type: string): Unreadable =>
  new Unreadable(`the Redis key ${printable(key)} holds a ${type}, which is another program's`, true);

/** As redis-cli takes it between double quotes. */
function printable(key: Buffer): string {
  const text = [...key].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${text.join("")}"`;
}

async function inParts<T>(keys: readonly Buffer[], ask: (part: Buffer[]) => Promise<readonly T[]>): Promise<T[]> {
  if (keys.length <= KEYS_PER_MGET) return [...(await ask([...keys]))];
  const parts: Promise<readonly T[]>[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_MGET)
    parts.push(ask(keys.slice(start, start + KEYS_PER_MGET)));
  return (await Promise.all(parts)).flat();
}

async function runScript(client: Redis, script: Script, keys: Buffer[], values: Buffer[]): Promise<unknown> {
  const count = String(keys.length);
  try {
    return await send(client, "evalsha", [script.sha, count, ...keys, ...values]);
  } catch (error) {
    // The server has not seen the script yet, or has forgotten it.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return send(client, "eval", [script.lua, count, ...keys, ...values]);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
