/**
 * The DynamoDB store: one table.
 *
 * In: a table's name and a region; credentials come from AWS's own chain. Out: an `OnlineStore`.
 * Always: a row is put on the condition that no greater T is stored, and a record on the condition that it is as
 * expected, so writers in many processes never undo each other. DynamoDB reads each item of a batch at an instant of its
 * own; `unordered-read.ts` says how a view's meta is still not newer than the rows, in one round trip nearly always. A
 * move of the meta is one transaction with the check of the run's mark. A view that is being cleared has no meta and
 * lets no run begin, and its rows stay until nobody reads them under the old meta. A writer makes the table if it is not
 * there, a reader never does.
 *
 * A row or record is an item under its space (spread over partitions) and key, with the bytes in `value`. `items.ts` has
 * the other items.
 */
import { randomUUID } from "node:crypto";
import type { AttributeValue, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { StoreError } from "../../errors.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { forEach } from "../for-each.js";
import { latestOfKey } from "../latest-of-key.js";
import { laterMeta, packMeta, spaceText, unpackMeta } from "../meta.js";
import { type Kept, putRows } from "../put-rows.js";
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
import { READ_TIMEOUT, type Timeouts, timed, type UsualTimeouts } from "../timeouts.js";
import { type Found, UnorderedReads } from "../unordered-read.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { getItems } from "./batches.js";
import { Calls, type Send } from "./calls.js";
import { clearView, dropSpace } from "./clear.js";
import { loadDynamoDB } from "./driver.js";
import { bytesOf, COPIES, type Item, LARGEST, metaPlaces, nameOf, rowPlace, sizeOf, viewPlace } from "./items.js";
import { WRITE_TIMEOUT } from "./options.js";
import { isNoTable, isRefused } from "./reasons.js";
import { execute, statementsFor } from "./statements.js";
import { makeTable } from "./table.js";

export interface DynamoDBStoreOptions extends Timeouts {
  /** The default is `feat_online`. */
  readonly table?: string | undefined;
  /** By default that of AWS's own configuration. */
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  /** `eventual` costs half: only rows that are missing or older than the last run are read again, strongly. */
  readonly consistency?: "strong" | "eventual" | undefined;
}

/** Loads the driver, and connects when the store is first used. */
export async function openDynamoDB(options: DynamoDBStoreOptions = {}): Promise<OnlineStore> {
  const { table = "feat_online", region = null, endpoint = null, consistency = "strong" } = options;
  const usual = { timeout: options.timeout ?? READ_TIMEOUT, writeTimeout: options.writeTimeout ?? WRITE_TIMEOUT };
  const calls = new Calls(await loadDynamoDB(), { table, region, endpoint });
  return new DynamoDBStore(calls, consistency === "strong", usual);
}

/** Removals of records at a time. */
const AT_ONCE = 32;

class DynamoDBStore implements OnlineStore {
  readonly #reads = new UnorderedReads();
  /** Spaces whose fingerprints stand in the items of their views. */
  readonly #registered = new Set<string>();
  private readonly statements: ReturnType<typeof statementsFor>;
  /** True if the rows of the last write were new. */
  #inserts = true;

  constructor(
    private readonly calls: Calls,
    private readonly strong: boolean,
    private readonly usual: UsualTimeouts,
  ) {
    this.statements = statementsFor(calls.place.table);
  }

  get address(): string {
    return this.calls.address;
  }

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    // An old record would fail its swap.
    const strong = this.strong || options.current === true || requests.some(({ records = [] }) => records.length > 0);
    return this.calls.run(timed(options, this.usual.timeout), true, (send) =>
      this.#reads.read(requests, {
        quick: (part) => this.#fetch(send, part, strong),
        exact: (part) => this.#fetch(send, part, true),
        quickIsExact: strong,
      }),
    );
  }

  async #fetch(send: Send, requests: readonly ReadRequest[], consistent: boolean): Promise<readonly Found[]> {
    const copy = Math.floor(Math.random() * COPIES);
    const wanted = requests.map(({ space, keys, records = [] }) => ({
      meta: metaPlaces(space)[copy]!,
      rows: keys.map((key) => rowPlace(space, key)),
      records: records.map((key) => rowPlace(space, recordKey(key))),
    }));
    const places = wanted.flatMap(({ meta, rows, records }) => [meta, ...rows, ...records]);
    const found = await getItems(send, this.calls.place.table, places, consistent);
    const valueAt = (place: Item) => {
      const item = found.get(nameOf(place));
      return item === undefined ? null : bytesOf(item.value);
    };
    return wanted.map(({ meta, rows, records }) => {
      const item = found.get(nameOf(meta));
      const bytes = item === undefined ? null : bytesOf(item.value);
      return {
        // Something without bytes is no meta, and reads as a damaged one.
        meta:
          bytes === null
            ? null
            : { bytes: bytes instanceof Unreadable ? NOTHING : bytes, version: item?.version?.S ?? "" },
        rows: rows.map(valueAt),
        records: records.map(valueAt),
      };
    });
  }

  async write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    const latest = latestOfKey(rows);
    for (const { key, value } of latest) this.#checkSize(space, key, value);
    return this.#write(options, true, async (send) => {
      await this.#register(send, space);
      return putRows(spaceText(space), latest, {
        put: (part) => this.#put(send, space, part),
        replace: (kept) => this.#replace(send, space, kept),
      });
    });
  }

  async #put(send: Send, space: ViewSpace, rows: readonly StoredRow[]): Promise<readonly Kept[]> {
    const kept: Kept[] = [];
    // A row that is there is updated, another one inserted. Which of both it is, is known when the other is refused.
    for (let [open, inserts] = [rows, this.#inserts]; open.length > 0; inserts = !inserts) {
      const verb = inserts ? this.statements.insert : this.statements.updateOlder;
      const outcomes = await execute(
        send,
        open.map((row) => verb(rowPlace(space, row.key), row)),
      );
      const others: StoredRow[] = [];
      for (const [index, outcome] of outcomes.entries()) {
        const row = open[index]!;
        if (outcome.kind === "done") continue;
        if (outcome.stored instanceof Unreadable)
          throw unreadable(this.address, `the stored row of view ${space.view}`, outcome.stored);
        if (outcome.stored === null) others.push(row);
        else kept.push({ row, stored: outcome.stored });
      }
      // Most rows of a view are new in its first run, and there in every later one.
      if (others.length < open.length / 2) this.#inserts = inserts;
      open = others;
    }
    return kept;
  }

  async #replace(send: Send, space: ViewSpace, kept: readonly Kept[]): Promise<readonly StoredRow[]> {
    const outcomes = await execute(
      send,
      kept.map(({ row, stored }) => this.statements.updateSame(rowPlace(space, row.key), stored, row)),
    );
    return kept.flatMap(({ row }, index) => (outcomes[index]!.kind === "done" ? [] : [row]));
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    for (const { key, value } of swaps) if (value !== null) this.#checkSize(space, recordKey(key), value);
    const { insert, updateSame } = this.statements;
    const places = swaps.map(({ key }) => rowPlace(space, recordKey(key)));
    return this.#write(options, false, async (send) => {
      await this.#register(send, space);
      const removed = forEach(swaps, AT_ONCE, async ({ expected, value }, index) =>
        value === null ? this.#remove(send, places[index]!, expected) : null,
      );
      const puts = swaps.flatMap(({ expected, value }, index) => {
        if (value === null) return [];
        return [
          expected === null ? insert(places[index]!, { value }) : updateSame(places[index]!, expected, { value }),
        ];
      });
      const outcomes = await execute(send, puts);
      let next = 0;
      return (await removed).map((done) => done ?? outcomes[next++]!.kind === "done");
    });
  }

  /** A statement that removes nothing is no error, so this is another kind of request. */
  async #remove(send: Send, Key: Item, expected: Uint8Array | null): Promise<boolean> {
    const condition = {
      ConditionExpression: expected === null ? "attribute_not_exists(#v)" : "#v = :old",
      ExpressionAttributeNames: { "#v": "value" },
      ...(expected === null ? {} : { ExpressionAttributeValues: { ":old": { B: expected } } }),
    };
    try {
      await send((client, abort) => client.deleteItem({ TableName: this.calls.place.table, Key, ...condition }, abort));
      return true;
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }

  begin(view: ViewName): Promise<string> {
    return this.#write({}, true, async (send) => {
      try {
        const { Attributes } = await send((client, abort) =>
          client.updateItem(
            {
              TableName: this.calls.place.table,
              Key: viewPlace(view),
              UpdateExpression: "SET mark = if_not_exists(mark, :m)",
              ConditionExpression: "attribute_not_exists(clearing)",
              ExpressionAttributeValues: { ":m": { S: randomUUID() } },
              ReturnValues: "ALL_NEW",
            },
            abort,
          ),
        );
        return Attributes?.mark?.S ?? "";
      } catch (error) {
        if (!isRefused(error)) throw error;
        throw this.calls.problem(
          `view ${view.view} is being emptied: wait until that is over, or run \`feat reset ${view.view}\` again if it was interrupted`,
          error,
        );
      }
    });
  }

  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.#write({}, true, async (send) => {
      await this.#register(send, space);
      for (;;) {
        const moved = await this.#advance(send, space, meta, mark);
        if (moved !== null) return moved;
        // Another writer came in between: start again with what it put.
      }
    });
  }

  /** Null if another writer moved the meta at the same moment. */
  async #advance(send: Send, space: ViewSpace, meta: ViewMeta, mark: string | undefined): Promise<boolean | null> {
    const places = metaPlaces(space);
    const table = this.calls.place.table;
    const { Item: stored } = await send((client, abort) =>
      client.getItem({ TableName: table, Key: places[0], ConsistentRead: true }, abort),
    );
    const old = stored === undefined ? null : bytesOf(stored.value);
    const before = old instanceof Unreadable ? old : unpackMeta(space, old);
    if (before instanceof Unreadable && (before.foreign || meta.complete === null))
      throw unreadable(this.address, `the metadata of view ${space.view}`, before);
    const value: AttributeValue = {
      B: packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta)),
    };
    const version: AttributeValue = { S: randomUUID() };
    const asFound =
      stored === undefined
        ? { ConditionExpression: "attribute_not_exists(version)" }
        : {
            ConditionExpression: "version = :old",
            ExpressionAttributeValues: { ":old": stored.version ?? { S: "" } },
          };
    const check: TransactWriteItem = {
      ConditionCheck: {
        TableName: table,
        Key: viewPlace(space),
        ...(mark === undefined
          ? { ConditionExpression: "attribute_not_exists(clearing)" }
          : { ConditionExpression: "mark = :mark", ExpressionAttributeValues: { ":mark": { S: mark } } }),
      },
    };
    const puts = places.map(
      (place, index): TransactWriteItem => ({
        Put: { TableName: table, Item: { ...place, value, version }, ...(index === 0 ? asFound : {}) },
      }),
    );
    try {
      await send((client, abort) => client.transactWriteItems({ TransactItems: [check, ...puts] }, abort));
      return true;
    } catch (error) {
      const failed = cancelledBy(error);
      if (failed === null) throw error;
      return failed[0] === "ConditionalCheckFailed" ? false : null;
    }
  }

  clear(view: ViewName): Promise<number> {
    // It takes as long as it takes.
    return this.#write({}, true, (send) => clearView(send, this.calls.place.table, view), null);
  }

  /** A fingerprint stays known when its definition is gone, but then it has no meta. */
  definitions(view: ViewName): Promise<readonly string[]> {
    return this.#write({}, true, async (send) => {
      const { Item: item } = await send((client, abort) =>
        client.getItem({ TableName: this.calls.place.table, Key: viewPlace(view), ConsistentRead: true }, abort),
      );
      const all = item?.fingerprints?.SS ?? [];
      const places = all.map((fingerprint) => metaPlaces({ ...view, fingerprint })[0]!);
      const found = await getItems(send, this.calls.place.table, places, true);
      return all.filter((_, index) => found.has(nameOf(places[index]!)));
    });
  }

  drop(space: ViewSpace): Promise<number> {
    return this.#write({}, true, (send) => dropSpace(send, this.calls.place.table, space), null);
  }

  /** DynamoDB removes them by itself. */
  readonly sweep = null;

  async close(): Promise<void> {
    this.calls.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** So that `clear` finds the space. */
  async #register(send: Send, space: ViewSpace): Promise<void> {
    const name = spaceText(space);
    if (this.#registered.has(name)) return;
    await send((client, abort) =>
      client.updateItem(
        {
          TableName: this.calls.place.table,
          Key: viewPlace(space),
          UpdateExpression: "ADD fingerprints :f",
          ExpressionAttributeValues: { ":f": { SS: [space.fingerprint] } },
        },
        abort,
      ),
    );
    this.#registered.add(name);
  }

  async #write<T>(
    options: CallOptions,
    twice: boolean,
    work: (send: Send) => Promise<T>,
    usual: number | null = this.usual.writeTimeout,
  ): Promise<T> {
    const limits = timed(options, usual);
    try {
      return await this.calls.run(limits, twice, work);
    } catch (error) {
      if (!(error instanceof StoreError && isNoTable(error.cause))) throw error;
      this.#registered.clear();
      await this.calls.run({ signal: options.signal }, true, (send) => makeTable(this.calls, send));
      return this.calls.run(limits, twice, work);
    }
  }

  #checkSize(space: ViewSpace, key: Uint8Array, value: Uint8Array): void {
    const size = sizeOf({ ...rowPlace(space, key), value: { B: value } });
    if (size > LARGEST)
      throw this.calls.problem(
        `a row or record of view ${space.view} has ${size} bytes, and the limit of an item is ${LARGEST}: store less in it (shorter lists, fewer columns), or use a store that takes more`,
      );
  }
}

const NOTHING = Buffer.alloc(0);

/** Why each part of a transaction failed. Null for other errors. */
function cancelledBy(error: unknown): readonly (string | undefined)[] | null {
  if (!(error instanceof Error && error.name === "TransactionCanceledException")) return null;
  const reasons = "CancellationReasons" in error ? error.CancellationReasons : undefined;
  const codes = (Array.isArray(reasons) ? reasons : []).map((each: { readonly Code?: string }) => each.Code);
  return codes.some((code) => code === "ConditionalCheckFailed" || code === "TransactionConflict") ? codes : null;
}
