import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { INSTANT_AT } from "../../codec/index.js";
import { spaceText, viewText } from "../meta.js";
import type { ViewName, ViewSpace } from "../store.js";
import { Unreadable } from "../unreadable.js";

export type Item = Record<string, AttributeValue>;

/** A space's rows are spread over so many partitions. All processes must agree on it. */
export const PARTITIONS = 64;
/** A view's meta is kept so many times, since every read needs it, and one item can't be read too often. */
export const COPIES = 8;

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** An item's place: its partition `space`, and `key` within it. */
export const place = (space: string, key: Uint8Array): Item => ({ space: { S: space }, key: { B: key } });

export const rowPlace = (space: ViewSpace, key: Uint8Array): Item =>
  place(partition(space, (createHash("sha1").update(key).digest()[0] ?? 0) % PARTITIONS), key);
export const partitions = (space: ViewSpace): readonly string[] =>
  numbers(PARTITIONS).map((number) => partition(space, number));
const partition = (space: ViewSpace, number: number): string => `${spaceText(space)}/${number}`;

export const metaPlaces = (space: ViewSpace): readonly Item[] =>
  numbers(COPIES).map((copy) => place(spaceText(space), Buffer.of(copy)));

/** The item of a view: `mark`, the `fingerprints` of its spaces, and `clearing` while it is cleared. */
export const viewPlace = (view: ViewName): Item => place(viewText(view), Buffer.of(0));

export const nameOf = (item: Item): string => `${item.space?.S} ${Buffer.from(item.key?.B ?? []).toString("latin1")}`;

/**
 * The smallest bytes of a row with a greater T. Rows begin with their format and T, and DynamoDB compares bytes, so a row
 * is less than this if its T is not greater.
 */
export function afterInstant(value: Uint8Array): Buffer {
  const bytes = Buffer.from(value.subarray(0, INSTANT_AT + 8));
  let at = bytes.length - 1;
  while (at > 0 && bytes[at] === 0xff) bytes[at--] = 0;
  bytes[at]!++;
  return bytes;
}

/** DynamoDB counts names and values. */
export const sizeOf = (item: Item): number =>
  Object.entries(item).reduce(
    (sum, [name, { S, B }]) => sum + name.length + Buffer.byteLength(S ?? "") + (B?.length ?? 0),
    0,
  );
export const LARGEST = 400 * 1024;

export const bytesOf = (value: AttributeValue | undefined): Uint8Array | Unreadable =>
  value?.B ?? new Unreadable("its item has no bytes in `value`, and another program wrote it", true);
