import { Scratch } from "../../codec/scratch.js";
import type { Int } from "../../values.js";

/** What is known of rows without reading them. */
export class Summary {
  constructor(
    /** The first and the last instant at which one of them arrives. */
    readonly first: Int,
    readonly last: Int,
    /** The last instant at which one of them stops counting. The states are right from then on. Null if none does. */
    readonly settled: Int | null,
    /** The bytes from `start` to `end` hold the states of the rows that never stop counting. Null: not all could be kept. */
    private readonly states: { readonly source: Scratch; readonly start: number; readonly end: number } | null,
  ) {}

  get isComplete(): boolean {
    return this.states !== null;
  }

  /** The packed state of a part: it begins where the bytes are read next. Null if the states could not be kept. */
  stateOf(part: number): Scratch | null {
    if (this.states === null) return null;
    const { source, start } = this.states;
    source.at = start;
    for (let before = 0; before < part; before++) source.take(source.readCount());
    source.readCount();
    return source;
  }

  write(to: Scratch): void {
    const { first, last, settled, states } = this;
    to.reserve(1);
    to.bytes[to.at++] = (settled === null ? 0 : HAS_SETTLED) | (states === null ? 0 : COMPLETE);
    to.writeInstant(first);
    to.writeInstant(last);
    if (settled !== null) to.writeInstant(settled);
    if (states === null) return;
    to.writeCount(states.end - states.start);
    to.writeBytes(states.source.bytes.subarray(states.start, states.end));
  }

  /** The states are not copied. */
  static read(from: Scratch): Summary {
    const flags = from.bytes[from.take(1)]!;
    const first = from.readInstant();
    const last = from.readInstant();
    const settled = (flags & HAS_SETTLED) === 0 ? null : from.readInstant();
    if ((flags & COMPLETE) === 0) return new Summary(first, last, settled, null);
    const length = from.readCount();
    const start = from.take(length);
    return new Summary(first, last, settled, { source: from, start, end: start + length });
  }

  /** Packed states, by part. Null: one could not be kept. */
  static of(first: Int, last: Int, settled: Int | null, states: readonly Uint8Array[] | null): Summary {
    if (states === null) return new Summary(first, last, settled, null);
    const source = new Scratch(64);
    for (const state of states) {
      source.writeCount(state.length);
      source.writeBytes(state);
    }
    source.end = source.at;
    return new Summary(first, last, settled, { source, start: 0, end: source.at });
  }
}

const HAS_SETTLED = 1;
const COMPLETE = 2;

/**
 * What a window that begins after `after` (null: at no time) and ends at `to` has to do with rows: nothing, all of them,
 * so that their states are enough, or some of them.
 */
export type Cover = "none" | "whole" | "some";

export function coverOf({ first, last, settled, isComplete }: Summary, after: Int | null, to: Int): Cover {
  if (first > to || (after !== null && last <= after)) return "none";
  if (last > to || (after !== null && first <= after)) return "some";
  return isComplete && (settled === null || settled <= to) ? "whole" : "some";
}
