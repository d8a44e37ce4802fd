import { later } from "../../client/instant.js";
import { Scratch } from "../../codec/scratch.js";
import { FeatureError } from "../../functions/feature-error.js";
import type { Int, Value } from "../../values.js";
import { rowsOf, timesOfRow } from "../entity-rows.js";
import type { Entry } from "../record.js";
import type { StreamedView } from "../streamed-view.js";
import type { State } from "./state.js";
import { Summary } from "./summary.js";

/** A state that is longer is not kept: a read takes the rows instead. */
const LONGEST = 1024;

/** What is known of the rows of an entity that entries make. Null if they make none. */
export function summaryOf(view: StreamedView, entity: readonly Value[], entries: readonly Entry[]): Summary | null {
  const rows = [...rowsOf(view, entity, entries)].sort((a, b) => view.order(a.row, b.row));
  let [first, last, settled]: [Int | null, Int | null, Int | null] = [null, null, null];
  for (const { row, entry } of rows) {
    first = first === null || row.arrives < first ? row.arrives : first;
    last = last === null ? row.arrives : later(row.arrives, last);
    if (entry.superseded !== null) settled = settled === null ? entry.superseded : later(entry.superseded, settled);
  }
  if (first === null || last === null) return null;
  const lasting = rows.filter(({ entry }) => entry.superseded === null);
  const states = packedStates(view, (part, state) => {
    const { inputs } = view.stream.parts[part]!;
    for (const own of lasting) state.add(inputs(own.row.row), timesOfRow(own));
    return true;
  });
  return Summary.of(first, last, settled, states);
}

/** The same of several parts of the rows, one after the other in time. Null if there are none. */
export function joined(view: StreamedView, parts: readonly Summary[]): Summary | null {
  const [one, ...others] = parts;
  if (one === undefined || others.length === 0) return one ?? null;
  let settled: Int | null = null;
  for (const part of parts)
    if (part.settled !== null) settled = settled === null ? part.settled : later(settled, part.settled);
  const states = packedStates(view, (index, state) =>
    parts.every((part) => {
      const packed = part.stateOf(index);
      if (packed !== null) state.merge(packed);
      return packed !== null;
    }),
  );
  return Summary.of(one.first, parts.at(-1)!.last, settled, states);
}

/** The packed states of all parts. Null if one of them cannot be kept: `fill` says so, it is too long, or it fails. */
function packedStates(
  { states }: StreamedView,
  fill: (part: number, state: State) => boolean,
): readonly Uint8Array[] | null {
  const found: Uint8Array[] = [];
  for (const [part, make] of states.entries()) {
    const state = make();
    try {
      const scratch = new Scratch(64);
      if (!fill(part, state) || !state.write(scratch) || scratch.at > LONGEST) return null;
      found.push(scratch.copy());
    } catch (error) {
      // A read that needs the rows has the same error.
      if (error instanceof FeatureError) return null;
      throw error;
    }
  }
  return found;
}
