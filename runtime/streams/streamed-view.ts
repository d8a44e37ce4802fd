import type { ViewArtifact } from "../artifacts.js";
import { floorTo, minus } from "../client/instant.js";
import { type KeyEncoder, keyEncoder, recordBuilder } from "../codec/index.js";
import { spaceText } from "../online/meta.js";
import type { ViewSpace } from "../online/store.js";
import type { StreamArtifact, StreamSource } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import { type Derive, deriver } from "./derive.js";
import { type Compare, columnsOrder, rowOrder, versionOrder } from "./order.js";
import { type PhysicalCodec, physicalCodec } from "./physical.js";
import { type RecordCodec, recordCodec } from "./record.js";
import type { PhysicalRow, ViewRow } from "./rows.js";

/** What a process prepares once per streamed view. */
export interface StreamedView {
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly stream: StreamArtifact;
  readonly sources: ReadonlyMap<string, StreamSource>;
  readonly encodeKey: KeyEncoder;
  readonly physical: PhysicalCodec;
  readonly records: RecordCodec;
  readonly derive: Derive;
  readonly order: Compare<ViewRow>;
  /** The order of versions of one thing. */
  readonly versions: Compare<PhysicalRow>;
  /** The number of the bucket of an instant. Null if the view has one bucket per entity. */
  readonly bucketOf: (instant: Int) => Int | null;
  /** The first bucket that a read at the instant needs. Null if the view has one bucket per entity. */
  readonly firstBucket: (instant: Int) => Int | null;
  /** Builds the record of the latest row's columns. */
  readonly latestOf: (values: readonly Value[]) => Readonly<Record<string, Value>>;
  /** True if all rows that a physical row makes arrive at one time, and so are in one bucket. */
  readonly oneBucket: boolean;
  /** True if the latest row may be older than all buckets, so that it is kept apart. */
  readonly hasHead: boolean;
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
  return {
    space,
    view,
    stream,
    sources,
    encodeKey: keyEncoder(view.keys),
    physical: physicalCodec([...sources.values()]),
    records: recordCodec(spaceText(space)),
    derive: deriver(stream, sources),
    order: rowOrder(stream.columns, baseOrder),
    versions: versionOrder([...sources.values()][0]!.kind, (source) => versionsOf.get(source)!, baseOrder),
    bucketOf,
    firstBucket: (instant) => bucketOf(minus(instant, stream.reach)),
    latestOf: recordBuilder<Value>(view.latest.map(({ name }) => name)),
    oneBucket: stream.paths.length === 1 && stream.paths[0]!.steps.every(({ step }) => step !== "each"),
    hasHead: bucket !== null && view.latest.length > 0,
  };
}
