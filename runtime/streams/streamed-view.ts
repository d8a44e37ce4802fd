import type { ViewArtifact } from "../artifacts.js";
import { floorTo, minus } from "../client/instant.js";
import { type KeyEncoder, keyEncoder, recordBuilder } from "../codec/index.js";
import { add, multiply } from "../functions/int64.js";
import { spaceText } from "../online/meta.js";
import type { ViewSpace } from "../online/store.js";
import type { StreamAggregate, StreamArtifact, StreamSource } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import { type Derive, deriver } from "./derive.js";
import { type Compare, columnsOrder, rowOrder, versionOrder } from "./order.js";
import { type PhysicalCodec, physicalCodec } from "./physical.js";
import { type RecordCodec, recordCodec } from "./record.js";
import type { PhysicalRow, ViewRow } from "./rows.js";
import { type State, stateMaker } from "./tiles/state.js";
import { type TileCodec, tileCodec } from "./tiles/tile-record.js";

/** What a process prepares once per streamed view. */
export interface StreamedView {
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly stream: StreamArtifact;
  readonly sources: ReadonlyMap<string, StreamSource>;
  readonly encodeKey: KeyEncoder;
  readonly physical: PhysicalCodec;
  readonly records: RecordCodec;
  readonly tiles: TileCodec;
  /** By part, makes an empty state. */
  readonly states: readonly (() => State)[];
  readonly derive: Derive;
  readonly order: Compare<ViewRow>;
  /** The order of versions of one thing. */
  readonly versions: Compare<PhysicalRow>;
  /** The number of the bucket of an instant. Null if the view has one bucket per entity. */
  readonly bucketOf: (instant: Int) => Int | null;
  /** The first bucket that a read at the instant may need. Null if the view has one bucket per entity. */
  readonly firstBucket: (instant: Int) => Int | null;
  /** The number of the stretch of time of which a head has the latest row. Null if there is one stretch. */
  readonly stretchOf: (instant: Int) => Int | null;
  /** The place of an instant's section within its bucket. */
  readonly sectionOf: (instant: Int) => number;
  /** The span of a bucket's tile, and its place there. */
  readonly tileOf: (bucket: Int | null) => { readonly span: Int | null; readonly place: number };
  /** The bucket of a tile. */
  readonly bucketAt: (span: Int | null, place: number) => Int | null;
  /** The buckets of the stretch of time of an instant, up to the instant. */
  readonly bucketsOfStretch: (instant: Int) => readonly (Int | null)[];
  /** Builds the record of the latest row's columns. */
  readonly latestOf: (values: readonly Value[]) => Readonly<Record<string, Value>>;
  /** The windows of aggregates that have a part, and for each aggregate the place of its window. */
  readonly windows: readonly StreamAggregate[];
  readonly windowOf: readonly number[];
  /** True if values are computed from all rows of `rowsReach`, or all rows of the entity: not only from tiles. */
  readonly needsRows: boolean;
  /** Builds the record of the aggregates. */
  readonly aggregatesOf: (values: readonly Value[]) => Record<string, Value>;
  /** True if rows are in the order of their arrival. */
  readonly inOrder: boolean;
}

export function streamedView(
  project: string,
  view: ViewArtifact,
  stream: StreamArtifact,
  all: Readonly<Record<string, StreamSource>>,
): StreamedView {
  const space = { project, view: view.name, fingerprint: stream.fingerprint };
  const sources = new Map([...new Set(stream.paths.map(({ source }) => source))].map((name) => [name, all[name]!]));
  const orders = new Map([...sources].map(([name, { columns }]) => [name, columnsOrder(columns)]));
  const baseOrder = (source: string) => orders.get(source)!;
  const versionsOf = new Map(stream.paths.map(({ source, versions }) => [source, versions]));
  const { bucket } = stream;
  const bucketOf = (instant: Int): Int | null => (bucket === null ? null : floorTo(instant, bucket));
  const stretchOf = (instant: Int): Int | null =>
    bucket === null ? null : floorTo(instant, multiply(bucket, BUCKETS_PER_STRETCH));
  const windowTexts = stream.aggregates.map(({ part, extent, offset }) =>
    part === null
      ? null
      : JSON.stringify([extent, offset], (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  );
  const windowNames = [...new Set(windowTexts)].filter((text) => text !== null);
  return {
    space,
    view,
    stream,
    sources,
    encodeKey: keyEncoder(view.keys),
    physical: physicalCodec([...sources.values()]),
    records: recordCodec(spaceText(space)),
    tiles: tileCodec(spaceText(space)),
    states: stream.parts.map(stateMaker),
    derive: deriver(stream, sources),
    order: rowOrder(stream.columns, baseOrder),
    versions: versionOrder([...sources.values()][0]!.kind, (source) => versionsOf.get(source)!, baseOrder),
    bucketOf,
    firstBucket: (instant) => {
      const first = bucketOf(minus(instant, stream.reach));
      const stretch = stream.head ? stretchOf(instant) : null;
      return first === null || stretch === null || first < stretch ? first : stretch;
    },
    stretchOf,
    sectionOf: (instant) =>
      bucket === null || stream.tiles === null
        ? 0
        : Math.floor(Number(minus(instant, floorTo(instant, bucket))) / Number(stream.tiles.section)),
    tileOf: (number) => {
      const span = stream.tiles?.span ?? null;
      if (number === null || bucket === null || span === null) return { span: null, place: 0 };
      const start = floorTo(number, span);
      return { span: start, place: Number(minus(number, start)) / Number(bucket) };
    },
    bucketAt: (span, place) => (span === null || bucket === null ? null : add(span, multiply(bucket, place))),
    bucketsOfStretch: (instant) => {
      if (bucket === null) return [null];
      const buckets: Int[] = [];
      for (let number = stretchOf(instant)!; number <= instant; number = add(number, bucket)) buckets.push(number);
      return buckets;
    },
    latestOf: recordBuilder<Value>(view.latest.map(({ name }) => name)),
    windows: windowNames.map((text) => stream.aggregates[windowTexts.indexOf(text)]!),
    windowOf: windowTexts.map((text) => (text === null ? -1 : windowNames.indexOf(text))),
    aggregatesOf: recordBuilder<Value>(view.aggregates.map(({ name }) => name)),
    needsRows: stream.aggregates.some(({ part }) => part === null) || (view.latest.length > 0 && !stream.head),
    inOrder: stream.paths.every(({ delay }) => delay === stream.paths[0]!.delay),
  };
}

/** More make a head longer, fewer make a read look at more buckets if the latest row is not visible yet. */
const BUCKETS_PER_STRETCH = 8;
