import { aggregateOverload } from "../../functions/index.js";
import type { Alternative, CostTerm, Measure, Rel, WindowMethod, Windows } from "../algebra.js";
import { ofKeys } from "./latest.js";
import { spanText } from "./span-text.js";

/*
 * Windows over events. Measured on DuckDB 1.5 (5 million events, 250,000 labels, three aggregates over 7 days): frames
 * cost 1,100 to 4,000 ns an event and label; a join costs about 200 ns an event and 90 ns a pair of a label and an
 * event in its two buckets; tiles cost about 100 ns an event and 400 ns a tile to make, and 200 ns to look one up.
 */

const [MINUTE, HOUR, DAY] = [60_000_000n, 3_600_000_000n, 86_400_000_000n];
/** Lengths of tiles. Each is a multiple of the one before. */
const LADDER: readonly bigint[] = [MINUTE, HOUR, DAY, 8n * DAY, 64n * DAY];
/** The most lengths of tiles in one plan. */
const MOST_LEVELS = 3;

/** The ways to compute `plan`. The first is the default for unknown data. */
export function windowAlternatives(plan: Omit<Windows, "node" | "method">): {
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  readonly measure: Measure;
} {
  const lengths = [...new Set(plan.aggregates.map(({ micros }) => micros))];
  const met: Rel = { node: "semi", input: plan.events, other: plan.left, keys: plan.keys, ...ofKeys };
  const by = (method: WindowMethod, events: Rel = plan.events): Rel => ({ ...plan, node: "windows", method, events });
  const mergeable = plan.aggregates.every((each) => aggregateOverload(each).merges === true);
  const longest = lengths.includes(null)
    ? null
    : lengths
        .map((each) => BigInt(each!))
        .sort((a, b) => (a < b ? -1 : 1))
        .at(-1)!;
  const levels = mergeable ? tileLevels(longest) : [];
  const counted = 1 + plan.aggregates.length / 12;
  const framed = Math.round(1300 + 300 * plan.aggregates.length);
  const frames: Alternative = {
    strategy: "frames",
    rel: by({ kind: "frames" }),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: framed },
      { fact: "labels", nanoseconds: framed },
    ],
  };
  const framesOfKeys: Alternative = {
    strategy: "frames of the labels' keys",
    rel: by({ kind: "frames" }, met),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: 40 },
      { fact: "rows", nanoseconds: framed },
      { fact: "labels", nanoseconds: framed + 50 },
    ],
  };
  const dense = plan.aggregates.some((each) => aggregateOverload(each).dense === true);
  const positions = (strategy: string, events: Rel, all: number): Alternative => ({
    strategy,
    rel: by({ kind: "positions" }, events),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: 40 + all },
      { fact: "rows", nanoseconds: framed + 800 - all },
      { fact: "labels", nanoseconds: framed + 800 * lengths.length },
    ],
  });
  const join: Alternative = {
    strategy: "join",
    rel: by({ kind: "tiles", levels: [] }),
    cost: [
      { fact: "all rows", nanoseconds: 40 },
      { fact: "rows", nanoseconds: 160 },
      { fact: "labels", nanoseconds: 600 },
      longest === null
        ? { fact: "pairs", nanoseconds: Math.round(90 * counted) }
        : { fact: "density", nanoseconds: Number(2n * longest) * 90 * counted },
    ],
  };
  const tiles = levels.map(
    (own): Alternative => ({
      strategy: `tiles of ${own.map(spanText).join(" and ")}`,
      rel: by({ kind: "tiles", levels: own.map(String) }, met),
      cost: tileCost(own, longest, lengths.length, counted),
    }),
  );
  const facts = [...new Set(levels.flat())].sort((a, b) => (a < b ? -1 : 1)).map(String);
  return {
    alternatives: dense
      ? [
          positions("frames by position", plan.events, framed),
          positions("frames by position of the labels' keys", met, 0),
          join,
        ]
      : [frames, framesOfKeys, join, ...tiles],
    measure: { left: plan.left, events: plan.events, keys: plan.keys, timed: true, levels: facts },
  };
}

/** Sets of tile lengths that can pay off for a window of this length. */
function tileLevels(longest: bigint | null): readonly (readonly bigint[])[] {
  const fitting = LADDER.filter((each) => longest === null || each * 2n <= longest);
  const found: (readonly bigint[])[] = [];
  for (const top of fitting.slice(-2).reverse()) {
    const upTo = fitting.filter((each) => each <= top);
    for (let count = 1; count <= Math.min(MOST_LEVELS, upTo.length); count++) found.push(upTo.slice(-count));
  }
  return found;
}

function tileCost(
  levels: readonly bigint[],
  longest: bigint | null,
  windows: number,
  counted: number,
): readonly CostTerm[] {
  const ends = windows + 1;
  const [lowest] = levels as readonly [bigint, ...bigint[]];
  const lookups = levels.map((level, index): CostTerm => {
    const above = levels[index + 1];
    const covered = above === undefined ? longest : above * BigInt(ends);
    return covered === null
      ? { fact: `tile pairs ${level}`, nanoseconds: 200 * counted }
      : { fact: `tile density ${level}`, nanoseconds: Number(covered) * 200 * counted };
  });
  return [
    { fact: "all rows", nanoseconds: 60 },
    { fact: "rows", nanoseconds: Math.round(250 * counted) },
    { fact: "labels", nanoseconds: 900 },
    { fact: `tiles ${lowest}`, nanoseconds: Math.round(400 * counted) },
    { fact: "density", nanoseconds: Number(lowest) * ends * 90 * counted },
    ...lookups,
  ];
}
