/**
 * The Redis store: one server, the primary that Sentinels name, or a cluster.
 *
 * In: a URL and options. Out: an `OnlineStore`.
 * Always: a read is one MGET (several only for thousands of keys, and one for each shard of a cluster), and an EXISTS of
 * the keys that were not found, because MGET does not tell a missing key from one that holds no string. A batch is
 * compared and put in one step: by MSETNX where nothing is stored yet, else by a script in the server. `layout.ts` has the keys; nothing else is touched. A call that
 * fails for a reason that may pass is tried again until its time is over. An answer in a form that Redis never gives is
 * an error.
 */
import { StoreError } from "../../errors.js";
import { begun, type Call, type Late, within } from "../call.js";
import { Deadlines } from "../deadlines.js";
import { requireDistinctKeys } from "../distinct-keys.js";
import { textOfPart } from "../meta.js";
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
import { Clearing } from "./clear.js";
import { ClusterServers } from "./cluster.js";
import { loadDriver } from "./connection.js";
import { Keys } from "./keys.js";
import { clusterLayout, type Layout, wholeLayout } from "./layout.js";
import { type Place, type RedisOptions, readPlace } from "./place.js";
import { readRequests } from "./read.js";
import { MAYBE_DONE } from "./retry.js";
import { Runs } from "./runs.js";
import type { Servers } from "./servers.js";
import { SingleServer } from "./single.js";
import { Unfilled } from "./unfilled.js";
import { Writer } from "./write.js";

export type { RedisOptions } from "./place.js";

/** Connects when it is first used. The URL may be undefined, so that an environment variable can be passed directly. */
export function openRedis(
  url: string | undefined | (RedisOptions & { readonly url: string | undefined }),
  options: RedisOptions = {},
): OnlineStore {
  if (typeof url === "object") return openRedis(url.url, { ...url, ...options });
  if (url === undefined || url === "") throw new StoreError("", "no Redis URL was given (is the variable set?)");
  return new RedisStore(readPlace(url, options));
}

class RedisStore implements OnlineStore {
  readonly #place: Place;
  readonly #servers: Servers;
  readonly #layout: Layout;
  readonly #keys = new Keys();
  readonly #unfilled = new Unfilled();
  readonly #parts: { readonly servers: Servers; readonly layout: Layout; readonly keys: Keys };
  readonly #deadlines = new Deadlines();

  constructor(place: Place) {
    this.#place = place;
    loadDriver().catch(() => {
      // The first call says so.
    });
    const sharded = place.mode === "cluster";
    this.#servers = sharded ? new ClusterServers(place) : new SingleServer(place);
    this.#layout = sharded ? clusterLayout() : wholeLayout();
    this.#parts = { servers: this.#servers, layout: this.#layout, keys: this.#keys };
  }

  get address(): string {
    return this.#place.address;
  }

  read(requests: readonly ReadRequest[], options: CallOptions = {}): Promise<readonly ReadAnswer[]> {
    const { signal, timeout = this.#place.timeout, current, again = false } = options;
    return begun<readonly ReadAnswer[]>({ signal, timeout }, this.#late, this.#deadlines, (call) =>
      readRequests(this.#parts, call, { replica: current !== true, again }, requests),
    );
  }

  write(space: ViewSpace, rows: readonly StoredRow[], options: CallOptions = {}): Promise<number> {
    return this.#within(this.#place.writeTimeout, options, (call) => this.#writer(call).write(space, rows));
  }

  async swap(space: ViewSpace, swaps: readonly Swap[], options: CallOptions = {}): Promise<readonly boolean[]> {
    requireDistinctKeys(swaps);
    return this.#within(
      this.#place.writeTimeout,
      options,
      (call) => this.#writer(call).swap(space, swaps),
      `, and ${MAYBE_DONE}`,
    );
  }

  begin(view: ViewName): Promise<string> {
    return this.#within(this.#place.writeTimeout, {}, (call) => this.#runs(call).begin(view));
  }

  advance(space: ViewSpace, meta: ViewMeta, mark?: string): Promise<boolean> {
    return this.#within(this.#place.writeTimeout, {}, (call) => this.#runs(call).advance(space, meta, mark));
  }

  /** It takes as long as it takes: each key of the database is looked at. */
  clear(view: ViewName): Promise<number> {
    return this.#within(undefined, {}, (call) =>
      new Clearing(this.#servers, this.#layout, this.#keys, call, view).clear(),
    );
  }

  /** The record of the first shard names the metas. */
  async definitions(view: ViewName): Promise<readonly string[]> {
    const [shard] = this.#layout.shards;
    const record = this.#keys.record(view, shard!);
    const route = { slot: shard!.slotOf(view), replica: false };
    const fields = await this.#within(this.#place.writeTimeout, {}, (call) =>
      this.#servers.run(call, route, (send) => send("hkeys", [record])),
    );
    const begin = `${record.toString()}:`;
    return (fields as readonly Buffer[])
      .map((field) => field.toString())
      .flatMap((field) => (field.startsWith(begin) ? [textOfPart(field.slice(begin.length))] : []));
  }

  drop(space: ViewSpace): Promise<number> {
    return this.#within(undefined, {}, (call) =>
      new Clearing(this.#servers, this.#layout, this.#keys, call, space, space).clear(),
    );
  }

  /** Redis removes them by itself. */
  readonly sweep = null;

  close(): Promise<void> {
    return this.#servers.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #writer(call: Call): Writer {
    return new Writer(this.#servers, this.#layout, this.#keys, this.#unfilled, call);
  }

  #runs(call: Call): Runs {
    return new Runs(this.#servers, this.#layout, this.#keys, call);
  }

  #within<T>(
    usual: number | undefined,
    { signal, timeout = usual }: CallOptions,
    work: (call: Call) => Promise<T>,
    addition = "",
  ): Promise<T> {
    const late: Late = (milliseconds, noted) => this.#problem(milliseconds, noted, addition);
    return within({ signal, timeout }, late, work, this.#deadlines);
  }

  readonly #late: Late = (milliseconds, noted) => this.#problem(milliseconds, noted, "");

  #problem(milliseconds: number, noted: string | null, addition: string): StoreError {
    const waited = this.#servers.late();
    return this.#servers.problem(`${noted ?? waited ?? "no answer in time"}${addition} (${milliseconds} ms)`);
  }
}
