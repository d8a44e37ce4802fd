/**
 * What a training set was made from, and what is in it.
 *
 * In: a warehouse, the places of data, a file that was written. Out: hashes and counts, and where two files differ.
 * Always: a hash depends on nothing but the data: not on where it is, when it was written, or the order of a table's rows.
 * Data that changed while it was read has no hash. Nothing is held in memory whole.
 */
export { type DataHash, type FileHash, type HashedData, type HashOptions, hashData, hashFile } from "./hash-data.js";
export { type ColumnDifference, differencesOf, factsOf, type OutputFacts } from "./output-facts.js";
