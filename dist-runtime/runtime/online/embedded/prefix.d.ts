import type { ViewName, ViewSpace } from "../store.js";
export declare const viewPrefix: (view: ViewName) => Buffer;
export declare const spacePrefix: (space: ViewSpace) => Buffer;
export declare const isRowOfView: (key: Uint8Array) => boolean;
/** The smallest key that is greater than all keys that begin with `prefix`. */
export declare function endOf(prefix: Buffer): Buffer;
