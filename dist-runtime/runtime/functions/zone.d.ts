import type { Int } from "../values.js";
/** Whether the engine's zone data has the zone. An offset (`+02:00`) is not a zone. */
export declare function isZone(name: string): boolean;
export declare const localOf: (micros: Int, zone: string) => Int;
/**
 * The first instant at which clocks show the local time. If clocks skip it, this is the instant at which they would
 * have shown it without the change. For a skipped midnight that is the instant of the change itself, everywhere but in
 * Toronto in 1919.
 */
export declare function instantOf(local: Int, zone: string): Int;
