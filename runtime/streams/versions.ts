import type { Int } from "../values.js";
import { baseArrival } from "./derive.js";
import type { Addition } from "./merge.js";
import { type Entry, noPushes, textOf } from "./record.js";
import type { PhysicalRow } from "./rows.js";
import type { StreamedView } from "./streamed-view.js";

/** A version of one thing, and when a newer one is visible. */
export interface Version {
  readonly entry: Entry;
  readonly row: PhysicalRow;
}

/**
 * All versions of one thing: each counts until a version that is greater in the order of versions is visible. A version
 * that is put twice is one.
 */
export function versionsOf(
  { physical, versions, stream }: StreamedView,
  before: readonly Entry[],
  additions: readonly Addition[],
): readonly Version[] {
  const paths = new Map(stream.paths.map((path) => [path.source, path]));
  const rows = new Map([...before, ...additions].map(({ row }) => [textOf(row), row]));
  const sorted = [...rows.values()]
    .map((bytes) => ({ bytes, row: physical.decode(bytes) }))
    .sort((a, b) => versions(a.row, b.row));
  const found: Version[] = [];
  let superseded: Int | null = null;
  for (const { bytes, row } of sorted.toReversed()) {
    found.push({ entry: { row: bytes, superseded, pushes: noPushes, seeded: 0, found: [] }, row });
    const arrival = baseArrival(paths.get(row.source)!, row);
    if (superseded === null || arrival < superseded) superseded = arrival;
  }
  return found;
}
