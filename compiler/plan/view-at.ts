import { aggregateFunctions } from "../functions/index.js";
import type { Aggregate, View } from "../model/ir.js";
import type { Column, Rel, WindowAggregate } from "./algebra.js";
import type { Catalog } from "./catalog.js";
import { longestWindow } from "./longest.js";
import { landingOf, type ViewRows, viewRows } from "./view-rows.js";

/** A view's stored values at many instants: `instants` has `@t` and the keys; the result adds `l.column` and `a.id`. */
export function viewAt(view: View, instants: Rel, catalog: Catalog): Rel {
  const rows = viewRows(view, catalog);
  let rel = instants;
  if (view.latest.length > 0) rel = latestAt(view, rel, instants, rows);
  if (view.aggregates.length > 0) rel = aggregatesAt(view, rel, instants, rows);
  return rel;
}

export const latestColumns = (view: View): readonly string[] => view.latest.map(({ column }) => column);

function latestAt(view: View, left: Rel, instants: Rel, rows: ViewRows): Rel {
  const { keys } = rows;
  const status = [
    "@time",
    ...(rows.deleted ? ["@deleted"] : []),
    ...(rows.until ? ["@until"] : []),
    ...(rows.keyed ? ["@counts", ...rows.same.map((key) => `@r${key.slice(2)}`)] : []),
  ];
  const columns = [...new Set([...status, ...latestColumns(view)])];
  const reached: Rel = {
    node: "filter",
    input: rows.rel,
    conditions: [{ node: "reachedBy", instants, column: "@time", micros: view.ttlMicros }],
  };
  // By the row's own time where arrival follows it; else what is best changes as rows become known.
  const candidates: Rel = view.known
    ? {
        node: "knownBest",
        input: { node: "rank", input: rows.rel, by: rows.foundBy, order: rows.order },
        by: rows.foundBy,
      }
    : { node: "greatest", input: reached, by: [...rows.foundBy, "@arrive"], order: rows.order };
  const joined: Rel = {
    node: "asOf",
    left,
    right: candidates,
    keys: rows.foundBy,
    columns,
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
            counts: rows.keyed,
            same: rows.same,
          },
        }),
      ),
    ],
  };
}

function aggregatesAt(view: View, left: Rel, instants: Rel, rows: ViewRows): Rel {
  const methods = new Map<"frames" | "tiles" | "range", WindowAggregate[]>();
  for (const aggregate of view.aggregates) {
    const method = view.known ? "range" : mergeable(aggregate) ? "tiles" : "frames";
    const list = methods.get(method) ?? [];
    list.push(windowAggregate(view, aggregate, rows));
    methods.set(method, list);
  }
  let rel = left;
  for (const [method, aggregates] of methods) {
    const needsRank = aggregates.some((a) => a.function === "first" || a.function === "last");
    const longest = longestWindow(aggregates);
    const events: Rel = {
      node: "filter",
      input: needsRank ? { node: "rank", input: rows.rel, by: rows.keys, order: rows.order } : rows.rel,
      conditions: [{ node: "reachedBy", instants, column: landingOf(view), micros: longest }],
    };
    rel = {
      node: "windows",
      method,
      cut: landingOf(view),
      left: rel,
      events,
      keys: rows.keys,
      aggregates,
      title: `windows of view ${view.name}`,
      at: view.at,
    };
  }
  return rel;
}

export function windowAggregate(view: View, aggregate: Aggregate, rows: ViewRows): WindowAggregate {
  const columns = rows.aggregates.get(aggregate.id)!;
  return {
    id: aggregate.id,
    function: aggregate.function,
    overload: aggregate.overload,
    args: columns.args,
    where: columns.where,
    micros: aggregate.window.kind === "duration" ? aggregate.window.micros : null,
    what: `${view.name}.${aggregate.id}`,
  };
}

/** Can it be put together from parts of its window? */
function mergeable(aggregate: Aggregate): boolean {
  const row = aggregateFunctions.get(aggregate.function)?.overloads.find((o) => o.key === aggregate.overload);
  return aggregate.window.kind === "duration" && row?.sql.duckdb.parts !== undefined;
}
