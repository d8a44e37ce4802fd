import type { Int, Value } from "../values.js";
import { type EntityRow, rowsOf } from "./entity-rows.js";
import { type Addition, earlier } from "./merge.js";
import { type Entry, noPushes, textOf } from "./record.js";
import type { StreamedView } from "./streamed-view.js";

/**
 * The entries of a head: of each stretch of time the latest row, in the order of rows. Stretches that were over at the
 * last materialization count as one. Until the first one has finished, the rows that it puts are folded so, because they
 * would come again; those that were pushed are not. If the latest row of a stretch is not visible yet, a read
 * looks at all rows of the stretch.
 *
 * If the source has a `key`, all rows of an entity are versions of one thing (other views have no head), so a row that
 * is not the last version of its stretch is superseded by the end of the stretch.
 */
export function latestOfStretches(
  view: StreamedView,
  entity: readonly Value[],
  before: readonly Entry[],
  additions: readonly Addition[],
  { asOf, seedsAt }: { readonly asOf: Int | null; readonly seedsAt: Int | null },
): readonly Entry[] {
  const entries = new Map(before.map((entry) => [textOf(entry.row), entry]));
  for (const { row, superseded } of additions) {
    const known = entries.get(textOf(row));
    const seeded = Math.max(known?.seeded ?? 0, seedsAt === null ? 0 : 1);
    const earliest = earlier(known?.superseded ?? null, superseded);
    entries.set(textOf(row), { row, superseded: earliest, pushes: noPushes, seeded, found: [] });
  }
  const firstOf = (entry: Entry): Int | null => {
    const from = asOf ?? (entry.seeded > 0 ? seedsAt : null);
    return from === null ? null : view.stretchOf(from);
  };
  const latest = new Map<Int | null, EntityRow>();
  for (const own of rowsOf(view, entity, [...entries.values()])) {
    const number = view.stretchOf(own.row.arrives);
    const first = firstOf(own.entry);
    const stretch = first !== null && number !== null && number < first ? null : number;
    const known = latest.get(stretch);
    if (known === undefined || isLater(view, own, known)) latest.set(stretch, own);
  }
  const sorted = [...latest.values()].sort((a, b) => view.order(a.row, b.row));
  return [...new Set(sorted.map(({ entry }) => entry))];
}

/** Of versions of one time the order of rows may say another than the order of versions: the one that counts longer is it. */
function isLater({ order }: StreamedView, a: EntityRow, b: EntityRow): boolean {
  const [first, second] = [a.entry.superseded, b.entry.superseded];
  if (first === second) return order(a.row, b.row) > 0;
  return first === null || (second !== null && first > second);
}
