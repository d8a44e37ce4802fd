import type { Int } from "../values.js";
export declare function highHalf(value: Int): number;
export declare function lowHalf(value: Int): number;
/** `high` is signed, `low` is unsigned. */
export declare function fromHalves(high: number, low: number): Int;
export declare function writeSortable(view: DataView, at: number, value: Int): void;
export declare function readSortable(view: DataView, at: number): Int;
/** The bytes by which stores compare an instant. */
export declare function sortableBytes(value: Int): Buffer;
export declare function fromSortableBytes(bytes: Uint8Array): Int;
