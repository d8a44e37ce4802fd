import { minus } from "../client/instant.js";
import type { DecodedRow } from "../codec/index.js";
import { startOf } from "../functions/calendar-parts.js";
import { inFeature, once } from "../functions/feature-error.js";
import { add } from "../functions/int64.js";
import type { StreamAggregate } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import { type EntityRow, rowsOf } from "./head.js";
import { earlier, timesOf } from "./merge.js";
import { type Entry, type Rows, textOf } from "./record.js";
import { bucketKey, headKey } from "./record-keys.js";
import type { StreamedView } from "./streamed-view.js";

/** The keys of the records that a read of an entity needs, at any instant from `from` to `to`. */
export function neededRecords(view: StreamedView, entity: Uint8Array, from: Int, to: Int): readonly Buffer[] {
  const { bucket } = view.stream;
  const first = view.firstBucket(from);
  if (bucket === null || first === null) return [bucketKey(entity, null)];
  const keys: Buffer[] = view.hasHead ? [headKey(entity)] : [];
  for (let number = first; number <= to; number = add(number, bucket)) keys.push(bucketKey(entity, number));
  return keys;
}

/** What was read of an entity: the rows of the buckets from the first one on, and the latest rows of all buckets. */
export interface EntityRecords {
  /** The first bucket. Null if the view has one bucket per entity. */
  readonly first: Int | null;
  readonly head: readonly Entry[];
  readonly rows: readonly Entry[];
}

/** Puts the records of `neededRecords` together. Null stands for a record that is not there. */
export function entityRecords(view: StreamedView, from: Int, records: readonly (Rows | null)[]): EntityRecords {
  const head = view.hasHead ? (records[0]?.entries ?? []) : [];
  const buckets = view.hasHead ? records.slice(1) : records;
  if (view.oneBucket)
    return { first: view.firstBucket(from), head, rows: buckets.flatMap((record) => record?.entries ?? []) };
  const rows = new Map<string, Entry>();
  for (const record of buckets)
    for (const entry of record?.entries ?? []) {
      const id = textOf(entry.row);
      const known = rows.get(id);
      rows.set(id, known === undefined ? entry : both(known, entry));
    }
  return { first: view.firstBucket(from), head, rows: [...rows.values()] };
}

/** A writer that is under way may have reached only one of the records. */
const both = (a: Entry, b: Entry): Entry => ({
  ...(timesOf(a) < timesOf(b) ? b : a),
  superseded: earlier(a.superseded, b.superseded),
});

/** A view's values for an entity at an instant, computed from its rows. Aggregates are computed when they are read. */
export function valuesAt(
  view: StreamedView,
  entity: readonly Value[],
  { first, head, rows }: EntityRecords,
  at: Int,
): DecodedRow {
  const within = (row: EntityRow): boolean => first === null || row.row.arrives >= first;
  const own = rowsOf(view, entity, rows)
    .filter(within)
    .sort((a, b) => view.order(a.row, b.row));
  const known = new Map<Int, readonly EntityRow[]>();
  const visibleAt = (instant: Int): readonly EntityRow[] => {
    const before = known.get(instant);
    if (before !== undefined) return before;
    const visible = own.filter(isVisible(instant)).flatMap((row) => repeated(row));
    known.set(instant, visible);
    return visible;
  };
  const older = rowsOf(view, entity, head).filter((row) => !within(row) && isVisible(at)(row));
  const latest = [...older, ...visibleAt(at).slice(-1)].reduce<EntityRow | null>(
    (found, row) => (found === null || view.order(row.row, found.row) > 0 ? row : found),
    null,
  );
  const aggregates: Record<string, Value> = {};
  for (const [index, aggregate] of view.stream.aggregates.entries()) {
    const { name } = view.view.aggregates[index]!;
    const value = once(() => {
      const end = minus(at, aggregate.offset);
      return aggregate.value(cut(aggregate, visibleAt(end), end).map(({ row }) => row.row));
    });
    Object.defineProperty(aggregates, name, {
      enumerable: true,
      get: () => inFeature(`${view.view.name}.${name}`, value),
    });
  }
  return {
    at,
    time: latest?.row.time ?? null,
    live: latest !== null && !latest.row.base.deleted,
    until: latest?.row.base.until ?? null,
    stored: {
      latest: view.latestOf(view.view.latest.map(({ name }) => latest?.row.row[name] ?? null)),
      aggregates,
    },
  };
}

const isVisible =
  (at: Int) =>
  ({ row, entry }: EntityRow): boolean =>
    row.arrives <= at && (entry.superseded === null || entry.superseded > at);

const repeated = (row: EntityRow): readonly EntityRow[] =>
  row.row.path.versions !== null ? [row] : Array.from({ length: timesOf(row.entry) }, () => row);

/** The rows of a window that ends at the instant. */
function cut({ extent, lastRows }: StreamAggregate, rows: readonly EntityRow[], at: Int): readonly EntityRow[] {
  const within = extentOf(extent, rows, at);
  return lastRows === null ? within : within.slice(-lastRows);
}

function extentOf(extent: StreamAggregate["extent"], rows: readonly EntityRow[], at: Int): readonly EntityRow[] {
  switch (extent.kind) {
    case "lifetime":
      return rows;
    case "duration": {
      const start = minus(at, extent.micros);
      return rows.filter(({ row }) => row.arrives > start);
    }
    case "this": {
      const start = startOf(at, extent.unit, extent.zone);
      return rows.filter(({ row }) => row.time >= start);
    }
    case "since": {
      const begun = rows.findLastIndex(({ row }) => extent.value(row.row) === true);
      return begun > 0 ? rows.slice(begun) : rows;
    }
  }
}
