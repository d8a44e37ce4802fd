import { minus } from "../client/instant.js";
import { keyEncoder } from "../codec/index.js";
import type { OnlineStore } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { latestOfBuckets } from "./head.js";
import { type Addition, type Cause, merged } from "./merge.js";
import { noRun, textOf } from "./record.js";
import { bucketKey, headKey, versionsKey } from "./record-keys.js";
import type { PhysicalRow } from "./rows.js";
import type { StreamedView } from "./streamed-view.js";
import { type Update, updateRecords } from "./update-records.js";
import { type Version, versionsOf } from "./versions.js";

/** A row to put, and what tells this push of it from all others. Null if it comes from the warehouse. */
export interface RowToPut {
  readonly row: PhysicalRow;
  readonly push: Uint8Array | null;
}

/**
 * Puts rows into the records of a streamed view. `seedsAt` is the instant of a first materialization: rows that no read
 * from that instant on can need are left out.
 *
 * Versions of a source with a `key` go first into a record of their own. It decides when each of them counts, and every
 * writer then carries that to the rows of all versions. So it does not matter which writer comes first or is stopped
 * midway: the row that is put again repairs the rest.
 */
export async function putRows(
  store: OnlineStore,
  view: StreamedView,
  rows: readonly RowToPut[],
  cause: Cause,
  seedsAt: Int | null = null,
): Promise<void> {
  const keyed: RowToPut[] = [];
  const found: { readonly row: PhysicalRow; readonly addition: Addition }[] = [];
  for (const one of rows) {
    if (versionsIn(view, one.row) !== null) keyed.push(one);
    else
      found.push({ row: one.row, addition: { row: view.physical.encode(one.row), superseded: null, push: one.push } });
  }
  for (const { row, entry } of await putVersions(store, view, keyed))
    found.push({ row, addition: { row: entry.row, superseded: entry.superseded, push: null } });
  await putEntities(store, view, found, cause, seedsAt);
}

const versionsIn = ({ stream }: StreamedView, { source }: PhysicalRow) =>
  stream.paths.find((path) => path.source === source)!.versions;

/** Puts versions, and returns all versions of the things that the rows speak of. */
async function putVersions(
  store: OnlineStore,
  view: StreamedView,
  rows: readonly RowToPut[],
): Promise<readonly Version[]> {
  const encoders = new Map(
    [...view.sources].map(([name, { columns, key }]) => {
      const places = key.map((part) => columns.findIndex((column) => column.name === part));
      const encode = keyEncoder(places.map((place) => columns[place]!));
      return [name, (row: PhysicalRow) => encode(places.map((place) => row.values[place] ?? null))] as const;
    }),
  );
  const things = new Map<
    string,
    { readonly key: Buffer; readonly additions: Addition[]; versions: readonly Version[] }
  >();
  for (const { row } of rows) {
    const key = versionsKey(versionsIn(view, row)!.group, encoders.get(row.source)!(row));
    const id = key.toString("latin1");
    const thing = things.get(id) ?? { key, additions: [], versions: [] };
    thing.additions.push({ row: view.physical.encode(row), superseded: null, push: null });
    things.set(id, thing);
  }
  const updates = [...things.values()].map(
    (thing): Update => ({
      key: thing.key,
      change: ({ entries }, asOf) => {
        thing.versions = versionsOf(view, entries, thing.additions);
        const kept = thing.versions.map(({ entry }) => entry).filter(stillCounts(view, asOf));
        // Whether a version still counts is computed anew each time.
        return { run: noRun, batch: 0, entries: kept.map((entry) => ({ ...entry, superseded: null })) };
      },
    }),
  );
  await updateRecords(store, view, updates);
  return [...things.values()].flatMap(({ versions }) => versions);
}

/** False for a version that no read from `asOf` on can count any more. */
const stillCounts =
  ({ stream }: StreamedView, asOf: Int | null) =>
  ({ superseded }: { readonly superseded: Int | null }): boolean =>
    superseded === null || asOf === null || superseded > minus(asOf, stream.offset);

async function putEntities(
  store: OnlineStore,
  view: StreamedView,
  rows: readonly { readonly row: PhysicalRow; readonly addition: Addition }[],
  cause: Cause,
  seedsAt: Int | null,
): Promise<void> {
  const buckets = new Map<
    string,
    { readonly key: Buffer; readonly number: Int | null; readonly additions: Addition[] }
  >();
  const heads = new Map<
    string,
    { readonly entity: Buffer; readonly values: readonly Value[]; readonly additions: Addition[] }
  >();
  for (const { row, addition } of rows) {
    // A row that makes several rows of one entity is put once.
    const into = new Set<Addition[]>();
    for (const own of view.derive(row)) {
      const entity = view.encodeKey(own.key);
      const number = view.bucketOf(own.arrives);
      const key = bucketKey(entity, number);
      const bucket = grown(buckets, textOf(key), () => ({ key, number, additions: [] }));
      into.add(bucket.additions);
      if (view.hasHead)
        into.add(grown(heads, textOf(entity), () => ({ entity, values: own.key, additions: [] })).additions);
    }
    for (const additions of into) additions.push(addition);
  }
  const firstOf = (floor: Int | null): Int | null => (floor === null ? null : view.firstBucket(floor));
  const updates = [
    ...[...buckets.values()].map(
      ({ key, number, additions }): Update => ({
        key,
        change: (before, asOf) => {
          const first = firstOf(asOf ?? seedsAt);
          // No read needs the bucket. What others pushed stays until a materialization has finished.
          if (first !== null && number !== null && number < first)
            return asOf === null ? before : { ...before, entries: [] };
          const after = merged(before, additions, cause);
          return { ...after, entries: after.entries.filter(stillCounts(view, asOf)) };
        },
      }),
    ),
    ...[...heads.values()].map(
      ({ entity, values, additions }): Update => ({
        key: headKey(entity),
        change: ({ entries }, asOf) => ({
          run: noRun,
          batch: 0,
          entries: latestOfBuckets(view, values, entries, additions, firstOf(asOf ?? seedsAt)).filter(
            stillCounts(view, asOf),
          ),
        }),
      }),
    ),
  ];
  await updateRecords(store, view, updates);
}

function grown<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
