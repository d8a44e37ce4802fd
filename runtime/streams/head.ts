import type { Int, Value } from "../values.js";
import { type Addition, earlier } from "./merge.js";
import { type Entry, noPushes, textOf } from "./record.js";
import type { ViewRow } from "./rows.js";
import type { StreamedView } from "./streamed-view.js";

/** A view's row in an entity's records. */
export interface EntityRow {
  readonly entry: Entry;
  readonly row: ViewRow;
}

/** The rows of an entity, by its key, that entries make. */
export function rowsOf(
  { physical, derive }: StreamedView,
  entity: readonly Value[],
  entries: readonly Entry[],
): readonly EntityRow[] {
  const found: EntityRow[] = [];
  for (const entry of entries)
    for (const row of derive(physical.decode(entry.row)))
      if (row.key.every((part, index) => part === entity[index])) found.push({ entry, row });
  return found;
}

/**
 * The entries of a head: of each bucket the latest row. Buckets that no read needs any more, because they are older
 * than `first`, count as one. A read adds the rows of the buckets that it reads whole, and whose newest row may not yet
 * be visible.
 *
 * If the source has a `key`, all rows of an entity are versions of one thing (other views have no head), so a row that
 * is not the latest of its bucket is superseded by the end of the bucket.
 */
export function latestOfBuckets(
  view: StreamedView,
  entity: readonly Value[],
  before: readonly Entry[],
  additions: readonly Addition[],
  first: Int | null,
): readonly Entry[] {
  const entries = new Map(before.map((entry) => [textOf(entry.row), entry]));
  for (const { row, superseded } of additions) {
    const known = entries.get(textOf(row));
    const earliest = earlier(known?.superseded ?? null, superseded);
    entries.set(textOf(row), { row, superseded: earliest, pushes: noPushes, seeded: 0, found: 0 });
  }
  const latest = new Map<Int | null, EntityRow>();
  for (const own of rowsOf(view, entity, [...entries.values()])) {
    const number = view.bucketOf(own.row.arrives);
    const bucket = first !== null && number !== null && number < first ? null : number;
    const known = latest.get(bucket);
    if (known === undefined || view.order(own.row, known.row) > 0) latest.set(bucket, own);
  }
  return [...new Set([...latest.values()].map(({ entry }) => entry))];
}
