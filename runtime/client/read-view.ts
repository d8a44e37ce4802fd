import type { FeatureArtifact, Values, ViewArtifact } from "../artifacts.js";
import { type DecodedRow, plucker, recordBuilder } from "../codec/index.js";
import { emptyValue } from "../empty-value.js";
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
 * fell silent: its aggregates are empty; and if a later run read all rows without finding it, it has no latest row either. A view of which no
 * run was finished has nothing to say: whoever allows that reads every feature as missing, even where a row stands there.
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

  const unmaterialized: ViewAnswer = {
    features: recordBuilder<Value>(view.features.map(({ name }) => name))(view.features.map(missingValue)),
    statuses: recordBuilder<Status>(view.features.map(({ name }) => name))(view.features.map(() => "missing")),
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
    const silent = row === null || row.at < asOf;
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

/** What is read of a feature of which the store knows nothing. */
const missingValue = ({ type, default: otherwise }: FeatureArtifact): Value =>
  otherwise ?? (type.nullable ? null : emptyValue(type));

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
      `can't read view ${view} at ${timestampText(at)}: the store holds it as of ${timestampText(asOf)} and can't go back; ` +
        `read it at that instant or later, or empty it with \`feat reset ${view}\` and materialize it again`,
    );
  }
}
