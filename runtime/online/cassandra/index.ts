/**
 * The Cassandra store: three tables in a keyspace.
 *
 * In: some hosts, a datacenter and a keyspace. Out: an `OnlineStore`.
 * Always: the greatest T of a key is read first, whoever wrote it when, and of an equal T what was written last
 * (`put.ts`). A read asks for each key on its own, from a replica that has it, all at once. `unordered-read.ts` says how
 * a view's meta is still not newer than the rows. Marks, metas and records are changed by lightweight transactions. A
 * view that is being cleared has no meta and lets no run begin, and its rows stay until nobody reads them under the old
 * meta. A writer makes the tables if they are not there, a reader never does.
 *
 * All this holds for readers in the datacenter of the writers. For those in others it needs `write_consistency:
 * each_quorum`.
 */
import { randomUUID } from "node:crypto";
import type { types } from "cassandra-driver";
import { requireDistinctKeys } from "../distinct-keys.js";
import { forEach } from "../for-each.js";
import { latestOfKey } from "../latest-of-key.js";
import { laterMeta, packMeta, spaceText, unpackMeta, viewText } from "../meta.js";
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
import { type Found, UnorderedReads } from "../unordered-read.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { clearView, dropSpace } from "./clear.js";
import { loadCassandra } from "./driver.js";
import { placeOf } from "./keys.js";
import { WRITE_TIMEOUT } from "./options.js";
import { putRows } from "./put.js";
import { isNoTable } from "./reasons.js";
import { swapRecord } from "./records.js";
import { Session } from "./session.js";
import { type Statements, statementsFor } from "./statements.js";

export interface CassandraStoreOptions extends Timeouts {
  /** Some nodes, with commas between them, each as `host` or `host:port`. */
  readonly hosts: string;
  readonly datacenter: string;
  readonly keyspace: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: boolean | undefined;
  /** The default is `local_quorum`. */
  readonly readConsistency?: "local_one" | "local_quorum" | "quorum" | undefined;
  /** The default is `local_quorum`. */
  readonly writeConsistency?: "local_quorum" | "quorum" | "each_quorum" | undefined;
}

/** Loads the driver, and connects when the store is first used. */
export async function openCassandra(options: CassandraStoreOptions): Promise<OnlineStore> {
  const { hosts, datacenter, keyspace, user = null, password = null, tls = false } = options;
  const driver = await loadCassandra();
  const { readConsistency = "local_quorum", writeConsistency = "local_quorum" } = options;
  const { localOne, localQuorum, quorum, eachQuorum } = driver.types.consistencies;
  const reads = { local_one: localOne, local_quorum: localQuorum, quorum };
  const writes = { local_quorum: localQuorum, quorum, each_quorum: eachQuorum };
  return new CassandraStore(
    new Session(driver, { hosts, datacenter, keyspace, user, password, tls }),
    statementsFor(keyspace),
    reads[readConsistency],
    writes[writeConsistency],
    { timeout: options.timeout ?? READ_TIMEOUT, writeTimeout: options.writeTimeout ?? WRITE_TIMEOUT },
  );
}

const READS_AT_ONCE = 1024;
const SWAPS_AT_ONCE = 32;

class CassandraStore implements OnlineStore {
  readonly #reads = new UnorderedReads();
  /** Spaces that are in the table of views. */
  readonly #registered = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly sql: Statements,
    private readonly readConsistency: types.consistencies,
    private readonly writeConsistency: types.consistencies,
    private readonly usual: UsualTimeouts,
  ) {}

  get address(): string {
    return this.session.address;
  }

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    const { localOne, localQuorum } = this.session.consistencies;
    // An old record would fail its swap.
    const old =
      this.readConsistency === localOne &&
      options.current !== true &&
      requests.every(({ records = [] }) => records.length === 0);
    const exact = this.readConsistency === localOne ? localQuorum : this.readConsistency;
    return this.session.run(timed(options, this.usual.timeout), () =>
      this.#reads.read(requests, {
        quick: (part) => this.#fetch(part, old ? localOne : exact),
        exact: (part) => this.#fetch(part, exact),
        quickIsExact: !old,
      }),
    );
  }

  async #fetch(requests: readonly ReadRequest[], consistency: types.consistencies): Promise<readonly Found[]> {
    const { meta, row, record } = this.sql;
    const statements = requests.flatMap(({ space, keys, records = [] }) => [
      { query: meta, params: [viewText(space), space.fingerprint] },
      ...keys.map((key) => ({ query: row, params: placeOf(space, key) })),
      ...records.map((key) => ({ query: record, params: placeOf(space, key) })),
    ]);
    const found = await forEach(
      statements,
      READS_AT_ONCE,
      async (each) => (await this.session.query(each, consistency))[0],
    );
    let next = 0;
    const values = (count: number) => {
      next += count;
      return found.slice(next - count, next).map((each) => (each?.value ?? null) as Buffer | null);
    };
    return requests.map(({ keys, records = [] }) => {
      const stored = found[next++];
      return {
        meta: stored?.meta == null ? null : { bytes: stored.meta as Buffer, version: String(stored.version) },
        rows: values(keys.length),
        records: values(records.length),
      };
    });
  }

  write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    return this.#write(options, async () => {
      await this.#register(space);
      return putRows(this.session, this.sql, space, latestOfKey(rows), this.writeConsistency);
    });
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    return this.#write(options, async () => {
      await this.#register(space);
      return forEach(swaps, SWAPS_AT_ONCE, (swap) => swapRecord(this.session, this.sql, space, swap));
    });
  }

  begin(view: ViewName): Promise<string> {
    return this.#write({}, async () => {
      const mark = randomUUID();
      const params = [mark, viewText(view)];
      const { applied, found } = await this.session.decide({ query: this.sql.mark, params }, this.#quorum);
      if (applied) return mark;
      if (found?.clearing == null) return String(found?.mark ?? "");
      throw this.session.problem(
        `view ${view.view} is being emptied: wait until that is over, or run \`feat reset ${view.view}\` again if it was interrupted`,
      );
    });
  }

  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.#write({}, async () => {
      await this.#register(space);
      for (;;) {
        const moved = await this.#advance(space, meta, mark);
        if (moved !== null) return moved;
        // Another writer came in between: start again with what it put.
      }
    });
  }

  /** Null if another writer moved the meta at the same moment. */
  async #advance(space: ViewSpace, meta: ViewMeta, mark: string | undefined): Promise<boolean | null> {
    const place = [viewText(space), space.fingerprint];
    const [stored] = await this.session.query({ query: this.sql.meta, params: place }, this.#quorum);
    const before = unpackMeta(space, (stored?.meta ?? null) as Buffer | null);
    if (before instanceof Unreadable && meta.complete === null)
      throw unreadable(this.address, `the metadata of view ${space.view}`, before);
    const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
    const values = [next, randomUUID(), ...place, (stored?.version ?? null) as string | null];
    const statement =
      mark === undefined
        ? { query: this.sql.move, params: values }
        : { query: this.sql.moveOfRun, params: [...values, mark] };
    const { applied, found } = await this.session.decide(statement, this.#quorum);
    if (applied) return true;
    return (mark === undefined ? found?.clearing == null : found?.mark === mark) ? null : false;
  }

  clear(view: ViewName): Promise<number> {
    // It takes as long as it takes.
    return this.#write({}, () => clearView(this.session, this.sql, view, this.writeConsistency), null);
  }

  /** A fingerprint stays known when its definition is gone, but then it has no meta. */
  definitions(view: ViewName): Promise<readonly string[]> {
    return this.#write({}, async () => {
      const found = await this.session.query({ query: this.sql.definitions, params: [viewText(view)] }, this.#quorum);
      return found.flatMap(({ fingerprint, meta }) => (meta == null ? [] : [String(fingerprint)]));
    });
  }

  drop(space: ViewSpace): Promise<number> {
    return this.#write({}, () => dropSpace(this.session, this.sql, space, this.writeConsistency), null);
  }

  /** Cassandra removes them by itself. */
  readonly sweep = null;

  close(): Promise<void> {
    return this.session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #quorum(): types.consistencies {
    return this.session.consistencies.localQuorum;
  }

  /** So that `clear` finds the space. It stays there for ever. */
  async #register(space: ViewSpace): Promise<void> {
    const name = spaceText(space);
    if (this.#registered.has(name)) return;
    await this.session.decide({ query: this.sql.register, params: [viewText(space), space.fingerprint] }, this.#quorum);
    this.#registered.add(name);
  }

  #write<T>(options: CallOptions, work: () => Promise<T>, usual: number | null = this.usual.writeTimeout): Promise<T> {
    return this.session.run(timed(options, usual), async () => {
      try {
        return await work();
      } catch (error) {
        if (!isNoTable(error)) throw error;
        this.#registered.clear();
        for (const query of this.sql.create) await this.session.query({ query, params: [] }, this.#quorum);
        return work();
      }
    });
  }
}
