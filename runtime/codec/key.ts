import { createHash } from "node:crypto";
import type { NamedType } from "../artifacts.js";
import type { Type } from "../types.js";
import type { Int, Value } from "../values.js";
import { writeSortable } from "./int64.js";
import { Scratch } from "./scratch.js";
import { valueCodec } from "./values.js";

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

const PLAIN = 0x01;
const HASHED = 0x02;
const LONGEST = 512;

const wide = (to: Scratch, value: Value): void => {
  to.reserve(8);
  writeSortable(to.view, to.at, value as Int);
  to.at += 8;
};
const integers: ReadonlySet<Type["kind"]> = new Set(["int32", "int64", "timestamp", "date"]);

export function keyEncoder(keys: readonly NamedType[]): KeyEncoder {
  const writers = keys.map(({ type }) => (integers.has(type.kind) ? wide : valueCodec(type).write));
  const scratch = new Scratch();
  return (values) => {
    scratch.at = 0;
    scratch.bytes[scratch.at++] = PLAIN;
    for (let index = 0; index < writers.length; index++) writers[index]!(scratch, values[index]!);
    if (scratch.at <= LONGEST) return scratch.copy();
    const hash = createHash("sha256").update(scratch.bytes.subarray(0, scratch.at)).digest();
    return Buffer.concat([Buffer.of(HASHED), hash]);
  };
}
