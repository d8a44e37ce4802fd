import type { Scratch } from "../../codec/scratch.js";
import type { Int } from "../../values.js";

/** What is known of rows without reading them. */
export interface Summary {
  /** The first and the last instant at which one of them arrives. */
  readonly first: Int;
  readonly last: Int;
  /** The last instant at which one of them stops counting. The states are right from then on. Null if none does. */
  readonly settled: Int | null;
  /** By part, the packed state of the rows that never stop counting. Null if it could not be kept. */
  readonly states: readonly (Uint8Array | null)[];
}

/** What a window (after, to] has to do with rows: nothing, all of them (their state is enough), or some of them. */
export type Cover = "none" | "whole" | "rows";

export function coverOf({ first, last, settled, states }: Summary, part: number, after: Int | null, to: Int): Cover {
  if (first > to || (after !== null && last <= after)) return "none";
  if (last > to || (after !== null && first <= after)) return "rows";
  return (settled === null || settled <= to) && (states[part] ?? null) !== null ? "whole" : "rows";
}

const HAS_SETTLED = 1;

export function writeSummary(to: Scratch, { first, last, settled, states }: Summary): void {
  to.reserve(25);
  to.bytes[to.at++] = settled === null ? 0 : HAS_SETTLED;
  for (const instant of settled === null ? [first, last] : [first, last, settled]) to.writeInstant(instant);
  for (const state of states) {
    to.writeCount(state === null ? 0 : state.length);
    if (state !== null) to.writeBytes(state);
  }
}

/** The states are parts of the bytes that are read. */
export function readSummary(from: Scratch, parts: number): Summary {
  const flags = from.bytes[from.take(1)]!;
  const first = from.readInstant();
  const last = from.readInstant();
  const settled = (flags & HAS_SETTLED) === 0 ? null : from.readInstant();
  const states: (Uint8Array | null)[] = [];
  for (let part = 0; part < parts; part++) {
    const length = from.readCount();
    states.push(length === 0 ? null : from.readBytes(length));
  }
  return { first, last, settled, states };
}
