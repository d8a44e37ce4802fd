import type { NamedType } from "../artifacts.js";
import { jsonText } from "../functions/json-text.js";
import { compareKeys } from "../functions/map-order.js";
import { compareStrings } from "../functions/order.js";
import type { StreamVersions } from "../stream-artifacts.js";
import { isNested, type Type } from "../types.js";
import type { Value } from "../values.js";
import type { PhysicalRow, ViewRow } from "./rows.js";

/** Negative if the first comes before the second. Null is lowest. */
export type Compare<T> = (a: T, b: T) => number;

/** The order of values in ties (MEANING C7, 43). */
export function valueOrder(type: Type): Compare<Value> {
  if (isNested(type)) {
    const text = jsonText(type);
    return nullsFirst((a, b) => compareStrings(text(a), text(b)));
  }
  if (type.kind === "bytes") return nullsFirst((a, b) => Buffer.compare(a as Uint8Array, b as Uint8Array));
  return compareKeys;
}

const nullsFirst =
  (compare: Compare<Value>): Compare<Value> =>
  (a, b) =>
    a === null || b === null ? Number(a !== null) - Number(b !== null) : compare(a, b);

/** Compares lists of values of these columns, column by column. */
export function columnsOrder(columns: readonly NamedType[]): Compare<readonly Value[]> {
  const orders = columns.map(({ type }) => valueOrder(type));
  return (a, b) => {
    for (let index = 0; index < orders.length; index++) {
      const found = orders[index]!(a[index] ?? null, b[index] ?? null);
      if (found !== 0) return found;
    }
    return 0;
  };
}

/**
 * The order of *Latest value*: time, created, sequence, the places of elements, the columns of the view's source, and
 * then those of the physical source. `baseOrder` gives the order of a physical source's columns.
 */
export function rowOrder(
  columns: readonly NamedType[],
  baseOrder: (source: string) => Compare<readonly Value[]>,
): Compare<ViewRow> {
  const orders = columns.map(({ name, type }) => [name, valueOrder(type)] as const);
  return (a, b) => {
    let found =
      compareKeys(a.time, b.time) ||
      compareKeys(a.base.created, b.base.created) ||
      compareKeys(a.base.sequence, b.base.sequence);
    if (found !== 0) return found;
    const places = Math.max(a.ordinals.length, b.ordinals.length);
    for (let index = 0; index < places; index++) {
      found = compareKeys(a.ordinals[index] ?? null, b.ordinals[index] ?? null);
      if (found !== 0) return found;
    }
    for (const [name, order] of orders) {
      found = order(a.row[name] ?? null, b.row[name] ?? null);
      if (found !== 0) return found;
    }
    return a.path.ties && b.path.ties ? baseOrder(a.base.source)(a.base.values, b.base.values) : 0;
  };
}

/**
 * The order of versions. An event's versions are ordered by when they were written, a state's by their own time first
 * (MEANING 26).
 */
export function versionOrder(
  kind: "state" | "events",
  versionsOf: (source: string) => StreamVersions,
  baseOrder: (source: string) => Compare<readonly Value[]>,
): Compare<PhysicalRow> {
  const written: Compare<PhysicalRow> = (a, b) =>
    compareKeys(a.created, b.created) || compareKeys(a.sequence, b.sequence);
  const timed: Compare<PhysicalRow> = (a, b) => compareKeys(a.time, b.time);
  const [first, second] = kind === "events" ? [written, timed] : [timed, written];
  return (a, b) =>
    first(a, b) ||
    second(a, b) ||
    versionsOf(a.source).place - versionsOf(b.source).place ||
    baseOrder(a.source)(a.values, b.values);
}
