import type { NamedType } from "../artifacts.js";
import type { Value } from "../values.js";
/**
 * An entity's key as bytes.
 *
 * In: the values of a view's key, in the view's order and without nulls (a null is an unknown key and is never stored).
 * Out: bytes. Two entities have the same bytes only if all their values are equal.
 * Always: every value has a fixed width or its length first, so that values never run into each other. Integers have 8
 * bytes, whatever their declared width. A key longer than 512 bytes is replaced by its SHA-256 under another first
 * byte, so that any store takes it.
 */
export type KeyEncoder = (values: readonly Value[]) => Buffer;
export declare function keyEncoder(keys: readonly NamedType[]): KeyEncoder;
