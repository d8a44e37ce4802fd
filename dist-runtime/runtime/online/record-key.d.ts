/**
 * Where a record stands among the keys of a view's rows: behind a zero byte, with which no row's key begins. So a store
 * keeps rows and records in one place.
 */
export declare const recordKey: (key: Uint8Array) => Buffer;
/** Whether a key as it is stored is a row's. */
export declare const isRowKey: (stored: Uint8Array) => boolean;
