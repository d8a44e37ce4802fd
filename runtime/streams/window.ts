import { minus } from "../client/instant.js";
import { startOf } from "../functions/calendar-parts.js";
import { add } from "../functions/int64.js";
import type { StreamAggregate } from "../stream-artifacts.js";
import type { Int } from "../values.js";
import type { StreamedView } from "./streamed-view.js";

/** The rows of a window: those that arrive after `after` (null: all) and not after `to`. */
export interface Stretch {
  readonly after: Int | null;
  readonly to: Int;
}

/** The window of an aggregate that has a part, at an instant. All paths of its view have one delay. */
export function stretchAt({ stream }: StreamedView, { extent, offset }: StreamAggregate, at: Int): Stretch {
  const to = minus(at, offset);
  switch (extent.kind) {
    case "duration":
      return { after: minus(to, extent.micros), to };
    case "this": {
      const start = startOf(to, extent.unit, extent.zone);
      return { after: minus(add(start, stream.paths[0]!.delay), 1), to };
    }
    case "lifetime":
    case "since":
      return { after: null, to };
  }
}
