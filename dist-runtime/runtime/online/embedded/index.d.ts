import type { OnlineStore } from "../store.js";
export declare function openEmbedded(path: string): OnlineStore;
