import { type Entry, noPushes, PUSH_BYTES, type Rows, textOf } from "./record.js";

/** What puts rows: a caller's push, or a batch of a materialization's rows. */
export type Cause = { readonly kind: "push" } | { readonly kind: "seed"; readonly run: string; readonly batch: number };

/** A row to put into a record. */
export interface Addition {
  readonly row: Uint8Array;
  readonly superseded: Entry["superseded"];
  /** What tells this push of the row from all others. Null if the source has a `key`, or nobody pushed it. */
  readonly push: Uint8Array | null;
}

/**
 * The rows of a record after some were put. Putting the same rows again changes nothing, and the order in which callers
 * put their rows does not matter: a row that is pushed and materialized counts as often as in the place that has more
 * of it.
 */
export function merged(before: Rows, additions: readonly Addition[], cause: Cause): Rows {
  const again = cause.kind === "seed" && before.run === cause.run && before.batch >= cause.batch;
  const restarts = cause.kind === "seed" && before.run !== cause.run;
  const entries = new Map(
    before.entries.map((entry) => [textOf(entry.row), restarts ? { ...entry, found: 0 } : entry]),
  );
  for (const { row, superseded, push } of additions) {
    const id = textOf(row);
    const known = entries.get(id) ?? { row, superseded: null, pushes: noPushes, seeded: 0, found: 0 };
    const found = known.found + (cause.kind === "seed" && !again ? 1 : 0);
    entries.set(id, {
      row: known.row,
      superseded: earlier(known.superseded, superseded),
      pushes: push === null || isIn(push, known.pushes) ? known.pushes : Buffer.concat([known.pushes, push]),
      seeded: Math.max(known.seeded, found),
      found,
    });
  }
  const mark = cause.kind === "seed" && !again ? { run: cause.run, batch: cause.batch } : before;
  return { run: mark.run, batch: mark.batch, entries: [...entries.values()] };
}

function isIn(push: Uint8Array, pushes: Uint8Array): boolean {
  for (let at = 0; at < pushes.length; at += PUSH_BYTES)
    if (push.every((byte, index) => pushes[at + index] === byte)) return true;
  return false;
}

/** How often a row counts. */
export const timesOf = ({ pushes, seeded }: Entry): number => Math.max(pushes.length / PUSH_BYTES, seeded, 1);

/** The earlier of two instants at which a row stops counting. Null is never. */
export const earlier = (a: Entry["superseded"], b: Entry["superseded"]): Entry["superseded"] =>
  a === null ? b : b === null ? a : a < b ? a : b;
