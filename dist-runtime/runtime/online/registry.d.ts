import type { StoreKind } from "./store.js";
/** Every kind of online store, by its name in `feat.yaml`. */
export declare const onlineStores: ReadonlyMap<string, StoreKind>;
