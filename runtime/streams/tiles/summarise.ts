import { later } from "../../client/instant.js";
import { Scratch } from "../../codec/scratch.js";
import { FeatureError } from "../../functions/feature-error.js";
import type { Int, Value } from "../../values.js";
import { rowsOf, timesOfRow } from "../entity-rows.js";
import type { Entry } from "../record.js";
import type { StreamedView } from "../streamed-view.js";
import type { State } from "./state.js";
import type { Summary } from "./summary.js";

/** A state that is longer is not kept: a read takes the rows instead. */
const LONGEST = 1024;

/** The bytes of a state, or null if it cannot be kept. */
function packed(state: State): Uint8Array | null {
  const scratch = new Scratch(64);
  return state.write(scratch) && scratch.at <= LONGEST ? scratch.copy() : null;
}

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
  const states = view.states.map((make, index): Uint8Array | null => {
    const part = view.stream.parts[index]!;
    const state = make();
    try {
      for (const own of lasting) state.add(part.inputs(own.row.row), timesOfRow(own));
      return packed(state);
    } catch (error) {
      // A read that needs the rows has the same error.
      if (error instanceof FeatureError) return null;
      throw error;
    }
  });
  return { first, last, settled, states };
}

/** The same of several parts of the rows, one after the other in time. Null if there are none. */
export function joined(view: StreamedView, parts: readonly Summary[]): Summary | null {
  const [one, ...others] = parts;
  if (one === undefined || others.length === 0) return one ?? null;
  const settled = parts.reduce<Int | null>(
    (found, part) => (part.settled === null ? found : found === null ? part.settled : later(found, part.settled)),
    null,
  );
  const states = view.states.map((make, index): Uint8Array | null => {
    const state = make();
    for (const { states: packedStates } of parts) {
      const bytes = packedStates[index] ?? null;
      if (bytes === null) return null;
      state.merge(Scratch.over(bytes));
    }
    return packed(state);
  });
  return { first: one.first, last: parts.at(-1)!.last, settled, states };
}
