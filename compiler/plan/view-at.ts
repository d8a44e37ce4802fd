import { scalar } from "../../runtime/types.js";
import { aggregateOverload } from "../functions/index.js";
import type { Aggregate, View, Window } from "../model/ir.js";
import { columnOf } from "../model/substitute.js";
import type { Column, Condition, Cut, Rel, WindowAggregate } from "./algebra.js";
import { landingOf } from "./arrivals.js";
import type { Catalog } from "./catalog.js";
import { longestWindow, reachOf } from "./longest.js";
import { needsOrder, type ViewRows, viewRows } from "./view-rows.js";

/** A view's stored values at many instants: `instants` has `@t` and the keys; the result adds `l.column` and `a.id`. */
export function viewAt(view: View, instants: Rel, catalog: Catalog): Rel {
  const rows = viewRows(view, catalog);
  let rel = instants;
  if (view.latest.length > 0) rel = latestAt(view, rel, instants, rows.latest);
  if (view.aggregates.length > 0) rel = aggregatesAt(view, rel, instants, rows.aggregates);
  return rel;
}

export const latestColumns = (view: View): readonly string[] => view.latest.map(({ column }) => column);

function latestAt(view: View, left: Rel, instants: Rel, rows: ViewRows): Rel {
  const { keys } = rows;
  const status = [
    "@time",
    ...(rows.deleted ? ["@deleted"] : []),
    ...(rows.until ? ["@until"] : []),
    ...(rows.gone ? ["@gone"] : []),
    ...(rows.keyed ? ["@counts", ...rows.same.map((key) => `@r${key.slice(2)}`)] : []),
  ];
  const columns = [...new Set([...status, ...latestColumns(view)])];
  const joined: Rel = {
    ...(rows.superseded
      ? gathered(view, left, { ...rows, rel: reached(rows, instants, view.ttlMicros) }, columns)
      : asOf(view, left, instants, rows, columns)),
    title: `latest row of view ${view.name}`,
    at: view.at,
  };
  return {
    node: "project",
    input: joined,
    keep: false,
    columns: [
      ...[...keys, "@t"].map((name): Column => ({ name, value: { node: "column", name } })),
      ...view.latest.map(
        ({ column }): Column => ({
          name: `l.${column}`,
          value: {
            node: "live",
            column,
            ttlMicros: view.ttlMicros,
            deleted: rows.deleted,
            until: rows.until,
            gone: rows.gone,
            counts: rows.keyed,
            same: rows.same,
          },
        }),
      ),
    ],
  };
}

/** Where each row that becomes visible can only be followed by greater ones, or by what is made so: the last to arrive. */
function asOf(view: View, left: Rel, instants: Rel, rows: ViewRows, columns: readonly string[]): Rel {
  // By the row's own time where arrival follows it; else what is best changes as rows become known.
  const candidates: Rel = !rows.inOrder
    ? {
        node: "knownBest",
        input: { node: "rank", input: rows.rel, by: rows.foundBy, order: rows.order },
        by: rows.foundBy,
      }
    : {
        node: "greatest",
        input: reached(rows, instants, view.ttlMicros),
        by: [...rows.foundBy, "@arrive"],
        order: rows.order,
      };
  return { node: "asOf", left, right: candidates, keys: rows.foundBy, columns };
}

/** Where rows come and go: the greatest of those that count. */
const gathered = (view: View, left: Rel, rows: ViewRows, columns: readonly string[]): Rel => ({
  node: "gathered",
  left,
  events: { node: "rank", input: rows.rel, by: rows.keys, order: rows.order },
  keys: rows.keys,
  cut: { ...plainCut(view), superseded: rows.superseded },
  aggregates: [],
  latest: columns,
  inner: false,
});

const reached = (rows: ViewRows, instants: Rel, micros: string | null): Rel => ({
  node: "filter",
  input: rows.rel,
  conditions: [{ node: "reachedBy", instants, column: "@time", micros }],
});

function aggregatesAt(view: View, left: Rel, instants: Rel, rows: ViewRows): Rel {
  const own = { title: `windows of view ${view.name}`, at: view.at };
  return groupsOf(view, rows, true).reduce<Rel>((rel, group, index) => {
    const events = eventsOf(rows, group, (input, micros) => ({
      node: "filter",
      input,
      conditions: [{ node: "reachedBy", instants, column: landingOf(view), micros }],
    }));
    const common = { left: rel, events, keys: rows.keys, aggregates: group.aggregates, ...own };
    if (group.kind === "gathered") return { node: "gathered", ...common, cut: group.cut, latest: [], inner: false };
    if (group.cut.this === null) return { node: "windows", ...common, method: group.kind };
    // Since the start of a unit: all there is, of those that lie in the unit of the instant.
    const name = `@unit${index}`;
    const { offsetMicros, this: unit } = group.cut;
    const within = (input: Rel, column: string, offset: string): Rel => ({
      node: "project",
      input,
      keep: true,
      columns: [{ name, value: { node: "unitOf", column, offsetMicros: offset, ...unit } }],
    });
    return {
      node: "windows",
      ...common,
      method: "frames",
      left: within(rel, "@t", offsetMicros),
      events: within(events, "@time", "0"),
      keys: [...rows.keys, name],
    };
  }, left);
}

/** Aggregates that one relation gives: those with plain windows together, all others by what they are cut to. */
export interface Group {
  readonly kind: "frames" | "tiles" | "gathered";
  readonly cut: Cut;
  readonly aggregates: readonly WindowAggregate[];
  readonly ordered: boolean;
  /** Rows that fail one of these are none for it. */
  readonly of: readonly Condition[];
}

/** `calendars`: are windows of the calendar framed too, where they can be? At one instant there is nothing to gain. */
export function groupsOf(view: View, rows: ViewRows, calendars: boolean): readonly Group[] {
  const groups = new Map<string, { kind: Group["kind"]; cut: Cut; members: Aggregate[] }>();
  const lone: Group[] = [];
  for (const aggregate of view.aggregates) {
    const newest = newestValues(view, aggregate, rows);
    if (newest !== null) {
      lone.push(newest);
      continue;
    }
    const { framed: hasFrame = true, merges } = aggregateOverload(aggregate);
    const { window } = aggregate;
    const extent = window?.extent.kind;
    const plain = extent === "duration" || extent === "lifetime" || (calendars && extent === "this");
    const framed =
      aggregate.by === null && plain && window?.lastRows === null && !rows.superseded && !view.known && hasFrame;
    const kind = !framed ? "gathered" : merges === true && extent === "duration" ? "tiles" : "frames";
    const cut = cutOf(view, aggregate, rows);
    const { by, where } = rows.aggregates.get(aggregate.id)!;
    // What is grouped by something is so with all that is grouped and chosen alike.
    const grouped = by === null ? null : [by, aggregate.by?.top, where];
    const key = framed ? `${kind} ${cut.offsetMicros} ${JSON.stringify(cut.this)}` : JSON.stringify([cut, grouped]);
    const group = groups.get(key) ?? { kind, cut, members: [] };
    group.members.push(aggregate);
    groups.set(key, group);
  }
  const together = [...groups.values()].map(
    ({ kind, cut, members }): Group => ({
      kind,
      cut,
      aggregates: members.map((aggregate) => windowAggregate(view, aggregate, rows)),
      ordered: members.some(needsOrder),
      of: [],
    }),
  );
  return [...together, ...lone];
}

/**
 * The newest n values are the last n rows of those that have one and pass its `where`: a group of its own, over just these, each instant of which takes
 * n rows by their numbers.
 */
function newestValues(view: View, aggregate: Aggregate, rows: ViewRows): Group | null {
  const { newest } = aggregateOverload(aggregate);
  const count = newest === undefined ? undefined : aggregate.args[newest];
  const { window } = aggregate;
  if (
    aggregate.by !== null ||
    count?.node !== "literal" ||
    window === null ||
    window.lastRows !== null ||
    window.extent.kind === "since"
  )
    return null;
  const cut = { ...cutOf(view, aggregate, rows), lastRows: Number(count.value) };
  if (!isNumbered(cut, rows)) return null;
  const own = windowAggregate(view, aggregate, rows);
  const columns = own.args.flatMap((arg) => ("column" in arg ? [arg.column] : []));
  const of: Condition[] = [{ node: "present", columns }];
  if (own.where !== null) of.push({ node: "holds", expr: columnOf(own.where, scalar("bool", true)) });
  return {
    kind: "gathered",
    cut: { ...cut, numbered: true },
    aggregates: [{ ...own, where: null }],
    ordered: true,
    of,
  };
}

/** The last rows at an instant are found by their numbers where rows become visible in their order. */
const isNumbered = (cut: Cut, rows: ViewRows): boolean =>
  cut.lastRows !== null && cut.since === null && !cut.superseded && rows.inOrder;

/** The rows that a group is over, near enough to count: ranked where their order does, and as late as its offset where the relation knows of none. */
export function eventsOf(rows: ViewRows, group: Group, within: (rel: Rel, micros: string | null) => Rel): Rel {
  const { cut } = group;
  const of: Rel = group.of.length === 0 ? rows.rel : { node: "filter", input: rows.rel, conditions: group.of };
  const all = group.ordered ? ranked(of, rows) : of;
  if (group.kind === "gathered") {
    const reach = reachOf(cut);
    return within(all, reach === null ? null : String(BigInt(reach) + BigInt(cut.offsetMicros)));
  }
  const late: Rel =
    cut.offsetMicros === "0" ? all : { node: "shift", input: all, columns: ["@arrive"], micros: cut.offsetMicros };
  return within(late, cut.this === null ? longestWindow(group.aggregates) : reachOf(cut));
}

/** One relation for all that ask for it: what stands twice in a plan is computed once. */
function ranked(input: Rel, rows: ViewRows): Rel {
  const known = ranks.get(input);
  if (known !== undefined) return known;
  const rank: Rel = { node: "rank", input, by: rows.keys, order: rows.order };
  ranks.set(input, rank);
  return rank;
}
const ranks = new WeakMap<Rel, Rel>();

const plainCut = (view: View): Cut => ({
  landing: landingOf(view),
  offsetMicros: "0",
  micros: null,
  this: null,
  since: null,
  lastRows: null,
  numbered: false,
  superseded: false,
  gone: false,
  deleted: false,
  until: false,
  ttlMicros: null,
});

function cutOf(view: View, aggregate: Aggregate, rows: ViewRows): Cut {
  const cut = { ...plainCut(view), superseded: rows.superseded };
  const { window } = aggregate;
  if (window === null)
    return { ...cut, gone: rows.gone, deleted: rows.deleted, until: rows.until, ttlMicros: view.ttlMicros };
  const whole = {
    ...cut,
    offsetMicros: window.offsetMicros,
    lastRows: window.lastRows,
    ...extentOf(window, rows.aggregates.get(aggregate.id)!.since),
  };
  return { ...whole, numbered: isNumbered(whole, rows) };
}

function extentOf({ extent }: Window, since: string | null): Partial<Cut> {
  switch (extent.kind) {
    case "duration":
      return { micros: extent.micros };
    case "lifetime":
      return {};
    case "this":
      return { this: { unit: extent.unit, zone: extent.zone } };
    case "since":
      return { since };
  }
}

export function windowAggregate(view: View, aggregate: Aggregate, rows: ViewRows): WindowAggregate {
  const { args, where, by } = rows.aggregates.get(aggregate.id)!;
  const { window } = aggregate;
  return {
    id: aggregate.id,
    function: aggregate.function,
    overload: aggregate.overload,
    args,
    types: aggregate.args.map(({ type }) => type),
    where,
    by: by === null ? null : { column: by, top: aggregate.by?.top ?? null },
    micros: window?.extent.kind === "duration" ? window.extent.micros : null,
    what: `${view.name}.${aggregate.id}`,
  };
}
