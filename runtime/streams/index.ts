/**
 * Rows that arrive between two materializations.
 *
 * In: rows of physical sources, from callers and from the warehouse; an online store. Out: records of rows and of
 * their states in the store, and a view's values for an entity at an instant, computed from them.
 * Always: the values are those of a training set at that instant over the same rows. It does not matter in which order,
 * how often and by how many writers rows are put. A record that cannot be read is an error.
 */
export type { Cause } from "./merge.js";
export { putRows, type RowToPut } from "./put-rows.js";
export { EntityReading } from "./read-entity.js";
export { PUSH_BYTES, RUN_BYTES } from "./record.js";
export type { PhysicalRow } from "./rows.js";
export { READING } from "./stored-record.js";
export { type StreamedView, streamedView } from "./streamed-view.js";
