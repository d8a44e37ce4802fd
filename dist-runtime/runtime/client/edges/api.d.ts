import { type Edge } from "./edge.js";
/**
 * TypeScript's values. A timestamp is a `Date`. An int64 is a `number`, or a `bigint` if the project says so; with
 * `either` it is a bigint only if it is too large for a number.
 */
export declare function apiEdge(int64: "number" | "bigint" | "either"): Edge<unknown>;
