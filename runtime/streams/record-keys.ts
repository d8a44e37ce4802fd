import { createHash } from "node:crypto";
import { sortableBytes } from "../codec/index.js";
import type { Int } from "../values.js";

/*
 * The keys of a streamed view's records. A key has a letter, what it is about, and for a bucket its number. A key that
 * would be too long for a store is replaced by its hash.
 */

const LONGEST = 512;

/** The rows of an entity that arrived in one bucket of time. Number null: all its rows. */
export const bucketKey = (entity: Uint8Array, number: Int | null): Buffer =>
  fitting(Buffer.concat([B, number === null ? NONE : sortableBytes(number), entity]));
/** The latest row of each stretch of time of an entity. */
export const headKey = (entity: Uint8Array): Buffer => fitting(Buffer.concat([H, entity]));
/** The tiles of an entity in a span of time. Null: of all times. */
export const tilesKey = (entity: Uint8Array, span: Int | null): Buffer =>
  fitting(Buffer.concat([T, span === null ? NONE : sortableBytes(span), entity]));
/** The versions of one key of a source. `group` is the name of the source or of its union. */
export const versionsKey = (group: string, key: Uint8Array): Buffer =>
  fitting(Buffer.concat([V, Buffer.from(`${group}:`), key]));

const [B, H, T, V] = ["B", "H", "T", "V"].map((letter) => Buffer.from(letter)) as [Buffer, Buffer, Buffer, Buffer];
const NONE = Buffer.alloc(0);

const fitting = (key: Buffer): Buffer =>
  key.length <= LONGEST ? key : Buffer.concat([Buffer.of(key[0]! | 0x80), createHash("sha256").update(key).digest()]);
