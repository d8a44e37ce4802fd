import { aggregateOverload } from "../../functions/index.js";
import { spanText } from "../../ir/span-text.js";
import type { Alternative, CostTerm, Measure, Rel, WindowMethod, Windows } from "../algebra.js";
import type { Costs } from "./costs.js";
import { isOfSource } from "./indexed.js";
import { ofKeys } from "./latest.js";

const [MINUTE, HOUR, DAY] = [60_000_000n, 3_600_000_000n, 86_400_000_000n];
/** Lengths of tiles. Each is a multiple of the one before. */
const LADDER: readonly bigint[] = [MINUTE, HOUR, DAY, 8n * DAY, 64n * DAY];
/** The most lengths of tiles in one plan. */
const MOST_LEVELS = 3;

/**
 * The ways to compute `plan`. The first is the default for unknown data. `searchable`: its keys are those of the data.
 */
export function windowAlternatives(
  plan: Omit<Windows, "node" | "method">,
  { windows: costs }: Costs,
  searchable = true,
): {
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
  const framed = Math.round(costs.frames.row + costs.frames.each * plan.aggregates.length);
  const deep = costs.frames.depth * plan.aggregates.length;
  const frames: Alternative = {
    strategy: "frames",
    rel: by({ kind: "frames" }),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: framed },
      { fact: "labels", nanoseconds: framed },
      { fact: "all depth", nanoseconds: deep },
    ],
  };
  const framesOfKeys: Alternative = {
    strategy: "frames of the labels' keys",
    rel: by({ kind: "frames" }, met),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: costs.frames.skipped },
      { fact: "rows", nanoseconds: framed },
      { fact: "labels", nanoseconds: framed + 50 },
      { fact: "depth", nanoseconds: deep },
    ],
  };
  const dense = plan.aggregates.some((each) => aggregateOverload(each).dense === true);
  const positions = (strategy: string, events: Rel, all: number): Alternative => ({
    strategy,
    rel: by({ kind: "positions" }, events),
    needs: { frames: plan.aggregates },
    cost: [
      { fact: "all rows", nanoseconds: costs.frames.skipped + all },
      { fact: "rows", nanoseconds: framed + 800 - all },
      { fact: "labels", nanoseconds: framed + 800 * lengths.length },
      { fact: "depth", nanoseconds: deep },
    ],
  });
  const distinct = plan.aggregates.every((each) => aggregateOverload(each).spans === "distinct");
  // The values of each label are sorted to tell which are different.
  const sorted = distinct ? costs.join.distinct : 1;
  const joined = costs.join.pair * counted * sorted;
  const join: Alternative = {
    strategy: "join",
    rel: by({ kind: "tiles", levels: [] }),
    cost: [
      { fact: "all rows", nanoseconds: costs.join.skipped },
      { fact: "rows", nanoseconds: costs.join.row },
      { fact: "labels", nanoseconds: costs.join.label },
      longest === null
        ? { fact: "pairs", nanoseconds: Math.round(joined) }
        : { fact: "density", nanoseconds: Number(2n * longest) * joined },
    ],
  };
  const bySpans: readonly Alternative[] = distinct
    ? [
        {
          strategy: "spans of values",
          rel: by({ kind: "spans" }, met),
          needs: { noFrames: plan.aggregates },
          cost: [
            { fact: "all rows", nanoseconds: costs.spans.skipped },
            { fact: "rows", nanoseconds: costs.spans.row * plan.aggregates.length },
            { fact: "labels", nanoseconds: costs.spans.label },
          ],
        },
      ]
    : [];
  const { search } = costs;
  const ordered = plan.aggregates.some((each) => aggregateOverload(each).ordered === true);
  const searched: readonly Alternative[] =
    searchable && isOfSource(plan.events) && !ordered
      ? [
          {
            strategy: "search for each label",
            rel: by({ kind: "search" }),
            needs: { lateral: true },
            cost: [
              { fact: "labels", nanoseconds: search.label },
              { fact: "rows searched", nanoseconds: search.searched },
              longest === null
                ? { fact: "pairs", nanoseconds: Math.round(search.pair * counted * sorted) }
                : { fact: "density", nanoseconds: Number(longest) * search.pair * counted * sorted },
            ],
          },
        ]
      : [];
  const tiles = levels.map(
    (own): Alternative => ({
      strategy: `tiles of ${own.map(spanText).join(" and ")}`,
      rel: by({ kind: "tiles", levels: own.map(String) }, met),
      cost: tileCost(own, longest, lengths.length, counted, costs.tiles),
    }),
  );
  const facts = [...new Set(levels.flat())].sort((a, b) => (a < b ? -1 : 1)).map(String);
  return {
    alternatives: dense
      ? [
          positions("frames by position", plan.events, framed),
          positions("frames by position of the labels' keys", met, 0),
          join,
          ...searched,
        ]
      : [frames, framesOfKeys, join, ...tiles, ...bySpans, ...searched],
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
  each: Costs["windows"]["tiles"],
): readonly CostTerm[] {
  const ends = windows + 1;
  const [lowest] = levels as readonly [bigint, ...bigint[]];
  const lookups = levels.map((level, index): CostTerm => {
    const above = levels[index + 1];
    const covered = above === undefined ? longest : above * BigInt(ends);
    return covered === null
      ? { fact: `tile pairs ${level}`, nanoseconds: each.lookup * counted }
      : { fact: `tile density ${level}`, nanoseconds: Number(covered) * each.lookup * counted };
  });
  return [
    { fact: "all rows", nanoseconds: each.skipped },
    { fact: "rows", nanoseconds: Math.round(each.row * counted) },
    { fact: "labels", nanoseconds: each.label },
    { fact: `tiles ${lowest}`, nanoseconds: Math.round(each.tile * counted) },
    { fact: "density", nanoseconds: Number(lowest) * ends * each.pair * counted },
    ...lookups,
  ];
}
