/**
 * The Redis store.
 *
 * In: a URL. Out: an `OnlineStore`.
 * Always: a read is one pipeline of MGETs (one, unless it asks for thousands of keys); a batch is compared and put in one step by a script
 * in the server; keys are `feat:PROJECT:VIEW:FINGERPRINT`, for a row with `:` and its packed key after it; nothing else is touched.
 */
import type { Redis } from "ioredis";
import { StoreError } from "../../errors.js";
import { packMeta, spaceText, unpackMeta } from "../meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, StoredRow, ViewMeta, ViewSpace } from "../store.js";
import { Connection } from "./connection.js";
import { advanceMeta, putIfNotOlder, type Script } from "./script.js";

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
    const found = await this.#connection.run((client) => getAll(client, keys));
    let next = requests.length;
    return requests.map((request, index) => {
      const rows = found.slice(next, next + request.keys.length);
      next += request.keys.length;
      return { meta: unpackMeta(found[index]), rows };
    });
  }

  async write(space: ViewSpace, rows: readonly StoredRow[]): Promise<number> {
    const prefix = this.#rowPrefix(space);
    const batches: Promise<number>[] = [];
    for (let start = 0; start < rows.length; start += ROWS_PER_SCRIPT) {
      const batch = rows.slice(start, start + ROWS_PER_SCRIPT);
      const keys = batch.map(({ key }) => Buffer.concat([prefix, key]));
      const values = batch.map(({ value }) => asBuffer(value));
      batches.push(this.#connection.run((client) => runScript(client, putIfNotOlder, keys, values)));
    }
    return (await Promise.all(batches)).reduce((sum, put) => sum + put, 0);
  }

  async advance(space: ViewSpace, meta: ViewMeta): Promise<void> {
    await this.#connection.run((client) => runScript(client, advanceMeta, [this.#prefix(space)], [packMeta(meta)]));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
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

async function getAll(client: Redis, keys: readonly Buffer[]): Promise<(Buffer | null)[]> {
  if (keys.length <= KEYS_PER_MGET) return client.mgetBuffer([...keys]);
  const parts: Promise<(Buffer | null)[]>[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_MGET)
    parts.push(client.mgetBuffer(keys.slice(start, start + KEYS_PER_MGET)));
  return (await Promise.all(parts)).flat();
}

async function runScript(client: Redis, script: Script, keys: Buffer[], values: Buffer[]): Promise<number> {
  try {
    return Number(await client.evalsha(script.sha, keys.length, ...keys, ...values));
  } catch (error) {
    // The server has not seen the script yet, or has forgotten it.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return Number(await client.eval(script.lua, keys.length, ...keys, ...values));
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
