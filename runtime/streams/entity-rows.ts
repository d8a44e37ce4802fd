import type { Int, Value } from "../values.js";
import { timesOf } from "./merge.js";
import type { Entry } from "./record.js";
import type { ViewRow } from "./rows.js";
import type { StreamedView } from "./streamed-view.js";

/** A view's row in an entity's records. */
export interface EntityRow {
  readonly entry: Entry;
  readonly row: ViewRow;
}

/** The rows of an entity, by its key, that entries make. */
export function rowsOf(
  { physical, derive }: StreamedView,
  entity: readonly Value[],
  entries: readonly Entry[],
): EntityRow[] {
  const found: EntityRow[] = [];
  for (const entry of entries)
    for (const row of derive(physical.decode(entry.row)))
      if (row.key.every((part, index) => part === entity[index])) found.push({ entry, row });
  return found;
}

export const isVisible =
  (at: Int) =>
  ({ row, entry }: EntityRow): boolean =>
    row.arrives <= at && (entry.superseded === null || entry.superseded > at);

/** How often a row of the view counts. */
export const timesOfRow = ({ row, entry }: EntityRow): number => (row.path.versions !== null ? 1 : timesOf(entry));

/** The greatest of the rows in their order. */
export const latestOf = ({ order }: StreamedView, rows: readonly EntityRow[]): EntityRow | null =>
  rows.reduce<EntityRow | null>((found, own) => (found === null || order(own.row, found.row) > 0 ? own : found), null);
