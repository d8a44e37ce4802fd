import { minus } from "../client/instant.js";
import { startOf } from "../functions/calendar-parts.js";
import type { StreamAggregate } from "../stream-artifacts.js";
import type { Int } from "../values.js";
import type { EntityRow } from "./entity-rows.js";

/** The rows of a window that ends at the instant, of all rows that are visible there, in their order. */
export function rowsInWindow(
  { extent, lastRows }: StreamAggregate,
  rows: readonly EntityRow[],
  at: Int,
): readonly EntityRow[] {
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
