import { scalar } from "../../runtime/types.js";
import { aggregateOverload } from "../functions/index.js";
import type { Aggregate, View, Window } from "../ir/index.js";
import { columnOf } from "../ir/substitute.js";
import type { Column, Condition, Cut, Rel, WindowAggregate } from "./algebra.js";
import { landingOf } from "./arrivals.js";
import type { Catalog } from "./catalog.js";
import { aggregateColumn, latestColumn } from "./columns.js";
import { longestWindow, reachOf } from "./longest.js";
import type { Part } from "./part.js";
import { latestAlternatives } from "./strategies/latest.js";
import { spanWay, temporalAlternatives } from "./strategies/temporal.js";
import { windowAlternatives } from "./strategies/windows.js";
import { needsOrder, rowsWithoutVersions, type ViewRows, viewRows } from "./view-rows.js";

/** The instants at which a view is read: `@t`, the keys `@k0` …, and `id`, which identifies each. */
export interface Instants {
  readonly rel: Rel;
  readonly id: readonly string[];
}

/**
 * A view's stored values at many instants, in parts that are each computed separately: columns `l.column` and `a.id`.
 */
export function viewAt(view: View, instants: Instants, catalog: Catalog): readonly Part[] {
  const rows = viewRows(view, catalog);
  return [
    ...(view.latest.length > 0 ? [latestAt(view, instants, rows.latest, catalog)] : []),
    ...(view.aggregates.length > 0 ? aggregatesAt(view, instants, rows.aggregates, catalog) : []),
  ];
}

export const latestColumns = (view: View): readonly string[] => view.latest.map(({ column }) => column);

function latestAt(view: View, instants: Instants, rows: ViewRows, catalog: Catalog): Part {
  const status = [
    "@time",
    ...(rows.deleted ? ["@deleted"] : []),
    ...(rows.until ? ["@until"] : []),
    ...(rows.gone ? ["@gone"] : []),
    ...(rows.keyed ? ["@counts", ...rows.same.map(({ row }) => row)] : []),
  ];
  const columns = [...new Set([...status, ...latestColumns(view)])];
  const own = { title: `latest row of view ${view.name}`, at: view.at };
  const { id } = instants;
  const judged = (input: Rel): Rel => ({
    node: "project",
    input,
    keep: false,
    columns: [
      ...id.map((name): Column => ({ name, value: { node: "column", name } })),
      ...view.latest.map(
        ({ column }): Column => ({
          name: latestColumn(column),
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
    title: `latest values of view ${view.name}`,
    at: view.at,
  });
  const named = { name: "latest", columns: view.latest.map(({ column }) => latestColumn(column)), ...own };
  const plain = (rel: Rel): Part => ({
    ...named,
    alternatives: [{ strategy: "only plan", rel: judged(rel), cost: [] }],
    measure: null,
  });
  if (rows.superseded) {
    const { plan, result } = temporal(view, instants, rows, columns);
    const { alternatives, measure } = temporalAlternatives(plan, countedRows(view, rows, catalog), catalog.costs);
    const [first, ...others] = alternatives.map((each) => ({ ...each, rel: judged(result(each.rel)) }));
    return { ...named, alternatives: [first!, ...others], measure };
  }
  const { shiftMicros } = rows;
  if (shiftMicros === null) return plain({ ...knownAsOf(instants.rel, rows, columns), ...own });
  if (rows.order.some(({ text }) => text !== null)) return plain({ ...tiedAsOf(instants.rel, rows, columns), ...own });
  const needed = ["@t", ...rows.same.map(({ label }) => label)].filter((name) => !id.includes(name));
  return {
    ...named,
    ...latestAlternatives(
      {
        left: instants.rel,
        right: rows.rel,
        id,
        carried: needed,
        keys: rows.foundBy,
        order: rows.order,
        shiftMicros,
        // A row past its ttl is the same as no row.
        withinMicros: view.ttlMicros,
        columns,
        ...own,
      },
      judged,
      catalog.costs,
    ),
  };
}

/** For rows that become known out of order: the best row at each moment, then an as-of join. */
function knownAsOf(left: Rel, rows: ViewRows, columns: readonly string[]): Rel {
  const ranked: Rel = { node: "rank", input: rows.rel, by: rows.foundBy, order: rows.order };
  const right: Rel = { node: "knownBest", input: ranked, by: rows.foundBy };
  return { node: "asOf", left, right, keys: rows.foundBy, columns };
}

/**
 * For ties that are broken by the JSON text of a value. The text is made only for tied rows: the greatest of the tied
 * rows is found first, then an as-of join reads these.
 */
function tiedAsOf(left: Rel, rows: ViewRows, columns: readonly string[]): Rel {
  const right: Rel = { node: "greatest", input: rows.rel, by: [...rows.foundBy, "@arrive"], order: rows.order };
  return { node: "asOf", left, right, keys: rows.foundBy, columns };
}

/** For rows that come and go: the greatest row that counts. */
const temporal = (
  view: View,
  { rel: left, id }: Instants,
  rows: ViewRows,
  columns: readonly string[],
): { readonly plan: Parameters<typeof temporalAlternatives>[0]; readonly result: (right: Rel) => Rel } => ({
  plan: {
    left,
    id,
    events: rows.ranked,
    keys: rows.keys,
    cut: { ...plainCut(view), superseded: rows.superseded },
    aggregates: [],
    latest: columns,
  },
  result: (right) => ({
    node: "join",
    left,
    right,
    on: id.map((name) => ({ left: name, right: name })),
    columns: columns.map((name) => ({ name, from: name })),
  }),
});

/** The rows to count for the choice of a plan. Which of a row's versions count does not matter there. */
const countedRows = (view: View, rows: ViewRows, catalog: Catalog): Rel =>
  rows.superseded ? rowsWithoutVersions(view, catalog) : rows.rel;

function aggregatesAt(view: View, instants: Instants, rows: ViewRows, catalog: Catalog): readonly Part[] {
  const own = { title: `windows of view ${view.name}`, at: view.at };
  const { rel: left, id } = instants;
  return groupsOf(view, rows, true).map((group, index): Part => {
    const events = eventsOf(rows, group);
    const { aggregates, cut } = group;
    const common = { left, id, events, keys: rows.keys, aggregates, ...own };
    const columns = aggregates.map((aggregate) => aggregateColumn(aggregate.id));
    if (group.kind === "temporal")
      return {
        name: "temporal",
        columns,
        ...temporalAlternatives({ ...common, cut, latest: [] }, countedRows(view, rows, catalog), catalog.costs),
        ...own,
      };
    const named = { name: "windows", columns, ...own };
    if (cut.this === null) return { ...named, ...windowAlternatives(common, catalog.costs) };
    // A window since the start of a unit: all rows that lie in the unit of the instant.
    const name = `@unit${index}`;
    const { offsetMicros, this: unit } = cut;
    const within = (input: Rel, column: string, offset: string): Rel => ({
      node: "project",
      input,
      keep: true,
      columns: [{ name, value: { node: "unitOf", column, offsetMicros: offset, ...unit } }],
    });
    return {
      ...named,
      ...windowAlternatives(
        {
          ...common,
          left: within(left, "@t", offsetMicros),
          events: within(events, "@time", "0"),
          keys: [...rows.keys, name],
        },
        catalog.costs,
        false,
      ),
    };
  });
}

/** Aggregates that one relation computes: those with plain windows together, all others by their cut. */
export interface Group {
  readonly kind: "framed" | "temporal";
  readonly cut: Cut;
  readonly aggregates: readonly WindowAggregate[];
  readonly ordered: boolean;
  /** Rows that fail one of these are left out. */
  readonly of: readonly Condition[];
}

/**
 * `many`: at many instants, windows of the calendar are framed too where they can be, and aggregates that spans compute
 * alike are together.
 */
export function groupsOf(view: View, rows: ViewRows, many: boolean): readonly Group[] {
  const groups = new Map<string, { kind: Group["kind"]; cut: Cut; members: Aggregate[]; dense: boolean }>();
  const lone: Group[] = [];
  for (const aggregate of view.aggregates) {
    const newest = newestValues(view, aggregate, rows);
    if (newest !== null) {
      lone.push(newest);
      continue;
    }
    const { framed: hasFrame = true, dense = false } = aggregateOverload(aggregate);
    const { window } = aggregate;
    const extent = window?.extent.kind;
    const plain = extent === "duration" || extent === "lifetime" || (many && extent === "this");
    const framed =
      aggregate.by === null && plain && window?.lastRows === null && !rows.superseded && !view.known && hasFrame;
    const kind = framed ? "framed" : "temporal";
    const cut = cutOf(view, aggregate, rows);
    const inputs = rows.aggregates.get(aggregate.id)!;
    const { by, where } = inputs;
    // Aggregates grouped by a column share a relation only with those of the same grouping and conditions.
    const grouped = by === null ? null : [by, aggregate.by?.top, where];
    const way = framed || !many ? null : spanWay(windowAggregate(view, aggregate, rows));
    const alone = framed && dense && many;
    const key = framed
      ? JSON.stringify([cut.offsetMicros, cut.this, alone ? [inputs.args, where] : null])
      : JSON.stringify([cut, grouped, way, way === null || way === "states" ? null : aggregate.id]);
    const group = groups.get(key) ?? { kind, cut, members: [], dense: alone };
    group.members.push(aggregate);
    groups.set(key, group);
  }
  const together = [...groups.values()].map(({ kind, cut, members, dense }): Group => {
    const aggregates = members.map((aggregate) => windowAggregate(view, aggregate, rows));
    const common = { kind, cut, ordered: members.some(needsOrder) };
    return dense
      ? { ...common, aggregates: aggregates.map((each) => ({ ...each, where: null })), of: withValue(aggregates[0]!) }
      : { ...common, aggregates, of: [] };
  });
  return [...together, ...lone];
}

/**
 * The newest n values are the last n rows that have a value and pass its `where`. They are a group of their own, over
 * just these rows; each instant takes n of them by their numbers.
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
  return {
    kind: "temporal",
    cut: { ...cut, numbered: true },
    aggregates: [{ ...own, where: null }],
    ordered: true,
    of: withValue(own),
  };
}

/** The conditions that a row must meet to have a value for the aggregate. */
const withValue = ({ args, where }: WindowAggregate): readonly Condition[] => [
  { node: "present", columns: args.flatMap((arg) => ("column" in arg ? [arg.column] : [])) },
  ...(where === null ? [] : [{ node: "holds" as const, expr: columnOf(where, scalar("bool", true)) }]),
];

/** The last rows at an instant are found by their numbers if rows become visible in their order. */
const isNumbered = (cut: Cut, rows: ViewRows): boolean =>
  cut.lastRows !== null && cut.since === null && !cut.superseded && rows.inOrder;

/**
 * The rows that a group aggregates: ranked if their order counts, and moved later by its offset if the relation itself
 * has no offset.
 */
export function eventsOf(rows: ViewRows, group: Group): Rel {
  const { cut } = group;
  const of: Rel = group.of.length === 0 ? rows.rel : { node: "filter", input: rows.rel, conditions: group.of };
  const all: Rel = !group.ordered
    ? of
    : of === rows.rel
      ? rows.ranked
      : { node: "rank", input: of, by: rows.keys, order: rows.order };
  return group.kind === "temporal" || cut.offsetMicros === "0"
    ? all
    : { node: "shift", input: all, columns: ["@arrive"], micros: cut.offsetMicros };
}

/** How long before an instant the rows of `eventsOf` can have landed; null if nothing bounds it. */
export function reachOfGroup({ kind, cut, aggregates }: Group): string | null {
  if (kind === "framed") return cut.this === null ? longestWindow(aggregates) : reachOf(cut);
  const reach = reachOf(cut);
  return reach === null ? null : String(BigInt(reach) + BigInt(cut.offsetMicros));
}

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
    type: aggregate.type,
    where,
    by: by === null ? null : { column: by, top: aggregate.by?.top ?? null },
    micros: window?.extent.kind === "duration" ? window.extent.micros : null,
    what: `${view.name}.${aggregate.id}`,
  };
}
