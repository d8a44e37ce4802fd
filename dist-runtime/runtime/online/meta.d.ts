import type { ViewMeta, ViewName, ViewSpace } from "./store.js";
import { Unreadable } from "./unreadable.js";
/**
 * The format of a view's meta, the same in every store. It has 21 bytes: format, `asOf` and `complete` (sortable; eight
 * zero bytes are null), and a checksum of these and of the space.
 */
export declare function packMeta(space: ViewSpace, meta: ViewMeta): Buffer;
export declare function unpackMeta(space: ViewSpace, bytes: Uint8Array | null | undefined): ViewMeta | Unreadable;
/** Each part only moves forward. */
export declare function laterMeta(a: ViewMeta, b: ViewMeta): ViewMeta;
export declare const viewText: ({ project, view }: ViewName) => string;
export declare const spaceText: ({ project, view, fingerprint }: ViewSpace) => string;
