/**
 * The Redis store.
 *
 * In: a URL. Out: an `OnlineStore`.
 * Always: a read is one pipeline of MGETs (one, unless it asks for thousands of keys); a batch is compared and put in one step by a script
 * in the server; keys are `feat:PROJECT:VIEW:FINGERPRINT` for a view's meta, for a row with `:` and its packed key after it, and
 * `feat:PROJECT:VIEW` for the view's record (the mark of its runs, the names of its metas); nothing else is touched.
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { StoreError } from "../../errors.js";
import { packMeta, spaceText, unpackMeta, viewText } from "../meta.js";
import type { OnlineStore, ReadAnswer, ReadRequest, StoredRow, ViewMeta, ViewName, ViewSpace } from "../store.js";
import { clearView } from "./clear.js";
import { Connection } from "./connection.js";
import { runScript } from "./run-script.js";
import { advanceMeta, putIfNotOlder } from "./script.js";

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
  readonly #prefixes = new WeakMap<ViewSpace, Buffer>();

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
    const rowsEnd = keys.length;
    // And once more at the end: a meta that is gone by then was cleared, and rows may have been read as absent for that alone.
    if (keys.length > KEYS_PER_MGET) keys.push(...keys.slice(0, requests.length));
    const found = await this.#connection.run((client) => getAll(client, keys));
    let next = requests.length;
    return requests.map((request, index) => {
      const rows = found.slice(next, next + request.keys.length);
      next += request.keys.length;
      const cleared = rowsEnd < found.length && found[rowsEnd + index] === null;
      return { meta: unpackMeta(cleared ? null : found[index]), rows };
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

  async begin(view: ViewName): Promise<string> {
    const record = recordKey(view);
    return this.#connection.run(async (client) => {
      await client.hsetnx(record, "mark", randomUUID());
      // A view that is cleared in between has no mark, and none that is the empty text.
      return (await client.hget(record, "mark")) ?? "cleared";
    });
  }

  async advance(space: ViewSpace, meta: ViewMeta, mark = ""): Promise<boolean> {
    const keys = [this.#prefix(space), recordKey(space)];
    const values = [packMeta(meta), Buffer.from(mark)];
    return (await this.#connection.run((client) => runScript(client, advanceMeta, keys, values))) === 1;
  }

  clear(view: ViewName): Promise<number> {
    return clearView(this.#connection, recordKey(view));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
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

const recordKey = (view: ViewName): Buffer => Buffer.from(`feat:${viewText(view)}`);

async function getAll(client: Redis, keys: readonly Buffer[]): Promise<(Buffer | null)[]> {
  if (keys.length <= KEYS_PER_MGET) return client.mgetBuffer([...keys]);
  const parts: Promise<(Buffer | null)[]>[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_MGET)
    parts.push(client.mgetBuffer(keys.slice(start, start + KEYS_PER_MGET)));
  return (await Promise.all(parts)).flat();
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
