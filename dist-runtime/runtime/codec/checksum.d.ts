/**
 * A 32-bit hash that detects damaged and foreign bytes. It does not protect against deliberate changes. The same bytes
 * under two different seeds always have different hashes.
 */
export declare function checksum(seed: number, view: DataView, end: number): number;
/** The seed for everything that belongs to a view as a whole, from the text that names its space. */
export declare const spaceSeed: (space: string) => number;
/**
 * The seed for the row under `key`. Every row of every space has its own seed, so that a row under a wrong key is
 * detected.
 */
export declare function keySeed(space: number, key: Uint8Array): number;
