import { minus } from "../client/instant.js";
import { keyEncoder } from "../codec/index.js";
import type { OnlineStore } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { latestOfStretches } from "./head.js";
import { type Addition, type Cause, merged, sectionOf } from "./merge.js";
import { type Changed, entriesOf, oneSection, textOf } from "./record.js";
import { bucketKey, headKey, tilesKey, versionsKey } from "./record-keys.js";
import type { PhysicalRow } from "./rows.js";
import type { StreamedView } from "./streamed-view.js";
import { summaryOf } from "./tiles/summarise.js";
import { type Update, updateRecords } from "./update-records.js";
import type { TileOf } from "./update-tiles.js";
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
  const found: PutRow[] = [];
  for (const one of rows) {
    if (versionsIn(view, one.row) !== null) keyed.push(one);
    else found.push({ row: one.row, bytes: view.physical.encode(one.row), superseded: null, push: one.push });
  }
  for (const { row, entry } of await putVersions(store, view, keyed))
    found.push({ row, bytes: entry.row, superseded: entry.superseded, push: null });
  await putEntities(store, view, found, cause, seedsAt);
}

const versionsIn = ({ stream }: StreamedView, { source }: PhysicalRow) =>
  stream.paths.find((path) => path.source === source)!.versions;

/** A row to put into the records of its entities. */
interface PutRow {
  readonly row: PhysicalRow;
  readonly bytes: Uint8Array;
  readonly superseded: Int | null;
  readonly push: Uint8Array | null;
}

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
    thing.additions.push({ row: view.physical.encode(row), superseded: null, push: null, place: 0 });
    things.set(id, thing);
  }
  const updates = [...things.values()].map(
    (thing): Update => ({
      key: thing.key,
      tile: null,
      change: (before, asOf) => {
        thing.versions = versionsOf(view, entriesOf(before), thing.additions);
        const kept = thing.versions.map(({ entry }) => entry).filter(stillCounts(view, asOf));
        // Whether a version still counts is computed anew each time.
        return { runs: [], sections: oneSection(kept.map((entry) => ({ ...entry, superseded: null }))) };
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
  rows: readonly PutRow[],
  cause: Cause,
  seedsAt: Int | null,
): Promise<void> {
  interface Entity {
    readonly key: Buffer;
    readonly values: readonly Value[];
    readonly additions: Addition[];
  }
  const buckets = new Map<string, Entity & { readonly number: Int | null; readonly tile: TileOf | null }>();
  const heads = new Map<string, Entity>();
  for (const { row, bytes, superseded, push } of rows) {
    // A row that makes several rows of one entity is put once.
    const into = new Map<Addition[], number>();
    for (const { key: values, arrives } of view.derive(row)) {
      const entity = view.encodeKey(values);
      const number = view.bucketOf(arrives);
      const key = bucketKey(entity, number);
      const bucket = grown(buckets, textOf(key), () => {
        const tile = tileOf(view, entity, values, number);
        return { key, values, number, tile, additions: [] };
      });
      into.set(bucket.additions, view.sectionOf(arrives));
      if (!view.stream.head) continue;
      const head = grown(heads, textOf(entity), () => ({ key: headKey(entity), values, additions: [] }));
      into.set(head.additions, 0);
    }
    for (const [additions, place] of into) additions.push({ row: bytes, superseded, push, place });
  }
  const updates = [
    ...[...buckets.values()].map(
      ({ key, values, number, tile, additions }): Update => ({
        key,
        tile,
        change: (before, asOf) => {
          const first = asOf === null && seedsAt === null ? null : view.firstBucket((asOf ?? seedsAt)!);
          // No read needs the bucket. What others pushed stays until a materialization has finished.
          if (first !== null && number !== null && number < first) return asOf === null ? before : null;
          const counting = stillCounts(view, asOf);
          const { runs, sections } = merged(before, additions, cause);
          const kept = sections.flatMap((section) => sectionOf(section, counting) ?? []);
          return tile === null ? { runs, sections: kept } : { runs, sections: summarised(view, values, kept) };
        },
      }),
    ),
    ...[...heads.values()].map(
      ({ key, values, additions }): Update => ({
        key,
        tile: null,
        change: (before, asOf) => {
          const latest = latestOfStretches(view, values, entriesOf(before), additions, { asOf, seedsAt });
          return { runs: [], sections: oneSection(latest.filter(stillCounts(view, asOf))) };
        },
      }),
    ),
  ];
  await updateRecords(store, view, updates);
}

function tileOf(view: StreamedView, entity: Buffer, values: readonly Value[], bucket: Int | null): TileOf | null {
  if (view.stream.tiles === null) return null;
  const { span, place } = view.tileOf(bucket);
  const key = tilesKey(entity, span);
  return { key, id: textOf(key), place, entity: values, span };
}

const summarised = (view: StreamedView, entity: readonly Value[], sections: Changed["sections"]): Changed["sections"] =>
  sections.map((section) => {
    const { place, summary, entries } = section;
    return summary !== null ? section : { place, entries, summary: summaryOf(view, entity, entries) };
  });

function grown<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
