/**
 * The Postgres store: a table of rows and one of views, in a database that a team has already.
 *
 * In: the URL of a database, and names for the tables. Out: an `OnlineStore`.
 * Always: a read is one statement, so all of it is of one instant: the view's meta is of the same instant as the rows. A
 * batch of rows is compared and put by one statement. `begin`, `advance` and `clear` hold a lock of the view while their
 * transaction lasts: so a reader finds all of a view that is cleared, or nothing, and a run whose mark is gone moves no
 * meta. A writer makes the tables where they are not there, a reader never does.
 *
 * The table of rows holds rows and records under (space, key). The table of views holds the meta of each space, and the
 * mark of each view's runs under a hash of the view.
 */
import { createHash, randomUUID } from "node:crypto";
import type { PoolClient, QueryArrayResult } from "pg";
import { StoreError } from "../../errors.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { inBatches } from "../in-batches.js";
import { latestOfKey } from "../latest-of-key.js";
import { laterMeta, packMeta, spaceText, unpackMeta, viewText } from "../meta.js";
import { loadPackage, type OptionalPackage } from "../optional-package.js";
import { type Kept, putRows } from "../put-rows.js";
import { recordKey } from "../record-key.js";
import { spaceId } from "../space-id.js";
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
import { READ_TIMEOUT, type Timeouts, timed, type UsualTimeouts } from "../timeouts.js";
import { Unreadable, unreadable } from "../unreadable.js";
import type { Connections } from "./connections.js";
import { WRITE_TIMEOUT } from "./options.js";
import { type Statements, statementsFor } from "./statements.js";
import { inTransaction, makingTables, tablesNamed } from "./tables.js";

export interface PostgresStoreOptions extends Timeouts {
  readonly url: string | undefined;
  /** By default the first schema of the role's `search_path`. */
  readonly schema?: string | undefined;
  /** The default is `feat_online`. */
  readonly table?: string | undefined;
  /** The most connections at a time. The default is 10. */
  readonly connections?: number | undefined;
}

/** Loads the driver, and connects when the store is first used. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<OnlineStore> {
  const { url, schema, table = "feat_online", connections = 10, timeout, writeTimeout } = options;
  if (url === undefined || url === "") throw new StoreError("", "no Postgres URL was given (is the variable set?)");
  const { Connections } = await loadPackage("the Postgres store", PG, () => import("./connections.js"));
  const tables = tablesNamed(schema, table);
  const usual = { timeout: timeout ?? READ_TIMEOUT, writeTimeout: writeTimeout ?? WRITE_TIMEOUT };
  return new PostgresStore(new Connections({ url, connections, tables }), statementsFor(tables), usual);
}

const PG: OptionalPackage = { name: "pg", versions: "^8.23.1" };
const ROWS_PER_STATEMENT = 1000;
const ROWS_PER_SWEEP = 2000;
/** Before all keys of rows, and after those of records. */
const FIRST_ROW = Buffer.of(1);
/** A clear takes as long as it takes. */
const UNTIMED = null;

class PostgresStore implements OnlineStore {
  constructor(
    private readonly connections: Connections,
    private readonly sql: Statements,
    private readonly usual: UsualTimeouts,
  ) {}

  get address(): string {
    return this.connections.address;
  }

  async read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    const metas = requests.map(({ space }) => spaceId(space));
    const [spaces, keys]: [Buffer[], Uint8Array[]] = [[], []];
    for (const [index, request] of requests.entries())
      for (const key of [...request.keys, ...(request.records ?? []).map(recordKey)]) {
        spaces.push(metas[index]!);
        keys.push(key);
      }
    const found = await this.connections.run(timed(options, this.usual.timeout), true, (client) =>
      requests.length === 0 ? Promise.resolve([]) : rowsOf(client, this.sql.read, [metas, spaces, keys], "feat_read"),
    );
    const stored = new Map(found as [number, Buffer | null][]);
    let place = 0;
    const take = () => stored.get(++place) ?? null;
    return requests.map(({ space, keys: rows, records = [] }, index) => ({
      meta: unpackMeta(space, stored.get(-(index + 1))),
      rows: rows.map(take),
      records: records.map(take),
    }));
  }

  async write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    const id = spaceId(space);
    let put = 0;
    for (const batch of inBatches(latestOfKey(rows), ROWS_PER_STATEMENT))
      put += await this.#write(options, true, async (client) => {
        await this.#register(client, space);
        return putRows(spaceText(space), batch, {
          put: (part) => this.#put(client, id, part),
          replace: (kept) => this.#replace(client, id, kept),
        });
      });
    return put;
  }

  async #put(client: PoolClient, id: Buffer, rows: readonly StoredRow[]): Promise<readonly Kept[]> {
    const places = await rowsOf(client, this.sql.put, [id, keysOf(rows), rows.map(({ value }) => value)]);
    const others = places.map(([place]) => rows[Number(place) - 1]!);
    if (others.length === 0) return [];
    const found = await rowsOf(client, this.sql.values, [id, keysOf(others)]);
    // A row that is gone by now was removed together with its view.
    return found.map(([place, value]) => ({ row: others[Number(place) - 1]!, stored: value as Buffer }));
  }

  async #replace(client: PoolClient, id: Buffer, kept: readonly Kept[]): Promise<readonly StoredRow[]> {
    const rows = kept.map(({ row }) => row);
    const values = [id, keysOf(rows), kept.map(({ stored }) => stored), rows.map(({ value }) => value)];
    const done = keySet(await rowsOf(client, this.sql.replace, values));
    return rows.filter(({ key }) => !done.has(nameOf(key)));
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    if (swaps.length === 0) return [];
    const id = spaceId(space);
    const all = swaps.map(({ key, expected, value }) => ({ key: recordKey(key), expected, value }));
    const done = await this.#write(options, false, (client) =>
      inTransaction(client, async () => {
        await this.#register(client, space);
        const made = all.filter(({ expected, value }) => expected === null && value !== null);
        const gone = all.filter(({ expected, value }) => expected !== null && value === null);
        const changed = all.filter(({ expected, value }) => expected !== null && value !== null);
        const still = all.filter(({ expected, value }) => expected === null && value === null);
        const olds = (some: typeof all) => some.map(({ expected }) => expected);
        const news = (some: typeof all) => some.map(({ value }) => value);
        const run = async (some: typeof all, sql: string, ...values: unknown[]) =>
          some.length === 0 ? [] : rowsOf(client, sql, [id, keysOf(some), ...values]);
        const there = new Set((await run(still, this.sql.values)).map(([place]) => still[Number(place) - 1]));
        const keys = [
          ...(await run(made, this.sql.insert, news(made))),
          ...(await run(changed, this.sql.update, olds(changed), news(changed))),
          ...(await run(gone, this.sql.remove, olds(gone))),
        ];
        return new Set([...keySet(keys), ...still.filter((each) => !there.has(each)).map(({ key }) => nameOf(key))]);
      }),
    );
    return all.map(({ key }) => done.has(nameOf(key)));
  }

  begin(view: ViewName): Promise<string> {
    const id = markId(view);
    return this.#locked(view, async (client) => {
      await client.query(this.sql.setMark, [id, view.project, view.view, Buffer.from(randomUUID())]);
      return (await this.#value(client, id))?.toString() ?? "";
    });
  }

  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.#locked(space, async (client) => {
      if (mark !== undefined && (await this.#value(client, markId(space)))?.toString() !== mark) return false;
      const before = unpackMeta(space, await this.#value(client, spaceId(space)));
      if (before instanceof Unreadable && meta.complete === null)
        throw unreadable(this.address, `the metadata of view ${space.view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      await client.query(this.sql.setMeta, [...placeOf(space), next]);
      return true;
    });
  }

  clear(view: ViewName): Promise<number> {
    return this.#locked(
      view,
      async (client) => {
        const found = await rowsOf(client, this.sql.spaces, [view.project, view.view]);
        const spaces = found.map(([space]) => space);
        const [count] = await rowsOf(client, this.sql.clearRows, [spaces]);
        await client.query(this.sql.clearViews, [spaces]);
        return Number(count?.[0]);
      },
      UNTIMED,
    );
  }

  async definitions({ project, view }: ViewName): Promise<readonly string[]> {
    const found = await this.#write({}, true, (client) => rowsOf(client, this.sql.definitions, [project, view]));
    return found.map(([fingerprint]) => String(fingerprint));
  }

  drop(space: ViewSpace): Promise<number> {
    const spaces = [spaceId(space)];
    return this.#locked(
      space,
      async (client) => {
        const [count] = await rowsOf(client, this.sql.clearRows, [spaces]);
        await client.query(this.sql.clearViews, [spaces]);
        return Number(count?.[0]);
      },
      UNTIMED,
    );
  }

  async sweep(space: ViewSpace, gone: (row: StoredRow) => boolean, remove: boolean): Promise<number> {
    const id = spaceId(space);
    let rows = 0;
    for (let from: Buffer | null = FIRST_ROW; from !== null; ) {
      const begin: Buffer = from;
      from = await this.#write({}, true, async (client) => {
        const found = (await rowsOf(client, this.sql.rowsFrom, [id, begin, ROWS_PER_SWEEP])) as [Buffer, Buffer][];
        const leaving = found.map(([key, value]) => ({ key, value })).filter(gone);
        // A row that was replaced meanwhile stays.
        rows += remove
          ? (await rowsOf(client, this.sql.remove, [id, keysOf(leaving), leaving.map(({ value }) => value)])).length
          : leaving.length;
        return found.length < ROWS_PER_SWEEP ? null : found.at(-1)![0];
      });
    }
    return rows;
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** So that `clear` finds the space. */
  async #register(client: PoolClient, space: ViewSpace): Promise<void> {
    await client.query(this.sql.register, [...placeOf(space)]);
  }

  async #value(client: PoolClient, space: Buffer): Promise<Buffer | null> {
    const [found] = await rowsOf(client, this.sql.meta, [space]);
    return (found?.[0] ?? null) as Buffer | null;
  }

  #write<T>(
    options: CallOptions,
    twice: boolean,
    work: (client: PoolClient) => Promise<T>,
    usual: number | null = this.usual.writeTimeout,
  ): Promise<T> {
    return makingTables(this.connections, this.sql.create, timed(options, usual), twice, work);
  }

  /** One transaction, during which no other one of these runs for the view. */
  #locked<T>(view: ViewName, work: (client: PoolClient) => Promise<T>, usual?: number | null): Promise<T> {
    const locked = (client: PoolClient) =>
      inTransaction(client, async () => {
        await client.query(this.sql.lock, [markId(view).readBigInt64BE().toString()]);
        return work(client);
      });
    return this.#write({}, true, locked, usual);
  }
}

const placeOf = (space: ViewSpace) => [spaceId(space), space.project, space.view, space.fingerprint] as const;
const markId = (view: ViewName): Buffer => createHash("sha256").update(viewText(view)).digest().subarray(0, 16);
const keysOf = (rows: readonly { readonly key: Uint8Array }[]): Uint8Array[] => rows.map(({ key }) => key);
const keySet = (rows: readonly unknown[][]): Set<string> => new Set(rows.map(([key]) => nameOf(key as Buffer)));
const nameOf = (key: Uint8Array): string => Buffer.from(key).toString("latin1");

/** The rows of a statement, as bytes where they are bytes. A statement with a name is parsed once per connection. */
async function rowsOf(client: PoolClient, text: string, values: unknown[], name?: string): Promise<unknown[][]> {
  const query = { text, values: values.map(buffers), rowMode: "array" as const };
  const { rows } = (await client.query(name === undefined ? query : { ...query, name })) as QueryArrayResult;
  return rows;
}

/** The driver writes a `Buffer` as bytes, and other byte arrays as JSON. */
function buffers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(buffers);
  if (Buffer.isBuffer(value) || !(value instanceof Uint8Array)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
