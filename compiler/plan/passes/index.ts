/**
 * Passes: plan → a smaller plan for the same rows.
 *
 * In: a relation. Out: a relation with the same columns and rows. Always: pure; the result holds only what a statement
 * reads.
 */
import type { Rel } from "../algebra.js";
import { fuse } from "./fuse.js";
import { latestInPlace } from "./in-place.js";
import { pruneColumns } from "./prune-columns.js";

export const optimized = (rel: Rel): Rel => fuse(pruneColumns(latestInPlace(rel)));
