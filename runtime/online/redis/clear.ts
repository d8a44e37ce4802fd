import type { Call } from "../call.js";
import { isRowKey } from "../record-key.js";
import type { ViewName, ViewSpace } from "../store.js";
import { grouped } from "./batches.js";
import type { Keys } from "./keys.js";
import { type Layout, ROW_PREFIX_BYTES, rowPrefix, type Shard } from "./layout.js";
import { runScript } from "./run-script.js";
import { forgetMeta, forgetView } from "./script.js";
import type { Send } from "./send.js";
import type { Servers } from "./servers.js";

const KEYS_PER_SCAN = 1000;

/**
 * Removes a view's records, its metas and everything under the keys of its rows. The metas are removed before the rows, so
 * that nobody takes the remaining rows for all of them. The metas and the marks are removed again at the end, because a
 * run that began in the meantime may have lost rows.
 */
export class Clearing {
  readonly #shards: ReadonlyMap<string, Shard>;
  /** How many rows were removed so far, also by a pass that failed and was begun again. */
  #rows = 0;

  constructor(
    private readonly servers: Servers,
    private readonly layout: Layout,
    private readonly keys: Keys,
    private readonly call: Call,
    private readonly view: ViewName,
    /** Only this definition. Null for all of the view. */
    private readonly definition: ViewSpace | null = null,
  ) {
    this.#shards = new Map(layout.shards.map((shard) => [this.#record(shard).toString("latin1"), shard]));
  }

  async clear(): Promise<number> {
    await this.#forget();
    // A slot that moved in the meantime may have been seen on neither node.
    for (let topology: string | null = null; topology !== this.servers.topology; ) {
      topology = this.servers.topology;
      await this.servers.onEach(this.call, (send) => this.#clearNode(send));
    }
    await this.#forget();
    return this.#rows;
  }

  async #forget(): Promise<void> {
    const [first, ...others] = this.layout.shards;
    const { definition } = this;
    const forget = (shard: Shard) =>
      this.servers.run(this.call, this.#route(shard), (send) =>
        definition === null
          ? runScript(send, forgetView, [this.#record(shard)], [])
          : runScript(send, forgetMeta, [this.#record(shard), this.keys.meta(definition, shard)], []),
      );
    await forget(first!);
    await Promise.all(others.map(forget));
  }

  async #clearNode(send: Send): Promise<void> {
    const { definition } = this;
    const [first] = this.layout.shards;
    // Metas that no record names, if a record was lost. Those of a definition are named.
    if (definition === null) await this.#clearKeys(send, `${this.#glob(this.#record(first!))}:*`, () => false);
    const stem = first!.rowStem(this.view);
    const from = stem.length + ROW_PREFIX_BYTES;
    const any = "?".repeat(ROW_PREFIX_BYTES - 1);
    const glob =
      definition === null
        ? `${this.#glob(stem)}${any}:*`
        : `${this.#glob(stem)}${globText(rowPrefix(NOTHING, definition).toString())}*`;
    await this.#clearKeys(send, glob, (key) => isRowKey(key.subarray(from)));
  }

  /** The keys of shards differ in the two digits before the brace. */
  #glob(begin: Buffer): string {
    const text = begin.toString();
    return this.layout.shards.length > 1 ? `${globText(text.slice(0, -3))}[0-9a-f][0-9a-f]}` : globText(text);
  }

  /** Removes the keys of a pattern, and counts those of rows. */
  async #clearKeys(send: Send, glob: string, isRow: (key: Buffer) => boolean): Promise<void> {
    let cursor = "0";
    do {
      const answer = await send("scan", [cursor, "MATCH", glob, "COUNT", String(KEYS_PER_SCAN)]);
      const [next, keys] = answer as [Buffer, Buffer[]];
      cursor = String(next);
      await this.#unlink(keys, isRow);
    } while (cursor !== "0");
  }

  async #unlink(keys: readonly Buffer[], isRow: (key: Buffer) => boolean): Promise<void> {
    const removed = [...grouped(keys, (key) => this.#shardOf(key))].map(async ([shard, members]) => {
      if (shard === null) return;
      const own = members.map(({ each }) => each);
      const rows = await this.#remove(shard, own.filter(isRow));
      this.#rows += rows;
      await this.#remove(
        shard,
        own.filter((key) => !isRow(key)),
      );
    });
    await Promise.all(removed);
  }

  async #remove(shard: Shard, keys: readonly Buffer[]): Promise<number> {
    if (keys.length === 0) return 0;
    const route = this.#route(shard);
    const unlink = (some: readonly Buffer[]) => this.servers.run(this.call, route, (send) => send("unlink", some));
    // In a cluster, a command with several keys fails while their slot moves.
    if (route.slot === null) return Number(await unlink(keys));
    return (await Promise.all(keys.map((key) => unlink([key])))).reduce<number>((sum, one) => sum + Number(one), 0);
  }

  #shardOf(key: Buffer): Shard | null {
    if (this.layout.shards.length === 1) return this.layout.shards[0]!;
    return this.#shards.get(key.subarray(0, key.indexOf("}") + 1).toString("latin1")) ?? null;
  }

  #record(shard: Shard): Buffer {
    return this.keys.record(this.view, shard);
  }

  #route(shard: Shard) {
    return { slot: shard.slotOf(this.view), replica: false };
  }
}

const NOTHING = Buffer.alloc(0);

/** A glob pattern that matches only this text. */
const globText = (text: string): string => text.replace(/[\\*?[\]]/g, "\\$&");
