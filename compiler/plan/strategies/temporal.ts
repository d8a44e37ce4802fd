import { aggregateOverload } from "../../functions/index.js";
import type { SpanWay } from "../../functions/row.js";
import type { Alternative, Cut, Measure, Rel, TemporalAggregates, WindowAggregate } from "../algebra.js";
import type { Costs } from "./costs.js";
import { isOfSource } from "./indexed.js";
import { ofKeys } from "./latest.js";

/*
 * Rows that count at an instant. Measured on DuckDB 1.5: the join costs about 160 ns a row, 600 ns a label and 90 ns a
 * pair of a label and a row. Spans cost about 1,500 ns a row, 3,000 ns a label, and 300 ns for each level of the tree
 * that a row reaches.
 */

/** The most values that a state of a list may hold. */
const MOST_VALUES = 1000;

/** How an aggregate is computed from the spans in which rows count; null if it needs all its rows at once. */
export function spanWay(aggregate: Pick<WindowAggregate, "function" | "overload" | "args">): SpanWay | null {
  const { merges, spans } = aggregateOverload(aggregate);
  const long = aggregate.args.some((arg) => {
    if (!("literal" in arg) || arg.literal.type.kind !== "int64") return false;
    return aggregateOverload(aggregate).timed !== true && Number(arg.literal.value) > MOST_VALUES;
  });
  return long ? null : merges === true ? "states" : (spans ?? null);
}

/**
 * True if each row counts from one instant until another. Where versions come and go, a row hidden by a later one can
 * count again.
 */
const hasSpans = (cut: Cut): boolean => cut.since === null || !cut.superseded;

/** True if the rows of spans can be aggregated, all of them in one way. For maps only states are possible. */
function canMerge({ aggregates, latest, cut }: Pick<TemporalAggregates, "aggregates" | "latest" | "cut">): boolean {
  // The last rows are chosen first, and they are few.
  if (latest.length > 0) return true;
  if (cut.lastRows !== null && !cut.numbered) return cut.lastRows <= MOST_VALUES;
  const ways = new Set(aggregates.map(spanWay));
  const [only] = ways;
  return (
    ways.size === 1 && (only === "states" || (only != null && aggregates.length === 1 && aggregates[0]!.by === null))
  );
}

/**
 * The ways to compute `plan`. The first is the default for unknown data. `counted`: the part of its rows that can be
 * counted beforehand.
 */
export function temporalAlternatives(
  plan: Omit<TemporalAggregates, "node" | "method">,
  counted: Rel,
  { temporal: costs }: Costs,
): { readonly alternatives: readonly [Alternative, ...Alternative[]]; readonly measure: Measure | null } {
  const by = (method: TemporalAggregates["method"], events: Rel = plan.events): Rel => ({
    ...plan,
    node: "temporal",
    method,
    events,
  });
  const { cut } = plan;
  const few = cut.numbered && cut.lastRows !== null && cut.lastRows <= MOST_VALUES;
  if (few && canSearch(plan))
    return {
      alternatives: [
        {
          strategy: "numbered rows",
          rel: by("join"),
          cost: [
            { fact: "all rows", nanoseconds: costs.numbers.row },
            { fact: "labels", nanoseconds: costs.numbers.label + Number(cut.lastRows) * costs.numbers.last },
          ],
        },
        {
          strategy: "search for each label",
          rel: by("search"),
          needs: { lateral: true },
          cost: [
            { fact: "labels", nanoseconds: costs.search.label + Number(cut.lastRows) * costs.search.last },
            { fact: "rows searched", nanoseconds: costs.search.searched },
          ],
        },
      ],
      measure: { left: plan.left, events: counted, keys: plan.keys, timed: false, levels: [] },
    };
  if (few || !hasSpans(cut) || !canMerge(plan))
    return { alternatives: [{ strategy: "only plan", rel: by("join"), cost: [] }], measure: null };
  const each = 1 + plan.aggregates.length / 12;
  const pairs = 90 * each;
  return {
    alternatives: [
      {
        strategy: "join",
        rel: by("join"),
        cost: [
          { fact: "all rows", nanoseconds: 40 },
          { fact: "rows", nanoseconds: 160 },
          { fact: "labels", nanoseconds: 600 },
          cut.micros === null
            ? { fact: "pairs", nanoseconds: Math.round(pairs) }
            : { fact: "density", nanoseconds: Number(2n * BigInt(cut.micros)) * pairs },
        ],
      },
      {
        strategy: "spans",
        rel: by("spans", met(plan)),
        cost: [
          { fact: "all rows", nanoseconds: 60 },
          { fact: "rows", nanoseconds: 1500 },
          { fact: "labels", nanoseconds: 3000 },
          { fact: "row levels", nanoseconds: Math.round(300 * each) },
        ],
        scales: true,
        needs: { spans: true },
      },
    ],
    measure: { left: plan.left, events: counted, keys: plan.keys, timed: true, levels: [] },
  };
}

/** True if the last rows of an instant are the first ones of an index that is read from the instant down. */
const canSearch = ({ cut, events, latest }: Pick<TemporalAggregates, "cut" | "events" | "latest">): boolean =>
  events.node === "rank" &&
  isOfSource(events.input) &&
  events.order.every(({ text }) => text === null) &&
  latest.length === 0 &&
  cut.landing === "@arrive" &&
  cut.this === null &&
  cut.ttlMicros === null &&
  !cut.gone &&
  !cut.deleted &&
  !cut.until;

/** Only rows of the instants' keys. */
const met = ({ events, left, keys }: Omit<TemporalAggregates, "node" | "method">): Rel => ({
  node: "semi",
  input: events,
  other: left,
  keys,
  ...ofKeys,
});
