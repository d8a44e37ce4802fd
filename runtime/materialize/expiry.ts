/**
 * When a stored row may go, where a target has a `retention`.
 *
 * In: a view with a ttl, how long rows are kept after it. Out: for a row the instant from which nobody misses it, or null.
 * Always: without the row a read gives what it gives with it, but for `stale`, which turns to `missing`. So a row whose
 * aggregates hold anything never expires: its key would read as one without events.
 */
import type { ViewArtifact } from "../artifacts.js";
import type { RowHead } from "../codec/index.js";
import { add } from "../functions/int64.js";
import type { Int, Value } from "../values.js";

/** The instant from which a row is not needed. Null if it is needed for ever. */
export type Expiry = (head: RowHead, values: readonly Value[]) => Int | null;

/** Null if rows of the view never expire. */
export function expiryOf({ ttl, every, latest, aggregates }: ViewArtifact, retention: Int | null): Expiry | null {
  if (ttl === null || retention === null) return null;
  // Under a cadence, a read is for an instant that may be so much earlier.
  const late = every === null ? 0 : add(every.every, every.after);
  const kept = add(add(ttl, late), retention);
  return ({ at, time }, values) => {
    const empty = aggregates.every((aggregate, index) => isEmpty(values[latest.length + index]!, aggregate.empty));
    return empty ? add(time ?? at, kept) : null;
  };
}

/** The empty values of aggregates: null, zero, an empty list or map, or a list of these. */
function isEmpty(value: Value, empty: Value): boolean {
  if (Array.isArray(empty))
    return (
      Array.isArray(value) && value.length === empty.length && empty.every((each, index) => isEmpty(value[index], each))
    );
  if (empty instanceof Map) return value instanceof Map && value.size === 0;
  return value === empty;
}
