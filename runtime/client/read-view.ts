import type { FeatureArtifact, Values, ViewArtifact } from "../artifacts.js";
import { type DecodedRow, plucker, recordBuilder } from "../codec/index.js";
import { DataError } from "../errors.js";
import { timestampText } from "../functions/calendar.js";
import type { ViewMeta } from "../online/store.js";
import type { Int, Value } from "../values.js";
import { cadenceInstant, minus } from "./instant.js";
import type { Status } from "./surface.js";

/** What a view is for one entity at an instant. */
export interface ViewAnswer {
  readonly features: Values;
  readonly statuses: Readonly<Record<string, Status>>;
  /** T; null where the view was never materialized. */
  readonly asOf: Int | null;
}

/**
 * `leeway`: how far T may be ahead of `now` and still be read, as at T: clocks of two machines differ.
 */
export type ViewReader = (row: DecodedRow | null, meta: ViewMeta, now: Int, leeway: Int) => ViewAnswer;

/**
 * The read rules of stored values: what is missing, what is stale, and what a key that fell silent has.
 *
 * A row that a run in progress has written counts already (its T is greater than the view's); a row that the last run did not write
 * fell silent: its aggregates are empty; and if a later run read all rows without finding it, it has no latest row either.
 */
export function viewReader(view: ViewArtifact): ViewReader {
  const { ttl } = view;
  const noLatest = recordBuilder<Value>(view.latest.map(({ name }) => name))(view.latest.map(() => null));
  const aggregatesOf = recordBuilder<Value>(view.aggregates.map(({ name }) => name));
  const empty = aggregatesOf(view.aggregates.map((aggregate) => aggregate.empty));
  const stale = aggregatesOf(view.aggregates.map(() => null));
  // What may throw is judged when somebody asks, for only what is used may fail.
  const certain = view.features.filter(({ raises }) => raises !== true);
  const raising = view.features.filter(({ raises }) => raises === true);
  const statusesOf = recordBuilder<Status>(certain.map(({ name }) => name));
  const judged = plucker<Value>(certain.map(judgedBy));
  const kinds = certain.map(({ origin }) => origin.kind);

  return (row, meta, now, leeway) => {
    const asOf = greatest(row?.at ?? null, meta.asOf);
    let instant = cadenceInstant(now, view.every);
    if (asOf !== null && instant < asOf) {
      if (minus(asOf, instant) > leeway) throw new BeforeStoredError(view.name, now, asOf);
      instant = asOf;
    }

    const oldest = ttl === null ? null : minus(instant, ttl);
    const aggregatesStale = asOf !== null && oldest !== null && asOf < oldest;
    const silent = row === null || (asOf !== null && row.at < asOf);
    const aggregates = aggregatesStale ? stale : silent ? empty : row.stored.aggregates;

    const latestStatus = statusOfLatest(row, meta, instant, oldest);
    const latest = latestStatus === "present" && row !== null ? row.stored.latest : noLatest;

    const features = view.compute(
      aggregatesStale ? { latest, aggregates, stale: true } : { latest, aggregates },
      instant,
    );
    const statuses = judged({ latest, aggregates, features }).map((value, index): Status => {
      const kind = kinds[index];
      if (kind === "latest" && latestStatus !== "present") return latestStatus;
      if ((kind === "aggregate" || kind === "aggregates") && aggregatesStale) return "stale";
      return presence(value);
    });
    const answer = statusesOf(statuses);
    for (const { name, origin } of raising) {
      const property = origin.kind === "computed" ? (origin.raw ?? name) : name;
      Object.defineProperty(answer, name, { enumerable: true, get: () => presence(features[property]) });
    }
    return { features, statuses: answer, asOf };
  };
}

export const presence = (value: Value | undefined): Status =>
  value === null || value === undefined ? "null" : "present";

/** The value whose presence is the feature's status: what is stored, or what was computed before its default. */
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

function statusOfLatest(row: DecodedRow | null, meta: ViewMeta, instant: Int, oldest: Int | null): Status {
  if (row === null || row.time === null || !row.live) return "missing";
  if (meta.complete !== null && row.at < meta.complete) return "missing";
  if (row.until !== null && instant >= row.until) return "missing";
  return oldest !== null && row.time < oldest ? "stale" : "present";
}

/** The store holds a view at T and can't go back to an instant before it. */
export class BeforeStoredError extends DataError {
  override readonly name: string = "BeforeStoredError";
  constructor(
    view: string,
    at: Int,
    readonly asOf: Int,
  ) {
    super(
      `can't read view ${view} at ${timestampText(at)}: the store holds it as of ${timestampText(asOf)} and can't go back`,
    );
  }
}

const greatest = (a: Int | null, b: Int | null): Int | null => (a === null ? b : b === null ? a : a < b ? b : a);
