import type { ViewName, ViewSpace } from "../store.js";
import { metaKey, type Shard } from "./layout.js";

/** The Redis keys of views. Those of a space are made once. */
export class Keys {
  readonly #prefixes = new WeakMap<ViewSpace, Buffer[]>();

  record(view: ViewName, shard: Shard): Buffer {
    return shard.recordKey(view);
  }

  meta(space: ViewSpace, shard: Shard): Buffer {
    return this.#prefix(space, shard).subarray(0, -1);
  }

  row(space: ViewSpace, shard: Shard, key: Uint8Array): Buffer {
    const prefix = this.#prefix(space, shard);
    const whole = Buffer.allocUnsafe(prefix.length + key.length);
    whole.set(prefix);
    whole.set(key, prefix.length);
    return whole;
  }

  #prefix(space: ViewSpace, shard: Shard): Buffer {
    let known = this.#prefixes.get(space);
    if (known === undefined) {
      known = [];
      this.#prefixes.set(space, known);
    }
    known[shard.index] ??= Buffer.concat([metaKey(shard.recordKey(space), space), Buffer.from(":")]);
    return known[shard.index]!;
  }
}
