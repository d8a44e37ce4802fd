import { unpackMeta } from "../meta.js";
import type { ViewMeta, ViewName, ViewSpace } from "../store.js";
import type { Unreadable } from "../unreadable.js";
import { metaKey, rowPrefix, type Shard } from "./layout.js";
import type { RowKey } from "./send.js";

/** The Redis keys of views, and what is under those of metadata. What belongs to a space is made once. */
export class Keys {
  readonly #prefixes = new WeakMap<ViewSpace, Prefix[]>();
  readonly #metas = new WeakMap<ViewSpace, { readonly bytes: Buffer; readonly meta: ViewMeta | Unreadable }>();

  record(view: ViewName, shard: Shard): Buffer {
    return shard.recordKey(view);
  }

  meta(space: ViewSpace, shard: Shard): Buffer {
    return this.#prefix(space, shard).meta;
  }

  row(space: ViewSpace, shard: Shard, key: Uint8Array): RowKey {
    return { prefix: this.#prefix(space, shard).row, key };
  }

  /** A space has the same metadata in many reads, so it is unpacked once. */
  unpackMeta(space: ViewSpace, bytes: Buffer | null): ViewMeta | Unreadable {
    if (bytes === null) return unpackMeta(space, bytes);
    const known = this.#metas.get(space);
    if (known?.bytes.equals(bytes) === true) return known.meta;
    const meta = unpackMeta(space, bytes);
    // The bytes may be a part of a larger answer, which would be kept with them.
    this.#metas.set(space, { bytes: Buffer.from(bytes), meta });
    return meta;
  }

  #prefix(space: ViewSpace, shard: Shard): Prefix {
    let known = this.#prefixes.get(space);
    if (known === undefined) {
      known = [];
      this.#prefixes.set(space, known);
    }
    let prefix = known[shard.index];
    if (prefix === undefined) {
      prefix = { meta: metaKey(shard.recordKey(space), space), row: rowPrefix(shard.rowStem(space), space) };
      known[shard.index] = prefix;
    }
    return prefix;
  }
}

/** The key of a space's metadata, and what its rows' keys begin with. */
interface Prefix {
  readonly meta: Buffer;
  readonly row: Buffer;
}
