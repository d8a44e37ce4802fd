import type { FeatureArtifact, Values, ViewArtifact } from "../artifacts.js";
import { type DecodedRow, plucker, recordBuilder } from "../codec/index.js";
import { emptyValue } from "../empty-value.js";
import { DataError, type StoreError } from "../errors.js";
import { timestampText } from "../functions/calendar.js";
import type { ViewMeta } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { cadenceInstant, minus } from "./instant.js";
import { type Statuses, StatusRecords } from "./status-records.js";
import type { Status } from "./surface.js";

/** A view's values for one entity at an instant. */
export interface ViewAnswer {
  readonly features: Values;
  readonly statuses: Statuses;
  /** T. Null if the view was never materialized, or the store failed for it. */
  readonly asOf: Int | null;
  /** Why the view reads as missing, if the store failed for it. */
  readonly failed?: StoreError;
}

/**
 * `leeway`: how far T may be ahead of `now`. Such a view is read as of T, because the clocks of two machines differ.
 */
export type ViewReader = (row: DecodedRow | null, meta: ViewMeta, now: Int, leeway: Int) => ViewAnswer;

/**
 * The rules for reading stored values: which of them are missing or stale, and what to do with a key that later runs no
 * longer found.
 *
 * A row that a run in progress has written counts already (its T is greater than the view's). If a later run read all
 * rows and did not find a key, the key has no latest row, and its aggregates are empty. A run that read only what had
 * changed leaves all other rows as they are: they hold at its T too. If no run of a view was finished, every feature
 * reads as missing, even if a row is stored.
 */
export function viewReader(view: ViewArtifact): ViewReader {
  const { ttl } = view;
  const noLatest = recordBuilder<Value>(view.latest.map(({ name }) => name))(view.latest.map(() => null));
  const aggregatesOf = recordBuilder<Value>(view.aggregates.map(({ name }) => name));
  const empty = aggregatesOf(view.aggregates.map((aggregate) => aggregate.empty));
  const stale = aggregatesOf(view.aggregates.map(() => null));
  // A feature that may throw gets its status when it is read, because only features that are used may fail.
  const certain = view.features.filter(({ raises }) => raises !== true);
  const raising = view.features.filter(({ raises }) => raises === true);
  const records = new StatusRecords(certain.map(({ name }) => name));
  const judged = plucker<Value>(certain.map(judgedBy));
  const kinds = certain.map(({ origin }) => origin.kind);

  const unmaterialized: ViewAnswer = {
    features: recordBuilder<Value>(view.features.map(({ name }) => name))(view.features.map(missingValue)),
    statuses: Object.freeze(
      recordBuilder<Status>(view.features.map(({ name }) => name))(view.features.map(() => "missing")),
    ),
    asOf: null,
  };

  return (row, meta, now, leeway) => {
    if (meta.asOf === null) return unmaterialized;
    const asOf = row !== null && row.at > meta.asOf ? row.at : meta.asOf;
    let instant = cadenceInstant(now, view.every);
    if (instant < asOf) {
      if (minus(asOf, instant) > leeway) throw new BeforeStoredError(view.name, now, asOf);
      instant = asOf;
    }

    const oldest = ttl === null ? null : minus(instant, ttl);
    const aggregatesStale = oldest !== null && asOf < oldest;
    const silent = row === null || isGone(row, meta);
    const aggregates = aggregatesStale ? stale : silent ? empty : row.stored.aggregates;

    const latestStatus = statusOfLatest(row, meta, instant, oldest);
    const latest = latestStatus === "present" && row !== null ? row.stored.latest : noLatest;

    const features = view.compute(
      aggregatesStale ? { latest, aggregates, stale: true } : { latest, aggregates },
      instant,
    );
    const values = judged({ latest, aggregates, features });
    records.begin();
    for (let index = 0; index < values.length; index++) {
      const kind = kinds[index];
      if (kind === "latest" && latestStatus !== "present") records.add(latestStatus);
      else if ((kind === "aggregate" || kind === "aggregates") && aggregatesStale) records.add("stale");
      else records.add(presence(values[index]));
    }
    if (raising.length === 0) return { features, statuses: records.end(), asOf };
    const answer = { ...records.end() };
    for (const { name, origin } of raising) {
      const property = origin.kind === "computed" ? (origin.raw ?? name) : name;
      Object.defineProperty(answer, name, { enumerable: true, get: () => presence(features[property]) });
    }
    return { features, statuses: answer, asOf };
  };
}

/** The value of a feature that the store has nothing for. */
const missingValue = ({ type, default: otherwise }: FeatureArtifact): Value =>
  otherwise ?? (type.nullable ? null : emptyValue(type));

export const presence = (value: Value | undefined): Status =>
  value === null || value === undefined ? "null" : "present";

/** The value that decides the feature's status: the stored value, or the computed value before its default. */
function judgedBy({ name, origin }: FeatureArtifact): readonly [string, string] {
  switch (origin.kind) {
    case "latest":
      return ["latest", origin.column];
    case "aggregate":
      return ["aggregates", origin.id];
    case "computed":
      return ["features", origin.raw ?? name];
    case "aggregates":
    case "input":
      return ["features", name];
  }
}

/** True if a later run that read all rows did not find the key. */
const isGone = (row: DecodedRow, { complete }: ViewMeta): boolean => complete !== null && row.at < complete;

function statusOfLatest(row: DecodedRow | null, meta: ViewMeta, instant: Int, oldest: Int | null): Status {
  if (row === null || row.time === null || !row.live) return "missing";
  if (isGone(row, meta)) return "missing";
  if (row.until !== null && instant >= row.until) return "missing";
  return oldest !== null && row.time < oldest ? "stale" : "present";
}

/** The store holds the view as of T and cannot go back to an earlier instant. */
export class BeforeStoredError extends DataError {
  override readonly name: string = "BeforeStoredError";
  constructor(
    view: string,
    at: Int,
    readonly asOf: Int,
  ) {
    super(
      `can't read view ${view} at ${timestampText(at)}: the store holds it as of ${timestampText(asOf)} and can't go back; ` +
        `read it at that instant or later, or empty it with \`feat reset ${view}\` and materialize it again`,
    );
  }
}
