import { randomUUID } from "node:crypto";
import type { Call } from "../call.js";
import { laterMeta, packMeta, unpackMeta } from "../meta.js";
import type { ViewMeta, ViewName, ViewSpace } from "../store.js";
import { Unreadable, unreadable } from "../unreadable.js";
import { incarnationOf } from "./incarnation.js";
import type { Keys } from "./keys.js";
import type { Layout, Shard } from "./layout.js";
import { runScript } from "./run-script.js";
import { moveMeta } from "./script.js";
import type { Servers } from "./servers.js";
import { strange, Values } from "./values.js";
import { changedOf } from "./write.js";

/**
 * The beginning and the end of runs that fill a view.
 *
 * The mark of a run names what each shard's record holds, and the incarnations of the servers. At the end each shard
 * must hold the same, and its server must be one of these: a server that was started again, or a replica that became
 * the primary, may have lost rows of the run.
 */
export class Runs {
  constructor(
    private readonly servers: Servers,
    private readonly layout: Layout,
    private readonly keys: Keys,
    private readonly call: Call,
  ) {}

  async begin(view: ViewName): Promise<string> {
    const mark = randomUUID();
    const incarnations = await this.servers.onEach(this.call, incarnationOf);
    const marks = await Promise.all(this.layout.shards.map((shard) => this.#mark(view, shard, mark)));
    const all = new Set(marks).size === 1 ? marks.slice(0, 1) : marks;
    return `${all.join(",")}@${[...incarnations].sort().join(",")}`;
  }

  #mark(view: ViewName, shard: Shard, mark: string): Promise<string> {
    const record = this.keys.record(view, shard);
    return this.servers.run(this.call, { slot: shard.slotOf(view), replica: false }, async (send) => {
      await send("hsetnx", [record, "mark", mark]);
      const found = await send("hget", [record, "mark"]);
      // A view that is cleared in between has no mark. No mark is the empty text.
      return found === null ? "cleared" : String(found);
    });
  }

  /** Moves the meta of every shard, that of the first one last. False if a shard's mark is not the run's. */
  async advance(space: ViewSpace, meta: ViewMeta, mark: string | undefined): Promise<boolean> {
    const [marks = "", incarnations = ""] = (mark ?? "").split("@");
    const each = marks.split(",");
    const [first, ...others] = this.layout.shards;
    const markOf = (shard: Shard) => each[each.length === 1 ? 0 : shard.index] ?? "cleared";
    const move = (shard: Shard) => this.#move(space, shard, meta, markOf(shard), incarnations);
    const moved = await Promise.all(others.map(move));
    return moved.every(Boolean) && (await move(first!));
  }

  async #move(space: ViewSpace, shard: Shard, meta: ViewMeta, mark: string, incarnations: string): Promise<boolean> {
    const keys = [this.keys.meta(space, shard), this.keys.record(space, shard)];
    const route = { slot: shard.slotOf(space), replica: false };
    for (;;) {
      const [old = null] = await new Values(this.servers, this.call, route).read(keys.slice(0, 1), 0);
      const before = old instanceof Unreadable ? old : unpackMeta(space, old);
      if (before instanceof Unreadable && (before.foreign || meta.complete === null))
        throw unreadable(this.servers.address, `the metadata of view ${space.view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      const values = [
        old instanceof Buffer ? old : Buffer.alloc(0),
        next,
        Buffer.from(mark),
        Buffer.from(incarnations),
      ];
      const answer = await this.servers.run(this.call, route, (send) => runScript(send, moveMeta, keys, values));
      const changed = changedOf(answer, keys.length);
      if (changed === null) throw strange(this.servers, "a script");
      if (changed.done === 1) return true;
      if (changed.others.includes(1)) return false;
      // Another writer came in between: start again with what it put.
    }
  }
}
