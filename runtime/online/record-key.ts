/**
 * Where a record stands among the keys of a view's rows: behind a zero byte, with which no row's key begins. So a store
 * keeps rows and records in one place.
 */
export const recordKey = (key: Uint8Array): Buffer => Buffer.concat([ZERO, key]);

/** Whether a key as it is stored is a row's. */
export const isRowKey = (stored: Uint8Array): boolean => stored.length > 0 && stored[0] !== 0;

const ZERO = Buffer.of(0);
