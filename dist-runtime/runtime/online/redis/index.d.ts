import type { OnlineStore } from "../store.js";
export interface RedisStoreOptions {
  /** In milliseconds. The default is 5000. */
  readonly connectTimeout?: number;
  /** How long a command may take, in milliseconds. The default is 10000. */
  readonly commandTimeout?: number;
}
/** Connects when it is first used. The URL may be undefined, so that an environment variable can be passed directly. */
export declare function openRedis(url: string | undefined, options?: RedisStoreOptions): OnlineStore;
