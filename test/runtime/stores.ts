import { join } from "node:path";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { temporaryFolder } from "../stores/under-test.js";
import { ownRedis } from "../support/own-redis.js";

export { newSpace, temporaryFolder } from "../stores/under-test.js";

/** Both kinds of store. Each is opened at one place, which is the same for all tests of a file. */
export function storeKinds(): readonly { readonly kind: string; readonly open: () => OnlineStore }[] {
  const folder = temporaryFolder();
  return [
    { kind: "embedded", open: () => openEmbedded(join(folder, "online")) },
    { kind: "redis", open: () => openRedis(ownRedis(), { timeout: 10_000 }) },
  ];
}
