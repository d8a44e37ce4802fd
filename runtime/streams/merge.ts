import { DataError } from "../errors.js";
import { type Entry, noPushes, PUSH_BYTES, type Rows, type Section, type SeedRun, textOf } from "./record.js";

/** What puts rows: a caller's push, or a batch of a materialization's rows. */
export type Cause = { readonly kind: "push" } | ({ readonly kind: "seed" } & SeedRun);

/** A row to put into a record. */
export interface Addition {
  readonly row: Uint8Array;
  readonly superseded: Entry["superseded"];
  /** What tells this push of the row from all others. Null if the source has a `key`, or nobody pushed it. */
  readonly push: Uint8Array | null;
  /** The place of its section. */
  readonly place: number;
}

/**
 * The sections of a record after some rows were put; those that changed have no summary. Putting the same rows again
 * changes nothing, and the order in which callers put their rows does not matter: a row that is pushed and materialized
 * counts as often as in the place that has more of it.
 */
export function merged(before: Rows, additions: readonly Addition[], cause: Cause): Pick<Rows, "runs" | "sections"> {
  const { runs, from, own, counts } = cause.kind === "seed" ? runsWith(before.runs, cause) : unchanged(before.runs);
  const sections = new Map(before.sections.map((section) => [section.place, section]));
  const places = new Map<number, Addition[]>();
  for (const addition of additions) {
    const there = places.get(addition.place);
    if (there === undefined) places.set(addition.place, [addition]);
    else there.push(addition);
  }
  if (from.length !== before.runs.length || from.some((old, index) => old !== index))
    for (const [place, { summary, entries }] of sections) {
      const counted = entries.map((entry) => ({ ...entry, found: from.map((old) => entry.found[old] ?? 0) }));
      sections.set(place, { place, summary, entries: counted });
    }
  for (const [place, some] of places) {
    const known = sections.get(place);
    const entries = new Map(known?.entries.map((entry) => [textOf(entry.row), entry]));
    let changed = known === undefined;
    for (const { row, superseded, push } of some) {
      const id = textOf(row);
      const old = entries.get(id) ?? null;
      const found = (old?.found ?? runs.map(() => 0)).map((times, run) => times + (counts && run === own ? 1 : 0));
      const next: Entry = {
        row: old?.row ?? row,
        superseded: earlier(old?.superseded ?? null, superseded),
        pushes: withPush(old?.pushes ?? noPushes, push),
        seeded: Math.max(old?.seeded ?? 0, own === null ? 0 : found[own]!),
        found,
      };
      changed ||= old === null || next.superseded !== old.superseded || timesOf(next) !== timesOf(old);
      entries.set(id, next);
    }
    sections.set(place, { place, summary: changed ? null : (known?.summary ?? null), entries: [...entries.values()] });
  }
  return { runs, sections: [...sections.values()].sort((a, b) => a.place - b.place) };
}

interface Runs {
  readonly runs: readonly SeedRun[];
  /** For each run, its place among the runs before; -1 if it is new. */
  readonly from: readonly number[];
  /** The place of the run that puts rows. */
  readonly own: number | null;
  /** False if the batch was put before. */
  readonly counts: boolean;
}

const unchanged = (runs: readonly SeedRun[]): Runs => ({
  runs,
  from: runs.map((_, index) => index),
  own: null,
  counts: false,
});

/** So many runs can put rows of one view at the same time. */
const RUNS = 3;

/** Runs are kept in the order in which they began: names begin with the time. */
function runsWith(before: readonly SeedRun[], { run, batch }: SeedRun): Runs {
  const known = before.findIndex((one) => one.run === run);
  if (known >= 0) {
    const again = before[known]!.batch >= batch;
    const runs = before.map((one, index) => (index === known && !again ? { run, batch } : one));
    return { ...unchanged(runs), own: known, counts: !again };
  }
  // Its counts may have been among those that made room for newer runs.
  if (before.length === RUNS && run < before[0]!.run)
    throw new DataError(
      `more than ${RUNS} materializations of one streamed view run at the same time, and this one is the oldest: run it again when the others have finished`,
    );
  const kept = before.map((one, index) => ({ one, index })).slice(before.length === RUNS ? 1 : 0);
  const all = [...kept, { one: { run, batch }, index: -1 }].sort((a, b) => (a.one.run < b.one.run ? -1 : 1));
  return {
    runs: all.map(({ one }) => one),
    from: all.map(({ index }) => index),
    own: all.findIndex(({ index }) => index === -1),
    counts: true,
  };
}

const withPush = (pushes: Uint8Array, push: Uint8Array | null): Uint8Array =>
  push === null || isIn(push, pushes) ? pushes : Buffer.concat([pushes, push]);

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

/** The section with the entries for which a condition holds. Null if there are none. */
export function sectionOf(section: Section, holds: (entry: Entry) => boolean): Section | null {
  const entries = section.entries.filter(holds);
  if (entries.length === section.entries.length) return section;
  return entries.length === 0 ? null : { place: section.place, summary: null, entries };
}
